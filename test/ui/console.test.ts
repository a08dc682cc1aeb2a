// The AWS console in the browser, from the command to the page: the extension asks AWS's own addresses, which lead to
// stand-ins here, and a browser follows the one-time address that it is handed.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { type AwsStandIns, startAwsStandIns } from '../fakes/awsStandIns.ts';
import { needs } from '../support/needs.ts';
import { Commands, commandsExtension } from './driver/commands.ts';
import { addAccessKey, clearMessages, identity } from './driver/rolecall.ts';
import { Workbench } from './driver/workbench.ts';

suite('the AWS console, in a real VS Code', () => {
  needs('vscode-host', 'openssl');
  let practice: PracticeAccount;
  let aws: AwsStandIns;
  let workbench: Workbench;
  let commands: Commands;
  let scratch: string;

  suiteSetup(async () => {
    practice = await startPracticeAccount();
    aws = await startAwsStandIns(practice);
    scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-console-'));
    const workspaceFolder = path.join(scratch, 'workspace');
    const home = path.join(scratch, 'home');
    mkdirSync(workspaceFolder);
    mkdirSync(path.join(home, '.aws'), { recursive: true });
    writeFileSync(path.join(home, '.aws/config'), `[default]\nregion = ${practice.region}\n`);
    workbench = await Workbench.open({
      workspaceFolder,
      home,
      otherExtensions: [commandsExtension, aws.extension],
      env: aws.env,
      browserFlags: aws.browserFlags,
      portProxy: true,
    });
    commands = new Commands(workspaceFolder);
    await identity(workbench).waitForText('AWS: no identity');
    await addAccessKey(workbench, practice);
    await identity(workbench).waitForText('AssumeRoleUser');
  });

  suiteTeardown(async () => {
    await workbench?.close();
    await aws?.close();
    await practice?.close();
    rmSync(scratch, { recursive: true, force: true });
    assert.deepEqual(aws?.defects(), []);
  });

  setup(() => clearMessages(workbench));

  const open = (destination: string) => commands.run('rolecall.openConsole', { destination });

  test('a user’s own keys do not open it', async () => {
    await open('');
    await workbench.notifications.waitFor('The console can be opened as a role, not with lasting keys.');
    assert.deepEqual(aws.federation.tokens, []);
  });

  test('a role opens it where it was asked for, by an address that works once', async () => {
    await commands.run('rolecall.assumeRole', { roleArn: practice.roles.S3Full, roleSessionName: 'Console' });
    await identity(workbench).waitForText('S3Full');
    const opened = workbench.page.context().waitForEvent('page');
    const handed = workbench.page.context().waitForEvent('request', (request) => /\/[\w-]{43}$/.test(request.url()));
    await workbench.command('Rolecall: Open AWS Console as Role…');
    await workbench.quickInput.choose('S3');
    const page = await opened;
    await page.waitForFunction("document.title.startsWith('Console of')");
    assert.deepEqual(aws.federation.signedIn, [
      {
        arn: 'arn:aws:sts::012345678901:assumed-role/S3Full/Console',
        destination: 'https://console.aws.amazon.com/s3/home?region=ap-northeast-1',
      },
    ]);
    await page.close();

    // The server of this host leads it on to the extension's own port.
    const [, port, name] = /\/proxy\/(\d+)\/(.*)$/.exec((await handed).url()) ?? assert.fail((await handed).url());
    await assert.rejects(fetch(`http://127.0.0.1:${port}/${name}`), ({ cause }) => {
      assert.equal((cause as NodeJS.ErrnoException).code, 'ECONNREFUSED');
      return true;
    });
  });

  test('an address that is not the console’s is opened for nobody', async () => {
    await open('https://evil.example/');
    await workbench.notifications.waitFor('"https://evil.example/" is no page of the AWS console.');
    assert.equal(aws.federation.tokens.length, 1);
  });

  test('keys that another service gave are shown to nobody else', async () => {
    await commands.run('rolecall.startPractice');
    await commands.run('rolecall.assumeRole', { roleArn: practice.roles.S3Full, roleSessionName: 'Practice' });
    await identity(workbench).waitForText('S3Full');
    // VS Code shows three messages at a time.
    await clearMessages(workbench);
    await open('');
    await workbench.notifications.waitFor(/^The console is that of AWS\. This identity is known at http:\/\/127/);
    assert.equal(aws.federation.tokens.length, 1);
  });
});
