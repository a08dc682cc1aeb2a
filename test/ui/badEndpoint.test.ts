// An endpoint that is wrong in every way, in a real VS Code: each time a clear sentence, an end, and nothing lost.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Answer, type HttpEndpoint, startHttpEndpoint } from '../fakes/httpEndpoint.ts';
import { needs } from '../support/needs.ts';
import { deadlineMs } from './driver/eventually.ts';
import { addBucket, assumeRole, bucketTree, clearMessages, identity } from './driver/rolecall.ts';
import { Workbench } from './driver/workbench.ts';

const user = 'arn:aws:iam::012345678901:user/AssumeRoleUser';
const roleArn = 'arn:aws:iam::012345678901:role/S3ListBucketOnly';
const notAuthorized = `User: ${user} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
const mayNot = 'Access denied: user/AssumeRoleUser may not sts:AssumeRole on role/S3ListBucketOnly.';
const xml = (status: number, body: string): Answer => ({ status, headers: { 'content-type': 'text/xml' }, body });
const refusal = (code: string, message: string) =>
  xml(403, `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`);
const goodIdentity = xml(
  200,
  `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${user}</Arn><UserId>AIDAEXAMPLE</UserId><Account>012345678901</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
);

suite('a bad endpoint, in a real VS Code', () => {
  needs('vscode-host');
  let endpoint: HttpEndpoint;
  let workbench: Workbench;
  let scratch: string;

  suiteSetup(async () => {
    endpoint = await startHttpEndpoint();
    scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-endpoint-'));
    const home = path.join(scratch, 'home');
    const workspaceFolder = path.join(scratch, 'workspace');
    mkdirSync(path.join(home, '.aws'), { recursive: true });
    mkdirSync(workspaceFolder);
    writeFileSync(
      path.join(home, '.aws/credentials'),
      '[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = made-up-secret-of-the-default\n',
    );
    workbench = await Workbench.open({ workspaceFolder, home, settings: { 'rolecall.endpointUrl': endpoint.url } });
  });

  suiteTeardown(async () => {
    await workbench?.close();
    await endpoint?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  setup(() => clearMessages(workbench));

  const known = () => identity(workbench).waitForText('AssumeRoleUser · 012345678901');

  test('hanging at start-up: start-up waits for nothing, and after the deadline it is a state and no message', async () => {
    // Nothing has been answered since the window opened.
    await identity(workbench).waitForText('AWS: checking identity');
    await identity(workbench).waitForText('AWS: offline', 2 * deadlineMs);
    assert.match(await identity(workbench).tooltip(), /does not answer\. Check the network and the endpoint/);
    assert.deepEqual(await workbench.notifications.read(), []);
  });

  test('hanging while the identity is checked: progress with a Cancel that works', async () => {
    const arrived = endpoint.nextRequest();
    await workbench.command('Rolecall: Check Identity Now');
    await arrived;
    await workbench.notifications.press('Asking AWS who you are', 'Cancel');
    await workbench.notifications.waitForNone('Asking AWS who you are');
    endpoint.answer = goodIdentity;
    await workbench.command('Rolecall: Check Identity Now');
    await known();
  });

  test('hanging while a role is asked for: Cancel, and one is who one was', async () => {
    endpoint.answer = undefined;
    const arrived = endpoint.nextRequest();
    await assumeRole(workbench, roleArn);
    await arrived;
    await workbench.screenshot('bad-endpoint-hanging');
    await workbench.notifications.press('Asking for the role', 'Cancel');
    await workbench.notifications.waitForNone('Asking for the role');
    await known();
    // Cancelling is silent.
    assert.deepEqual(await workbench.notifications.read(), []);
  });

  const answers: readonly [title: string, answer: Answer, sentence: string | RegExp][] = [
    [
      'answering HTML',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><body>Please sign in</body></html>' },
      'answers, but not as AWS does. Check the endpoint, and whether a proxy stands between.',
    ],
    [
      'answering HTML as an error',
      { status: 502, headers: { 'content-type': 'text/html' }, body: '<html><h1>Bad Gateway</h1></html>' },
      'answers, but not as AWS does. Check the endpoint, and whether a proxy stands between.',
    ],
    [
      'answering an error without a message',
      xml(400, '<ErrorResponse><Error><Code>SomethingNew</Code></Error></ErrorResponse>'),
      'AWS refused: SomethingNew',
    ],
    [
      'an access key that AWS does not know',
      refusal('InvalidClientTokenId', 'The security token included in the request is invalid.'),
      'AWS does not know the access key AKIA…MPLE.',
    ],
    [
      'a secret that is wrong',
      refusal(
        'SignatureDoesNotMatch',
        'The request signature we calculated does not match the signature you provided.',
      ),
      'The secret does not belong to the access key AKIA…MPLE.',
    ],
    [
      'a role that does not exist, or is not lent',
      refusal('AccessDenied', notAuthorized),
      /user\/AssumeRoleUser may not sts:AssumeRole on role\/S3ListBucketOnly.*AWS does not say which gate is closed/,
    ],
    [
      'a user who may not ask',
      refusal('AccessDenied', `${notAuthorized} because no identity-based policy allows the sts:AssumeRole action`),
      `${mayNot} No identity-based policy allows it.`,
    ],
    [
      'a role that its trust policy does not lend',
      refusal('AccessDenied', `${notAuthorized} because no role trust policy allows the sts:AssumeRole action`),
      `${mayNot} No trust policy allows it.`,
    ],
    ['answering an error without anything', { status: 500 }, 'AWS answered with status 500 and no reason.'],
  ];
  for (const [title, answer, sentence] of answers) {
    test(`${title}: a clear sentence, and one is who one was`, async () => {
      endpoint.answer = answer;
      await assumeRole(workbench, roleArn);
      await workbench.notifications.waitFor(sentence);
      await known();
    });
  }

  test('hanging while a bucket is listed: the deadline ends it with a sentence in the tree', async () => {
    endpoint.answer = { status: 403, headers: { 'content-type': 'application/xml' }, body: denied };
    const tree = await bucketTree(workbench);
    await tree.waitForRow(/Not all buckets can be listed/);
    await addBucket(workbench, 'test-bucket-012345678901');
    await tree.waitForRow('test-bucket-012345678901');
    endpoint.answer = undefined;
    await tree.expand('test-bucket-012345678901');
    const row = await tree.waitForRow('The list cannot be had.', 2 * deadlineMs);
    assert.match(row.description, /does not answer\. Check the network and the endpoint/);
  });

  test('hanging while a bucket is listed: who closes it waits no longer, and opened again it is there', async () => {
    const tree = workbench.tree('Buckets');
    await tree.collapse('test-bucket-012345678901');
    endpoint.answer = ({ url }) =>
      url?.includes('list-type=2')
        ? undefined
        : { status: 403, headers: { 'content-type': 'application/xml' }, body: denied };
    await workbench.command('Rolecall: Refresh');
    const arrived = endpoint.nextRequest();
    await tree.expand('test-bucket-012345678901');
    await arrived;
    await tree.collapse('test-bucket-012345678901');
    endpoint.answer = { status: 200, headers: { 'content-type': 'application/xml' }, body: listing };
    await tree.expand('test-bucket-012345678901');
    await tree.waitForRow('a.txt');
  });

  test('hanging while an object is read: progress with a Cancel that works', async () => {
    const tree = workbench.tree('Buckets');
    endpoint.answer = ({ url }) =>
      url?.includes('a.txt')
        ? undefined
        : { status: 200, headers: { 'content-type': 'application/xml' }, body: listing };
    await tree.click('a.txt');
    await workbench.notifications.press('Reading a.txt', 'Cancel');
    await workbench.notifications.waitForNone('Reading a.txt');
    assert.deepEqual(await workbench.notifications.read(), []);
  });

  test('a bucket that is denied: the tree says so', async () => {
    endpoint.answer = { status: 403, headers: { 'content-type': 'application/xml' }, body: denied };
    await workbench.command('Rolecall: Refresh');
    const tree = workbench.tree('Buckets');
    await tree.expand('test-bucket-012345678901');
    const row = await tree.waitForRow('Access denied.');
    assert.match(row.description, /may not ListObjectsV2/);
  });

  test('unreachable: a clear sentence with a way on, and once it is there again, so are we', async () => {
    const { port } = new URL(endpoint.url);
    await endpoint.close();
    await assumeRole(workbench, roleArn);
    await workbench.notifications.waitFor(`${endpoint.url} cannot be reached (ECONNREFUSED).`);
    assert.deepEqual(await workbench.notifications.buttons('cannot be reached'), ['Check Identity Now']);
    await known();
    endpoint = await startHttpEndpoint(Number(port));
    endpoint.answer = goodIdentity;
    await workbench.notifications.press('cannot be reached', 'Check Identity Now');
    await known();
  });
});

const listing =
  '<ListBucketResult><Name>test-bucket-012345678901</Name><KeyCount>1</KeyCount><Contents><Key>a.txt</Key><Size>1</Size><LastModified>2025-03-26T13:30:50Z</LastModified></Contents></ListBucketResult>';
const denied = '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';
