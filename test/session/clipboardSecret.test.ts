import assert from 'node:assert/strict';
import { type Clipboard, ClipboardSecret } from '../../src/session/clipboardSecret.ts';

class FakeClipboard implements Clipboard {
  text = '';
  readonly writes: string[] = [];
  failing = false;
  /** Called once, while the clipboard is read. */
  whileReading: () => PromiseLike<void> = async () => {};

  readonly readText = async (): Promise<string> => {
    if (this.failing) throw new Error('no clipboard');
    const { text } = this;
    const act = this.whileReading;
    this.whileReading = async () => {};
    await act();
    return text;
  };

  readonly writeText = async (text: string): Promise<void> => {
    if (this.failing) throw new Error('no clipboard');
    this.writes.push(text);
    this.text = text;
  };
}

/** Timers that a test lets go. */
class FakeTimers {
  readonly #pending = new Set<() => void>();

  readonly later = (act: () => void) => {
    this.#pending.add(act);
    return { dispose: () => void this.#pending.delete(act) };
  };

  get pending(): number {
    return this.#pending.size;
  }

  /** Lets all go, and what follows from them. */
  async pass(): Promise<void> {
    for (const act of [...this.#pending]) {
      this.#pending.delete(act);
      act();
    }
    await new Promise(setImmediate);
  }
}

suite('session/clipboardSecret', () => {
  let clipboard: FakeClipboard;
  let timers: FakeTimers;
  let secret: ClipboardSecret;

  setup(() => {
    clipboard = new FakeClipboard();
    timers = new FakeTimers();
    secret = new ClipboardSecret(clipboard, timers.later);
  });

  test('it stays until its time is up, and is then taken off', async () => {
    await secret.put('first');
    assert.equal(clipboard.text, 'first');
    await timers.pass();
    assert.deepEqual(clipboard.writes, ['first', '']);
    assert.equal(timers.pending, 0);
  });

  for (const other of ['something else', 'first ', '']) {
    test(`what a person copied since stays: ${JSON.stringify(other)}`, async () => {
      await secret.put('first');
      clipboard.text = other;
      await timers.pass();
      assert.equal(clipboard.text, other);
      assert.deepEqual(clipboard.writes, ['first']);
    });
  }

  test('the time of a second one counts from when it was put', async () => {
    await secret.put('first');
    await secret.put('second');
    assert.equal(timers.pending, 1);
    await timers.pass();
    assert.deepEqual(clipboard.writes, ['first', 'second', '']);
  });

  test('the same one put twice is taken off once', async () => {
    await secret.put('first');
    await secret.put('first');
    await timers.pass();
    assert.deepEqual(clipboard.writes, ['first', 'first', '']);
  });

  test('one that is put while the last is being taken off stays', async () => {
    await secret.put('first');
    clipboard.whileReading = () => secret.put('second');
    await timers.pass();
    assert.equal(clipboard.text, 'second');
    assert.equal(timers.pending, 1);
    await timers.pass();
    assert.equal(clipboard.text, '');
  });

  test('cleared at once, its timer does nothing more', async () => {
    await secret.put('first');
    await secret.clear();
    clipboard.text = 'first';
    await timers.pass();
    assert.equal(clipboard.text, 'first');
    assert.equal(timers.pending, 0);
  });

  test('nothing was put: nothing is read or written', async () => {
    clipboard.failing = true;
    await secret.clear();
    assert.deepEqual(clipboard.writes, []);
  });

  test('a clipboard that cannot be reached is left alone', async () => {
    await secret.put('first');
    clipboard.failing = true;
    await timers.pass();
    clipboard.failing = false;
    assert.equal(clipboard.text, 'first');
  });

  test('a clipboard that cannot be written rejects', async () => {
    clipboard.failing = true;
    await assert.rejects(secret.put('first'), /no clipboard/);
    assert.equal(timers.pending, 0);
  });

  test('disposed, it takes its secret off and starts nothing', async () => {
    await secret.put('first');
    secret.dispose();
    await timers.pass();
    assert.deepEqual(clipboard.writes, ['first', '']);
    assert.equal(timers.pending, 0);
  });
});
