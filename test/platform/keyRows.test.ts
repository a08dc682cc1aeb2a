// The rows that a key is about, told by what becomes of the selection.
import assert from 'node:assert/strict';
import { keyRows } from '../../src/platform/keyRows.ts';

/** As VS Code's list does it. */
class List {
  selection: readonly string[];
  readonly #focused: string | undefined;

  constructor(selection: readonly string[], focused: string | undefined) {
    this.selection = selection;
    this.#focused = focused;
  }

  async toggle(): Promise<void> {
    const focused = this.#focused;
    if (focused === undefined) return;
    this.selection = this.selection.includes(focused)
      ? this.selection.filter((row) => row !== focused)
      : [...this.selection, focused];
  }
}

const rows: readonly [what: string, selected: readonly string[], focused: string | undefined, expected: string[]][] = [
  ['nothing selected', [], 'a', ['a']],
  ['selected', ['a'], 'a', ['a']],
  ['another one selected', ['a'], 'b', ['b']],
  ['several others selected', ['a', 'c'], 'b', ['b']],
  ['one of those selected', ['a', 'b', 'c'], 'b', ['b', 'a', 'c']],
  ['no row has the focus', ['a', 'b'], undefined, ['a', 'b']],
  ['an empty tree', [], undefined, []],
];

suite('platform/keyRows', () => {
  for (const [what, selected, focused, expected] of rows) {
    test(`${what}: ${expected.join(', ') || 'nothing'}`, async () => {
      const list = new List(selected, focused);
      const found = await keyRows(
        () => list.selection,
        () => list.toggle(),
      );
      assert.deepEqual(found, expected);
      assert.deepEqual(new Set(list.selection), new Set(selected));
    });
  }
});
