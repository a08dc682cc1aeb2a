// Inside VS Code: a machine that slept, or whose clock was set, is a reason to ask AWS who we are. The time that passes is none.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { type HttpEndpoint, startHttpEndpoint } from '../fakes/httpEndpoint.ts';
import { beats } from './beats.ts';

const arn = 'arn:aws:iam::012345678901:user/AssumeRoleUser';

suite('waking, inside VS Code', () => {
  let endpoint: HttpEndpoint;
  let folder: string;
  const machineNow = Date.now;

  suiteSetup(async () => {
    await vscode.extensions.getExtension('rolecall.rolecall')?.activate();
    endpoint = await startHttpEndpoint();
    endpoint.answer = {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>AIDAEXAMPLE</UserId><Account>012345678901</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    };
    folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-wake-'));
    writeFileSync(
      path.join(folder, 'config'),
      `[profile waking]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = made-up-secret-of-waking\nendpoint_url = ${endpoint.url}\n`,
    );
    process.env.AWS_CONFIG_FILE = path.join(folder, 'config');
    await vscode.commands.executeCommand('rolecall.chooseSource', { profile: 'waking' });
  });

  suiteTeardown(async () => {
    Date.now = machineNow;
    await vscode.commands.executeCommand('rolecall.forgetEverything');
    delete process.env.AWS_CONFIG_FILE;
    await endpoint.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a clock that jumps: the time and who one is are asked for once each; before and after it, the beats ask nothing', async () => {
    const before = endpoint.requests;
    await beats(3);
    assert.equal(endpoint.requests, before);
    const asked = endpoint.nextRequest();
    Date.now = () => machineNow() + 3_600_000;
    await asked;
    await beats(3);
    assert.equal(endpoint.requests, before + 2);
  });
});
