// An endpoint off this machine without https, in a real VS Code: nothing goes there before a person agrees.
// 0.0.0.0 is such an endpoint by its name, and Linux leads it to this machine.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type HttpEndpoint, startHttpEndpoint } from '../fakes/httpEndpoint.ts';
import { needs } from '../support/needs.ts';
import { clearMessages, identity, waitUntilKept } from './driver/rolecall.ts';
import { Workbench } from './driver/workbench.ts';

const goodIdentity = {
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::012345678901:user/AssumeRoleUser</Arn><UserId>AIDAEXAMPLE</UserId><Account>012345678901</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
};

suite('plain http to another machine, in a real VS Code', () => {
  needs('vscode-host', 'linux');
  let endpoint: HttpEndpoint;
  let host: string;
  let workbench: Workbench;
  let scratch: string;

  suiteSetup(async () => {
    endpoint = await startHttpEndpoint();
    endpoint.answer = goodIdentity;
    host = `0.0.0.0:${new URL(endpoint.url).port}`;
    scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-plain-http-'));
    const home = path.join(scratch, 'home');
    const workspaceFolder = path.join(scratch, 'workspace');
    mkdirSync(path.join(home, '.aws'), { recursive: true });
    mkdirSync(workspaceFolder);
    writeFileSync(
      path.join(home, '.aws/config'),
      `[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = made-up-secret-of-the-default\nendpoint_url = http://${host}\n`,
    );
    workbench = await Workbench.open({ workspaceFolder, home });
  });

  suiteTeardown(async () => {
    await workbench?.close();
    await endpoint?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  test('of a profile, at start-up: a state that says so, nobody is asked, and nothing is sent', async () => {
    await identity(workbench).waitForText('AWS: confirmation needed');
    assert.match(
      await identity(workbench).tooltip(),
      new RegExp(`Nothing was sent to ${host}: it is another machine, and plain http can be read`),
    );
    assert.equal(await workbench.dialog.isOpen(), false);
    assert.deepEqual(await workbench.notifications.read(), []);
    assert.equal(endpoint.requests, 0);
  });

  test('refused: a sentence that offers the question again, and nothing is sent', async () => {
    await identity(workbench).click();
    await workbench.quickInput.choose('Check Identity Now');
    await workbench.dialog.waitFor(`Send requests to ${host} over plain http?`);
    await workbench.screenshot('plain-http');
    await workbench.dialog.press('Cancel');
    await workbench.notifications.waitFor(`Nothing was sent to ${host}`);
    assert.match(await identity(workbench).text(), /AWS: confirmation needed/);
    assert.equal(endpoint.requests, 0);
  });

  test('agreed to: requests go there, and after a reload nobody is asked again', async () => {
    await workbench.notifications.press(`Nothing was sent to ${host}`, 'Check Identity Now');
    await workbench.dialog.waitFor(`Send requests to ${host} over plain http?`);
    await workbench.dialog.press(`Use ${host}`);
    await identity(workbench).waitForText('AssumeRoleUser · 012345678901');
    await waitUntilKept(workbench, host);
    await workbench.reload();
    await identity(workbench).waitForText('AssumeRoleUser · 012345678901');
    assert.equal(await workbench.dialog.isOpen(), false);
  });

  test('of the setting: another host is another question', async () => {
    await clearMessages(workbench);
    const sent = endpoint.requests;
    const file = path.join(workbench.folders.userDataDir, 'User/settings.json');
    const settings = JSON.parse(readFileSync(file, 'utf8'));
    // The same machine by another spelling, as nobody agreed to that name.
    const other = `0.0.0.000:${new URL(endpoint.url).port}`;
    writeFileSync(file, JSON.stringify({ ...settings, 'rolecall.endpointUrl': `http://${other}` }));
    await workbench.reload();
    await identity(workbench).waitForText('AWS: confirmation needed');
    await workbench.command('Rolecall: Check Identity Now');
    await workbench.dialog.waitFor(`Send requests to ${other} over plain http?`);
    await workbench.dialog.press('Cancel');
    await workbench.notifications.waitFor(`Nothing was sent to ${other}`);
    assert.equal(endpoint.requests, sent);
    writeFileSync(file, JSON.stringify(settings));
    await workbench.reload();
    await identity(workbench).waitForText('AssumeRoleUser · 012345678901');
  });

  test('forgotten with everything else: it is asked again', async () => {
    const sent = endpoint.requests;
    await workbench.command('Rolecall: Forget Everything');
    await identity(workbench).waitForText('AWS: confirmation needed');
    assert.match(await identity(workbench).tooltip(), new RegExp(`Nothing was sent to ${host}`));
    assert.equal(endpoint.requests, sent);
  });
});
