import assert from 'node:assert/strict';
import { Coalescer } from '../../src/session/coalescer.ts';

suite('session/coalescer', () => {
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  /** Work that is counted, let go by hand, and ended by its signal. */
  function work() {
    const started: AbortSignal[] = [];
    let finish: (value: string) => void = () => {};
    const run = (signal: AbortSignal) => {
      started.push(signal);
      return new Promise<string>((resolve, reject) => {
        finish = resolve;
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    };
    return { started, run, finish: (value: string) => finish(value) };
  }

  test('many who ask: one piece of work, one answer', async () => {
    const coalescer = new Coalescer();
    const { started, run, finish } = work();
    const all = Promise.all([1, 2, 3].map(() => coalescer.run('x', run)));
    await settled();
    finish('done');
    assert.deepEqual(await all, ['done', 'done', 'done']);
    assert.equal(started.length, 1);
    assert.equal(started[0]?.aborted, false);
  });

  test('names are apart, and an ended name starts anew', async () => {
    const coalescer = new Coalescer();
    let count = 0;
    const run = async () => ++count;
    assert.deepEqual(await Promise.all([coalescer.run('x', run), coalescer.run('y', run)]), [1, 2]);
    assert.equal(await coalescer.run('x', run), 3);
  });

  test('who leaves does not end it for the others', async () => {
    const coalescer = new Coalescer();
    const { started, run, finish } = work();
    const controller = new AbortController();
    const leaving = coalescer.run('x', run, controller.signal);
    const staying = coalescer.run('x', run);
    await settled();
    const reason = new Error('enough');
    controller.abort(reason);
    await assert.rejects(leaving, (error) => error === reason);
    assert.equal(started[0]?.aborted, false);
    finish('done');
    assert.equal(await staying, 'done');
  });

  test('when the last one leaves, the work is ended and the next one starts anew', async () => {
    const coalescer = new Coalescer();
    const { started, run, finish } = work();
    const controller = new AbortController();
    const leaving = coalescer.run('x', run, controller.signal);
    controller.abort();
    await assert.rejects(leaving, { name: 'AbortError' });
    assert.equal(started[0]?.aborted, true);
    const next = coalescer.run('x', run);
    finish('done');
    assert.equal(await next, 'done');
    assert.equal(started.length, 2);
  });

  test('a failure reaches all, and is not kept', async () => {
    const coalescer = new Coalescer();
    const failing = () => Promise.reject(new Error('no'));
    const all = await Promise.allSettled([coalescer.run('x', failing), coalescer.run('x', failing)]);
    assert.deepEqual(
      all.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.equal(await coalescer.run('x', async () => 'yes'), 'yes');
  });
});
