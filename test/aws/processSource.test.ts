// Programs that give credentials and programs that do not, each run for real.
import assert from 'node:assert/strict';
import { chmod, chown, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { canOthersWrite, processCredentials } from '../../src/aws/processSource.ts';
import { resolveSource } from '../../src/aws/sources.ts';
import { failureOf } from '../../src/core/failure.ts';
import { needs } from '../support/needs.ts';
import { asked, portsWith, settingsWith } from './surroundings.ts';

const now = Date.parse('2025-03-26T13:30:50Z');
const keys = { Version: 1, AccessKeyId: 'ASIAPROCESS', SecretAccessKey: 'process-secret' };
const credentials = { accessKeyId: 'ASIAPROCESS', secretAccessKey: 'process-secret' };

suite('aws/processSource', function () {
  needs('posix');
  this.timeout(30_000);
  let home: string;
  let config: string;
  const folder = (name: string) => path.join(home, name);

  setup(async () => {
    home = await realpath(await mkdtemp(path.join(os.tmpdir(), 'rolecall-process-')));
    config = folder('config');
    await writeFile(config, '', { mode: 0o600 });
    await mkdir(folder('bin'));
    await mkdir(folder('workspace'));
  });
  teardown(() => rm(home, { recursive: true, force: true }));

  async function script(name: string, text: string, mode = 0o755): Promise<string> {
    await writeFile(folder(name), text);
    await chmod(folder(name), mode);
    return folder(name);
  }

  function run(argv: readonly string[], change: { timeoutMs?: number; signal?: AbortSignal } = {}) {
    return processCredentials(
      { profile: 'p', argv, file: config },
      {
        env: {
          PATH: ['.', path.relative(process.cwd(), home), folder('bin'), '/usr/bin', '/bin'].join(':'),
          HOME: home,
        },
        home,
        isInWorkspace: (file) => file.startsWith(folder('workspace')),
        now: () => now,
        ...change,
      },
    );
  }

  /** What the program prints is given as a script of a shell, but no shell stands between. */
  const shell = (text: string) => ['/bin/sh', '-c', text];
  const prints = (answer: unknown) => ['/bin/echo', JSON.stringify(answer)];

  const good: readonly [title: string, answer: object, credentials: object][] = [
    ['keys', keys, credentials],
    ['a session token', { ...keys, SessionToken: 't' }, { ...credentials, sessionToken: 't' }],
    ['no session token', { ...keys, SessionToken: null }, credentials],
    [
      'an end',
      { ...keys, SessionToken: 't', Expiration: '2025-03-26T14:30:50Z' },
      { ...credentials, sessionToken: 't', expiration: now + 3_600_000 },
    ],
    [
      'an end in another zone',
      { ...keys, Expiration: '2025-03-26T23:30:50+09:00' },
      { ...credentials, expiration: now + 3_600_000 },
    ],
    ['fields that nobody knows', { ...keys, AccountId: '111122223333' }, credentials],
  ];
  for (const [title, answer, expected] of good) {
    test(`good: ${title}`, async () => assert.deepEqual(await run(prints(answer)), expected));
  }

  const malformed = (detail: string) => ({ problem: 'answer-malformed', detail });
  const bad: readonly [title: string, argv: readonly string[], failure: { problem: string; detail?: string }][] = [
    ['nothing', ['/bin/true'], malformed('not a JSON object')],
    ['rubbish', ['/bin/echo', 'It works! AKIAIOSFODNN7EXAMPLE'], malformed('not a JSON object')],
    ['a list', prints([keys]), malformed('not a JSON object')],
    ['another version', prints({ ...keys, Version: 2 }), malformed('Version')],
    ['a version that is text', prints({ ...keys, Version: '1' }), malformed('Version')],
    ['no version', prints({ ...keys, Version: undefined }), malformed('Version')],
    ['no access key', prints({ ...keys, AccessKeyId: undefined }), malformed('AccessKeyId')],
    ['no secret', prints({ ...keys, SecretAccessKey: '' }), malformed('SecretAccessKey')],
    ['a secret that is a number', prints({ ...keys, SecretAccessKey: 1 }), malformed('SecretAccessKey')],
    ['a token that is none', prints({ ...keys, SessionToken: {} }), malformed('SessionToken')],
    ['an end that is none', prints({ ...keys, Expiration: 'soon' }), malformed('Expiration')],
    ['an end that is over', prints({ ...keys, Expiration: '2025-03-26T13:30:50Z' }), { problem: 'answer-expired' }],
    ['exits 1', ['/bin/false'], { problem: 'process-failed', detail: '1' }],
    [
      'exits 3 with a reason',
      shell('echo "  not logged in; run: login" >&2; echo more >&2; exit 3'),
      { problem: 'process-failed', detail: '3: not logged in; run: login' },
    ],
    [
      'exits 1 with an access key in its reason',
      shell('echo "key AKIAIOSFODNN7EXAMPLE is bad" >&2; exit 1'),
      { problem: 'process-failed', detail: '1' },
    ],
    [
      'exits 1 with a secret in its reason',
      shell('echo "bad: abcdefghijklmnopqrstuvwxyz/ABCDEFGHIJKL" >&2; exit 1'),
      { problem: 'process-failed', detail: '1' },
    ],
    [
      'exits 1 with a short token in its reason',
      shell('echo "token: abc" >&2; exit 1'),
      { problem: 'process-failed', detail: '1' },
    ],
    ['is killed', shell('kill -TERM $$'), { problem: 'process-failed', detail: 'SIGTERM' }],
    ['prints a megabyte', shell('head -c 1048576 /dev/zero; sleep 60'), { problem: 'process-too-loud' }],
    ['is not there', ['/nowhere/at/all'], { problem: 'process-not-found', detail: '/nowhere/at/all' }],
    [
      'is not on PATH',
      ['rolecall-no-such-program'],
      { problem: 'process-not-found', detail: 'rolecall-no-such-program' },
    ],
    ['is a folder', ['/bin'], { problem: 'process-not-found', detail: '/bin' }],
    ['is nothing', [], { problem: 'process-not-found', detail: '' }],
  ];
  for (const [title, argv, failure] of bad) {
    test(`bad: ${title}`, () =>
      assert.rejects(run(argv), { failure: { code: 'source-failed', profile: 'p', ...failure } }));
  }

  test('bad: a file that cannot be run', async () => {
    const program = await script('plain', '#!/bin/sh\necho no\n', 0o644);
    await assert.rejects(run([program]), {
      failure: { code: 'source-failed', problem: 'process-not-executable', profile: 'p', detail: 'EACCES' },
    });
  });

  test('no shell: words are not looked into', async () => {
    await assert.rejects(run(['/bin/echo', '$(touch oops)', '>', 'oops', ';', 'touch', 'oops']));
    await assert.rejects(readFile(folder('oops')));
  });

  test('a bare name is found on PATH, but not through a relative entry', async () => {
    await script('bin/there', `#!/bin/sh\necho '${JSON.stringify(keys)}'\n`);
    await script('only-here', `#!/bin/sh\necho '${JSON.stringify(keys)}'\n`);
    assert.deepEqual(await run(['there']), credentials);
    await assert.rejects(run(['only-here']), {
      failure: { code: 'source-failed', problem: 'process-not-found', profile: 'p', detail: 'only-here' },
    });
  });

  test('a relative path starts at home, and so does the program', async () => {
    await script('bin/where', `#!/bin/sh\nbasename "$(pwd)" >&2\nexit 1\n`);
    await assert.rejects(run(['./bin/where']), {
      failure: { code: 'source-failed', problem: 'process-failed', profile: 'p', detail: `1: ${path.basename(home)}` },
    });
  });

  const inWorkspace = { code: 'source-failed', problem: 'process-in-workspace', profile: 'p' };
  test('bad: a program in the workspace', async () => {
    const program = await script('workspace/tool', `#!/bin/sh\ntouch ${home}/oops\n`);
    await assert.rejects(run([program]), { failure: { ...inWorkspace, detail: program } });
    await symlink(program, folder('bin/linked'));
    await assert.rejects(run(['linked']), { failure: { ...inWorkspace, detail: 'linked' } });
    await assert.rejects(run(['/bin/sh', program]), { failure: { ...inWorkspace, detail: '/bin/sh' } });
    await assert.rejects(run(['/bin/sh', path.relative(home, program)]), {
      failure: { ...inWorkspace, detail: '/bin/sh' },
    });
    await assert.rejects(run(['/bin/sh', folder('bin/linked')]), { failure: { ...inWorkspace, detail: '/bin/sh' } });
    await assert.rejects(readFile(folder('oops')));
  });

  test('bad: a configuration in the workspace', async () => {
    config = folder('workspace/config');
    await writeFile(config, '', { mode: 0o600 });
    await assert.rejects(run(prints(keys)), { failure: { ...inWorkspace, detail: config } });
    const link = folder('config-link');
    await symlink(config, link);
    config = link;
    await assert.rejects(run(prints(keys)), { failure: { ...inWorkspace, detail: '/bin/echo' } });
  });

  // Who owns the file, which group has it, and its mode; `p` is the person, `o` somebody else, `r` the system's own user.
  const ids = { p: 1000, o: 1001, r: 0 };
  for (const [owner, mode, others] of [
    ['p:p', 0o600, false],
    ['p:p', 0o400, false],
    ['p:p', 0o644, false],
    ['p:p', 0o664, false],
    ['p:p', 0o620, false],
    ['p:p', 0o602, true],
    ['p:p', 0o646, true],
    ['p:p', 0o666, true],
    ['p:p', 0o777, true],
    ['p:o', 0o640, false],
    ['p:o', 0o620, true],
    ['p:o', 0o664, true],
    ['p:r', 0o664, true],
    ['o:o', 0o600, true],
    ['o:o', 0o444, true],
    ['o:p', 0o644, true],
    ['o:p', 0o664, true],
    ['r:r', 0o644, false],
    ['r:r', 0o664, true],
    ['r:p', 0o664, false],
    ['r:o', 0o664, true],
    ['r:r', 0o646, true],
  ] as const) {
    test(`a file of ${owner} with mode ${mode.toString(8)}: ${others ? 'others can write it' : 'nobody else writes it'}`, () => {
      const [uid, gid] = owner.split(':').map((who) => ids[who as keyof typeof ids]) as [number, number];
      // With what `stat` has above the permissions.
      const file = { uid, gid, mode: 0o100_000 | mode };
      assert.equal(canOthersWrite(file, { uid: ids.p, gid: ids.p }), others);
    });
  }

  for (const [mode, others] of [
    [0o400, false],
    [0o600, false],
    [0o664, false],
    [0o602, true],
    [0o666, true],
  ] as const) {
    test(`a configuration of one’s own with mode ${mode.toString(8)}: ${others ? 'nothing is run' : 'the program is run'}`, async () => {
      await chown(config, process.getuid?.() ?? 0, process.getgid?.() ?? 0);
      await chmod(config, mode);
      if (!others) assert.deepEqual(await run(prints(keys)), credentials);
      else
        await assert.rejects(run(prints(keys)), {
          failure: { code: 'source-failed', problem: 'process-file-not-own', profile: 'p', detail: config },
        });
    });
  }

  test('a program that hangs is ended in time, with all that it started', async () => {
    const pids = folder('pids');
    const program = await script('hangs', `#!/bin/sh\nsleep 300 &\necho $! $$ > ${pids}\nwait\n`);
    await assert.rejects(run([program], { timeoutMs: 1_000 }), {
      failure: { code: 'source-failed', problem: 'process-silent', profile: 'p' },
    });
    await ended(pids);
  });

  test('a program is ended when nobody wants it any more', async () => {
    const pids = folder('pids');
    const program = await script('waits', `#!/bin/sh\nsleep 300 &\necho $! $$ > ${pids}\nwait\n`);
    const controller = new AbortController();
    const running = run([program], { signal: controller.signal });
    running.catch(() => undefined);
    await eventually(async () => (await readFile(pids, 'utf8')).endsWith('\n'));
    const reason = new Error('cancelled');
    controller.abort(reason);
    await assert.rejects(running, (error) => error === reason);
    await ended(pids);
  });

  test('as a source: of a profile, and under a role of another', async () => {
    const command = `/bin/echo '${JSON.stringify(keys)}'`;
    const text = `[profile p]\ncredential_process = ${command}\n[profile hop]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = p\n`;
    const settings = settingsWith({ home, env: { AWS_CONFIG_FILE: config } });
    const resolve = (profile: string) => resolveSource({ kind: 'profile', profile }, settings, portsWith(text), asked);
    const resolved = {
      source: { kind: 'profile', profile: 'p' },
      hops: [],
      credentials,
      region: 'us-east-1',
      endpoints: {},
      inherited: false,
    };
    assert.deepEqual(await resolve('p'), resolved);
    const hops = [{ roleArn: 'arn:aws:iam::111122223333:role/R', roleSessionName: 'me@host' }];
    assert.deepEqual(await resolve('hop'), { ...resolved, hops });
    await chmod(config, 0o606);
    await assert.rejects(resolve('hop'), {
      failure: { code: 'source-failed', problem: 'process-file-not-own', profile: 'p', detail: config },
    });
  });

  test('what a program printed is nowhere in the failure', async () => {
    const secret = 'abcdefghijklmnopqrstuvwxyz/ABCDEFGHIJKL';
    const answer = `{"Version":1,"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey":["${secret}"]}`;
    const error = await run(['/bin/echo', answer]).catch((thrown: unknown) => thrown);
    assert.equal(failureOf(error)?.code, 'source-failed');
    assert.doesNotMatch(
      `${JSON.stringify(failureOf(error))} ${(error as Error).stack} ${(error as Error).cause}`,
      /abcdef|AKIA/,
    );
  });
});

/** Waits for the processes to be gone; one that has ended and is not reaped yet is gone. */
async function ended(pids: string): Promise<void> {
  for (const pid of (await readFile(pids, 'utf8')).trim().split(' ')) {
    await eventually(async () => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
      return stat === undefined || / Z /.test(stat);
    });
  }
}

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 20_000; ; ) {
    if (await isSo().catch(() => false)) return;
    assert.ok(Date.now() < deadline, 'it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
