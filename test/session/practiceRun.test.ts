import assert from 'node:assert/strict';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { PracticeRun } from '../../src/session/practiceRun.ts';

suite('session/practiceRun', () => {
  let saved: unknown;
  let runs: PracticeRun<PracticeAccount>[];

  const window = () => {
    const run = new PracticeRun<PracticeAccount>({
      start: startPracticeAccount,
      saved: async () => structuredClone(saved),
      save: async (value) => {
        saved = JSON.parse(JSON.stringify(value));
      },
      drop: async () => {
        saved = undefined;
      },
    });
    runs.push(run);
    return run;
  };
  const running = (run: PracticeRun<PracticeAccount>) => run.account.value ?? assert.fail('not running');

  setup(() => {
    saved = undefined;
    runs = [];
  });
  teardown(() => Promise.all(runs.map((run) => run.close())));

  test('started twice it is one account', async () => {
    const run = window();
    await Promise.all([run.start(), run.start()]);
    const account = running(run);
    await run.start();
    assert.equal(running(run), account);
  });

  test('after a reload it is the same account at the same address', async () => {
    const before = window();
    await before.start();
    const { endpoint, accessKeyId, secretAccessKey } = running(before);
    await before.close();
    const after = window();
    assert.equal(await after.resume(), true);
    const account = running(after);
    assert.deepEqual(
      [account.endpoint, account.accessKeyId, account.secretAccessKey],
      [endpoint, accessKeyId, secretAccessKey],
    );
  });

  test('nothing ran: nothing is resumed', async () => {
    const run = window();
    assert.equal(await run.resume(), false);
    assert.equal(run.account.value, undefined);
  });

  test('stopped for good it is not resumed, and the next one is another', async () => {
    const run = window();
    await run.start();
    const { accessKeyId } = running(run);
    await run.stop();
    assert.equal(await window().resume(), false);
    await run.start();
    assert.notEqual(running(run).accessKeyId, accessKeyId);
  });

  test('the port taken by another window: the same keys at another port', async () => {
    const one = window();
    await one.start();
    const other = window();
    assert.equal(await other.resume(), true);
    assert.notEqual(running(other).endpoint, running(one).endpoint);
    assert.equal(running(other).accessKeyId, running(one).accessKeyId);
  });

  for (const garbage of [null, 7, 'x', [], {}, { port: 'x' }, { port: -1 }, { port: 0 }, { port: 70_000 }]) {
    test(`garbage is nothing that ran: ${JSON.stringify(garbage)}`, async () => {
      saved = garbage;
      const run = window();
      assert.equal(await run.resume(), false);
      await run.start();
      assert.ok(running(run));
    });
  }

  test('a garbage state is another account at the port', async () => {
    const before = window();
    await before.start();
    const { endpoint, accessKeyId } = running(before);
    await before.close();
    saved = { port: Number(endpoint.split(':').at(-1)), state: { version: 1, source: 'x' } };
    const after = window();
    await after.resume();
    assert.equal(running(after).endpoint, endpoint);
    assert.notEqual(running(after).accessKeyId, accessKeyId);
  });

  test('a store that fails: it runs, and ends with the window', async () => {
    const run = new PracticeRun<PracticeAccount>({
      start: startPracticeAccount,
      saved: async () => undefined,
      save: () => Promise.reject(new Error('locked')),
      drop: () => Promise.reject(new Error('locked')),
    });
    runs.push(run);
    await run.start();
    assert.ok(running(run));
    await assert.rejects(run.stop(), { message: 'locked' });
    assert.equal(run.account.value, undefined);
  });
});
