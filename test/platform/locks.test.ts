import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Locks } from '../../src/platform/locks.ts';

suite('platform/locks', () => {
  let folder: string;
  const times = { beatMs: 20, deadMs: 20_000, pollMs: 5, patienceMs: 60_000 };
  const locks = (change: Partial<typeof times> = {}) =>
    new Locks(path.join(folder, 'locks'), (name) => name, { ...times, ...change });
  /** Holds a lock from when it resolves until `finish` is called. */
  const hold = (name: string) =>
    new Promise<{ finish: () => void; over: Promise<void> }>((resolve) => {
      const over = locks().exclusively(
        name,
        () => new Promise<void>((finish) => setImmediate(() => resolve({ finish, over }))),
      );
    });
  const lockFile = (name: string) => path.join(folder, 'locks', `${name}.lock`);
  /** What somebody makes who takes the lock of `holder` away. */
  const markFile = (name: string, holder: string) =>
    `${lockFile(name)}.${createHash('sha256').update(holder).digest('hex').slice(0, 16)}`;

  setup(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-locks-'));
  });
  teardown(() => rmSync(folder, { recursive: true, force: true }));

  test('one at a time, whoever holds the folder', async () => {
    let inside = 0;
    let most = 0;
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        locks().exclusively('a', async () => {
          most = Math.max(most, ++inside);
          await new Promise((resolve) => setTimeout(resolve, 5));
          order.push(n);
          inside--;
        }),
      ),
    );
    assert.equal(most, 1);
    assert.equal(order.length, 10);
    assert.deepEqual(readdirSync(path.join(folder, 'locks')), []);
  });

  test('other names do not wait', async () => {
    const answer = await locks().exclusively('a', () => locks().exclusively('b', async () => 'both'));
    assert.equal(answer, 'both');
  });

  test('what fails lets go, and fails as it did', async () => {
    const reason = new Error('no');
    await assert.rejects(
      locks().exclusively('a', () => Promise.reject(reason)),
      (error) => error === reason,
    );
    assert.equal(await locks().exclusively('a', async () => 'again'), 'again');
  });

  test('who is aborted stops waiting', async () => {
    const controller = new AbortController();
    const { finish, over } = await hold('a');
    const waiting = locks().exclusively('a', async () => assert.fail(), controller.signal);
    controller.abort(new Error('enough'));
    await assert.rejects(waiting, { message: 'enough' });
    finish();
    await over;
  });

  test('a holder that was killed is taken over', async () => {
    // A process that makes the lock as a holder does, and is killed with it.
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    await locks().exclusively('other', async () => {});
    writeFileSync(lockFile('a'), `${child.pid} 00000000`);
    let taken = false;
    const waiting = locks({ deadMs: 60_000 }).exclusively('a', async () => {
      taken = true;
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await waiting;
    assert.ok(taken);
  });

  test('however many take a dead holder over at once, one of them holds', async function () {
    this.timeout(60_000);
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await locks().exclusively('other', async () => {});
    for (let round = 0; round < 20; round++) {
      writeFileSync(lockFile('a'), `${child.pid} ${round}`);
      let inside = 0;
      await Promise.all(
        Array.from({ length: 8 }, () =>
          locks({ pollMs: 1 }).exclusively('a', async () => {
            assert.equal(++inside, 1, `round ${round}`);
            await new Promise((resolve) => setTimeout(resolve, 1));
            inside--;
          }),
        ),
      );
    }
    assert.deepEqual(readdirSync(path.join(folder, 'locks')), []);
  });

  test('who is taking a dead holder over is left to it while it runs, and no longer', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    await locks().exclusively('other', async () => {});
    const holder = `${dead.pid} 00000000`;
    writeFileSync(lockFile('a'), holder);
    const mark = markFile('a', holder);
    const taker = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(taker, 'spawn');
    writeFileSync(mark, `${taker.pid} 00000001`);
    await assert.rejects(
      locks({ patienceMs: 200 }).exclusively('a', async () => assert.fail('taken over')),
      {
        failure: { code: 'turn-not-reached', afterMs: 200 },
      },
    );
    assert.equal(readFileSync(lockFile('a'), 'utf8'), holder);
    const waiting = locks().exclusively('a', async () => readFileSync(lockFile('a'), 'utf8'));
    taker.kill('SIGKILL');
    await once(taker, 'exit');
    assert.match(await waiting, new RegExp(`^${process.pid} `));
    assert.deepEqual(readdirSync(path.join(folder, 'locks')), []);

    // One that died before it had written its number.
    writeFileSync(lockFile('a'), holder);
    writeFileSync(mark, '');
    await locks({ deadMs: 100 }).exclusively('a', async () => {});
    assert.deepEqual(readdirSync(path.join(folder, 'locks')), []);
  });

  for (const [clock, step] of [
    ['stands still', 0],
    ['goes backward', -3_600_000],
  ] as const) {
    test(`while the wall clock ${clock}, a dead holder is taken over and a living one is not`, async () => {
      let at = Date.now();
      const RealDate = Date;
      globalThis.Date = class extends RealDate {
        constructor() {
          super(at);
        }
        static override now() {
          at += step;
          return at;
        }
      } as DateConstructor;
      try {
        const { finish, over } = await hold('b');
        let finished = false;
        const waiting = locks({ deadMs: 1_000 }).exclusively('b', async () => assert.ok(finished, 'it lived'));
        // One that shows no life, and one that died over taking its lock away.
        writeFileSync(lockFile('a'), `${process.pid} 00000000`);
        writeFileSync(markFile('a', `${process.pid} 00000000`), '');
        assert.equal(await locks({ deadMs: 700 }).exclusively('a', async () => 'taken over'), 'taken over');
        finished = true;
        finish();
        await Promise.all([over, waiting]);
        assert.deepEqual(readdirSync(path.join(folder, 'locks')), []);
      } finally {
        globalThis.Date = RealDate;
      }
    });
  }

  test('a clock that leaps while one waits makes no holder look dead, and uses up no patience', async () => {
    await locks().exclusively('other', async () => {});
    writeFileSync(lockFile('a'), `${process.pid} 00000000`);
    const controller = new AbortController();
    const waiting = locks({ deadMs: 1_000_000 }).exclusively(
      'a',
      async () => assert.fail('taken over'),
      controller.signal,
    );
    const { now } = performance;
    let reads = 0;
    performance.now = () => now.call(performance) + 3_600_000 * reads++;
    try {
      setTimeout(() => controller.abort(new Error('still waiting')), 300);
      await assert.rejects(waiting, { message: 'still waiting' });
    } finally {
      performance.now = now;
    }
  });

  test('a holder that shows no life is taken over, one that does is not', async () => {
    await locks().exclusively('other', async () => {});
    writeFileSync(lockFile('a'), `${process.pid} 00000000`);
    assert.equal(await locks({ deadMs: 200 }).exclusively('a', async () => 'taken over'), 'taken over');

    const { finish, over } = await hold('b');
    let finished = false;
    const waiting = locks({ deadMs: 2_000 }).exclusively('b', async () => assert.ok(finished));
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    finished = true;
    finish();
    await Promise.all([over, waiting]);
  });

  test('rubbish in the file is a holder that shows no life', async () => {
    await locks().exclusively('other', async () => {});
    for (const rubbish of ['', 'x', '-1 a', '0', '\0\0']) {
      writeFileSync(lockFile('a'), rubbish);
      assert.equal(await locks({ deadMs: 50 }).exclusively('a', async () => 'taken over'), 'taken over');
    }
  });

  test('after all patience it fails, and the work of two never runs at once', async () => {
    const { finish, over } = await hold('a');
    await assert.rejects(
      locks({ patienceMs: 50 }).exclusively('a', async () => assert.fail('went on')),
      {
        failure: { code: 'turn-not-reached', afterMs: 50 },
      },
    );
    finish();
    await over;
    assert.equal(await locks({ patienceMs: 50 }).exclusively('a', async () => 'tried again'), 'tried again');
  });

  test('where no file can be made it goes on without the lock', async () => {
    writeFileSync(path.join(folder, 'file'), '');
    const nowhere = new Locks(path.join(folder, 'file'), (name) => name, times);
    assert.equal(await nowhere.exclusively('a', async () => 'went on'), 'went on');
  });

  test('the file holds a process number and nothing of the name, for its owner alone', async () => {
    await new Locks(path.join(folder, 'locks'), () => 'digest', times).exclusively('session of somebody', async () => {
      const [file = ''] = readdirSync(path.join(folder, 'locks'));
      assert.equal(file, 'digest.lock');
      const full = path.join(folder, 'locks', file);
      assert.match(readFileSync(full, 'utf8'), new RegExp(`^${process.pid} [0-9a-f-]{36}$`));
      if (process.platform !== 'win32') assert.equal(statSync(full).mode & 0o777, 0o600);
    });
  });
});
