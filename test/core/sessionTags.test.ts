import assert from 'node:assert/strict';
import { parseTags, tagsText } from '../../src/core/sessionTags.ts';

suite('core/sessionTags', () => {
  const rows: readonly [text: string, tags: Readonly<Record<string, string>> | undefined][] = [
    ['', {}],
    ['team=blue', { team: 'blue' }],
    ['team=blue, cost-center=42', { team: 'blue', 'cost-center': '42' }],
    [' team = blue ,, ', { team: 'blue' }],
    ['formula=a=b', { formula: 'a=b' }],
    ['empty=', { empty: '' }],
    ['=value', { '': 'value' }],
    ['team', undefined],
    ['team=blue, project', undefined],
    ['team=blue, team=red', { team: 'red' }],
  ];
  for (const [text, tags] of rows) {
    test(JSON.stringify(text), () => assert.deepEqual(parseTags(text), tags));
  }

  test('what is printed is read again', () => {
    const tags = { team: 'blue', path: 'a/b:c@d', empty: '' };
    assert.deepEqual(parseTags(tagsText(tags)), tags);
  });
});
