// `npm run demo`: the scenario in a real VS Code on the practice account. The transcript goes to the terminal, a picture
// of each step to out/demo/.
// usage: demo.main.js [--locale en|ja] [--readme]   (--readme: the last picture becomes that of the README)
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { awsCliEnvironment, giveEndpointToOldCli } from '../test/ui/driver/awsCli.ts';
import { Workbench } from '../test/ui/driver/workbench.ts';

const { values } = parseArgs({
  options: { locale: { type: 'string', default: 'en' }, readme: { type: 'boolean', default: false } },
});
const locale = values.locale === 'ja' ? 'ja' : 'en';
const pictures = path.resolve('out/demo', locale);
mkdirSync(pictures, { recursive: true });

/** A title of package.json, and a text of the code, in the language of the demo. */
const contributed: Record<string, string> = read(locale === 'ja' ? 'package.nls.ja.json' : 'package.nls.json');
const translated: Record<string, string> = locale === 'ja' ? read('l10n/bundle.l10n.ja.json') : {};
const command = (id: string) => `Rolecall: ${contributed[`command.${id}`]}`;
const text = (english: string) => translated[english] ?? english;

const workspaceFolder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-demo-'));
const workbench = await Workbench.open({
  workspaceFolder,
  locale,
  settings: { 'rolecall.terminal.follow': false },
  env: awsCliEnvironment,
});
try {
  await play();
} finally {
  await workbench.close();
  rmSync(workspaceFolder, { recursive: true, force: true });
}

async function play(): Promise<void> {
  const status = workbench.statusBarItem('rolecall.identity');
  await status.waitForText('AWS');
  await workbench.command(command('startPractice'));
  await status.waitForText('AssumeRoleUser');
  await workbench.command('Notifications: Clear All Notifications');
  await workbench.terminal.open();
  await useEndpoint();

  await step('1-who-am-i', 'Who am I?', 'aws sts get-caller-identity', /:user\/AssumeRoleUser"/);
  await step('2-no-s3', 'The user may not use S3.', 'aws s3 ls', /AccessDenied/);

  await workbench.command(command('assumeRole'));
  await workbench.quickInput.type('arn:aws:iam::012345678901:role/S3ListBucketOnly');
  await workbench.quickInput.choose(/S3ListBucketOnly/);
  await workbench.quickInput.waitFor(text('Session Name'));
  await workbench.quickInput.answer('MySession');
  await status.waitForText('S3ListBucketOnly');
  await picture('3-assumed', `The role is assumed. Status bar: ${await status.text()}`);

  await workbench.command('Notifications: Clear All Notifications');
  await step(
    '4-nothing-changed',
    'That alone changed nothing in the terminal.',
    'aws sts get-caller-identity',
    /:user\/AssumeRoleUser"/,
  );

  await workbench.command(command('setTerminalEnvironment'));
  await workbench.notifications.waitFor('S3ListBucketOnly/MySession');
  await picture('5-in-force', 'The keys are put in force in new terminals.');
  await workbench.command('Notifications: Clear All Notifications');
  await workbench.terminal.open();
  await useEndpoint();
  await step(
    '6-the-role',
    'A new terminal is the role.',
    'aws sts get-caller-identity',
    /:assumed-role\/S3ListBucketOnly\/MySession"/,
  );

  await workbench.command('View: Show Rolecall');
  await workbench.command(command('addBucket'));
  await workbench.quickInput.waitFor(text('Add Bucket'));
  await workbench.quickInput.answer('test-bucket-012345678901');
  const tree = workbench.tree(contributed['view.buckets'] ?? '');
  await tree.expand('test-bucket-012345678901');
  await tree.waitForRow('test.txt');
  await step(
    '7-the-bucket',
    'And the one permitted bucket opens.',
    'aws s3 ls s3://test-bucket-012345678901',
    / test\.txt$/,
  );
  if (values.readme) copyFileSync(path.join(pictures, '7-the-bucket.png'), `media/at-work.${locale}.png`);
}

/** Throws where the command prints something other than what the title says. */
async function step(name: string, title: string, commandLine: string, expected: RegExp): Promise<void> {
  const printed = await workbench.terminal.run(commandLine, 60_000);
  await picture(name, `${title}\n$ ${commandLine}\n${printed}`);
  // The terminal's width may have broken a long line.
  if (!expected.test(printed.replaceAll('\n', ''))) {
    throw new Error(`${commandLine} printed something other than ${expected}.`);
  }
}

async function picture(name: string, told: string): Promise<void> {
  const file = await workbench.screenshot(name, pictures);
  console.log(`\n${told}\n  (${path.relative('.', file)})`);
}

/** What an old CLI needs is part of the transcript. */
async function useEndpoint(): Promise<void> {
  const typed = await giveEndpointToOldCli(workbench);
  if (typed !== undefined) console.log(`\n$ ${typed}`);
}

function read(file: string): Record<string, string> {
  return JSON.parse(readFileSync(file, 'utf8'));
}
