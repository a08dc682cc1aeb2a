// Inside VS Code: what debug sessions get, and pinned terminals of the contributed profile, on the practice account.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { listFolder } from '../../src/aws/s3/browse.ts';
import { failureOf } from '../../src/core/failure.ts';

const run = <T>(id: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(`rolecall.${id}`, ...args);
const roleArn = 'arn:aws:iam::012345678901:role/S3ListBucketOnly';

suite('terminals and debug sessions, inside VS Code', () => {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const seen = vscode.Uri.joinPath(folder?.uri ?? vscode.Uri.file('/'), 'debugged.txt');
  const program = vscode.Uri.joinPath(folder?.uri ?? vscode.Uri.file('/'), 'debugged.cjs');

  suiteSetup(async () => {
    await vscode.extensions.getExtension('rolecall.rolecall')?.activate();
    await run('startPractice');
    await run('assumeRole', { roleArn, roleSessionName: 'MySession' });
    const script = `require('fs').writeFileSync(${JSON.stringify(seen.fsPath)}, (process.env.AWS_ACCESS_KEY_ID ?? 'none') + (process.env.AWS_PROFILE ?? ''))`;
    await vscode.workspace.fs.writeFile(program, new TextEncoder().encode(script));
  });
  suiteTeardown(async () => {
    await vscode.workspace.getConfiguration().update('rolecall.debug.inject', undefined, true);
    await run('forgetEverything');
    await run('stopPractice');
  });

  /** What the program saw. A debugger has sessions of its own beside the program's, so their ends say little. */
  async function debugged(): Promise<string> {
    await vscode.workspace.fs.delete(seen).then(undefined, () => undefined);
    const configuration = { type: 'node', request: 'launch', name: 'look', program: program.fsPath };
    assert.ok(await vscode.debug.startDebugging(folder, { ...configuration, console: 'internalConsole' }));
    for (;;) {
      const written = await vscode.workspace.fs.readFile(seen).then(
        (bytes) => new TextDecoder().decode(bytes),
        () => '',
      );
      if (written !== '') return written;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  test('a debug session is nobody unless that was chosen', async () => {
    assert.equal(await debugged(), 'none');
    await vscode.workspace.getConfiguration().update('rolecall.debug.inject', true, true);
    assert.match(await debugged(), /^ASIA[A-Z2-7]{16}$/);
  });

  test('a shell that is not there: its terminal is not reopened, and nothing waits for it', async () => {
    const other = vscode.window.createTerminal('Other');
    const ghost = vscode.window.createTerminal({ name: 'Ghost', shellPath: '/no/such/shell' });
    await run('reopenTerminal', ghost);
    const { terminals } = vscode.window;
    assert.ok(terminals.includes(other));
    assert.deepEqual(
      terminals.filter((terminal) => terminal !== ghost && terminal.name === 'Ghost'),
      [],
    );
    ghost.dispose();
    other.dispose();
  });

  test('a terminal that an extension plays is not reopened', async () => {
    const written = new vscode.EventEmitter<string>();
    const played = vscode.window.createTerminal({
      name: 'Played',
      pty: { onDidWrite: written.event, open: () => undefined, close: () => undefined },
    });
    const before = vscode.window.terminals;
    assert.ok(before.includes(played));
    await run('reopenTerminal', played);
    assert.deepEqual(vscode.window.terminals, before);
    played.dispose();
    written.dispose();
  });

  test('a terminal that was closed is not another one that is open', async () => {
    const other = vscode.window.createTerminal('Other');
    const closed = vscode.window.createTerminal('Closed');
    const isClosed = new Promise<void>((resolve) => {
      vscode.window.onDidCloseTerminal((terminal) => terminal === closed && resolve());
    });
    closed.dispose();
    await isClosed;
    await run('reopenTerminal', closed);
    assert.ok(vscode.window.terminals.includes(other));
    other.dispose();
  });

  test('a pinned terminal is not revived, and its arguments hold no key', async () => {
    await run('openTerminal', { roleArn, roleSessionName: 'Pinned' });
    const terminal = vscode.window.terminals.find(({ name }) => name === 'S3ListBucketOnly');
    const options = terminal?.creationOptions as vscode.TerminalOptions;
    assert.equal(options.isTransient, true);
    assert.doesNotMatch(JSON.stringify(options.shellArgs), /ASIA/);
    terminal?.dispose();
  });

  test('a row of the roles view opens a terminal by the way that it shows', async () => {
    const source = { kind: 'practice' } as const;
    const hop = (name: string) => ({
      roleArn: `arn:aws:iam::012345678901:role/${name}`,
      roleSessionName: 'MySession',
    });
    const further = { source, hops: [hop('FirstHop'), hop('SecondHop')] };
    for (const [name, node] of [
      ['S3Full', { kind: 'role', known: { group: 'saved', role: hop('S3Full') } }],
      ['SecondHop', { kind: 'role', known: { group: 'recent', chain: further } }],
      ['FirstHop', { kind: 'link', ...hop('FirstHop'), chain: { source, hops: [hop('FirstHop')] }, current: false }],
    ] as const) {
      await run('openTerminal', node);
      const terminal = vscode.window.terminals.find((each) => each.name === name);
      assert.ok(terminal, name);
      terminal.dispose();
    }
  });

  test('a pinned terminal is the role with all that was given for it: a session policy takes away what it takes away', async () => {
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] };
    const bucket = 'test-bucket-012345678901';
    assert.equal(await listing({ roleArn, roleSessionName: 'Whole' }, bucket), 'listed');
    assert.equal(await listing({ roleArn, roleSessionName: 'Limited', policy }, bucket), 'denied');
  });

  async function listing(argument: unknown, bucket: string): Promise<string | undefined> {
    const before = vscode.window.terminals;
    await run('openTerminal', argument);
    const terminal = vscode.window.terminals.find((each) => each.name === 'S3ListBucketOnly' && !before.includes(each));
    assert.ok(terminal);
    const { env = {} } = terminal.creationOptions as vscode.TerminalOptions;
    terminal.dispose();
    const value = (name: string) => env[`ROLECALL_PIN_AWS_${name}`] ?? '';
    const access = {
      credentials: {
        accessKeyId: value('ACCESS_KEY_ID'),
        secretAccessKey: value('SECRET_ACCESS_KEY'),
        sessionToken: value('SESSION_TOKEN'),
      },
      region: value('REGION'),
      endpoint: value('ENDPOINT_URL'),
    };
    return listFolder(access, { bucket, prefix: '' }).then(
      () => 'listed',
      (error) => failureOf(error)?.code,
    );
  }
});
