// Inside VS Code: the settings that decide where the source is asked are taken up when they change.
import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { type HttpEndpoint, startHttpEndpoint } from '../fakes/httpEndpoint.ts';

const arn = 'arn:aws:iam::012345678901:user/AssumeRoleUser';

suite('settings, inside VS Code', () => {
  let endpoint: HttpEndpoint;
  const credentials = path.join(homedir(), '.aws/credentials');
  const setRegion = (region: string | undefined) =>
    vscode.workspace.getConfiguration().update('rolecall.region', region, vscode.ConfigurationTarget.Workspace);

  suiteSetup(async () => {
    await vscode.extensions.getExtension('rolecall.rolecall')?.activate();
    endpoint = await startHttpEndpoint();
    endpoint.answer = {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>AIDAEXAMPLE</UserId><Account>012345678901</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    };
    await mkdir(path.dirname(credentials), { recursive: true });
    await writeFile(
      credentials,
      `[settings]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = made-up-secret-of-settings\nendpoint_url = ${endpoint.url}\n`,
    );
    await vscode.commands.executeCommand('rolecall.chooseSource', { profile: 'settings' });
  });

  suiteTeardown(async () => {
    await setRegion(undefined);
    await vscode.commands.executeCommand('rolecall.forgetEverything');
    await rm(credentials, { force: true });
    await endpoint.close();
  });

  test('another region: the source is asked again, in that region', async () => {
    assert.ok(endpoint.requests > 0);
    const signedFor = /\/eu-west-3\/sts\/aws4_request/;
    let next = endpoint.nextRequest();
    await setRegion('eu-west-3');
    // A request of before, for the file that was written, may still be on its way.
    while (!signedFor.test((await next).headers.authorization ?? '')) next = endpoint.nextRequest();
  });
});
