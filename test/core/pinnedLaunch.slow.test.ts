// What real clients make of a pinned terminal: another role is in force in new terminals, in either mode, and the shell
// inherits keys and a profile. A practice account answers; nothing else can be reached.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { environmentFor } from '../../src/core/environment.ts';
import { keylessEnvironment } from '../../src/core/keylessEnvironment.ts';
import { pinnedLaunch } from '../../src/core/pinnedLaunch.ts';
import { startCredentialEndpoint } from '../../src/endpoint/credentialEndpoint.ts';
import { startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { clientNames, clientNeeds, findClients, whoIs } from '../agreement/clients.ts';
import { inheritable, modes, terminalIn } from '../agreement/terminals.ts';
import { assume } from '../practice/rawRequest.ts';
import { needs } from '../support/needs.ts';

const role = (name: string) => `arn:aws:sts::012345678901:assumed-role/${name}/MySession`;

for (const name of clientNames) {
  suite(`pinned terminals: ${name}`, function () {
    this.timeout(120_000);
    needs(...clientNeeds[name], 'posix');
    let home: string;
    setup(() => {
      home = mkdtempSync(path.join(tmpdir(), 'rolecall-pinned-'));
    });
    teardown(() => rmSync(home, { recursive: true, force: true }));

    for (const inForce of modes) {
      for (const pinned of modes) {
        test(`pinned in mode ${pinned} while another role is in force in mode ${inForce}`, async () => {
          const account = await startPracticeAccount();
          const sessions = { A: await sessionOf('S3ListBucketOnly'), B: await sessionOf('S3Full') };
          const started = await startCredentialEndpoint({
            grantFor: ({ binding }) => ({ kind: 'granted', credentials: binding === 'B' ? sessions.B : sessions.A }),
            now: Date.now,
            onDefect: assert.ifError,
          });
          assert.ok(started.kind === 'started');
          const { endpoint } = started;
          try {
            const place = { region: account.region, endpoints: { sts: account.endpoint, s3: account.endpoint } };
            const { env } = terminalIn(inForce, inheritable, home, { account, endpoint, role: sessions.A });
            const keyless = { url: endpoint.url, token: endpoint.issueToken('B').token, ...place };
            const set =
              pinned === 'keyless'
                ? keylessEnvironment(keyless, env).set
                : environmentFor({ kind: 'keys', credentials: sessions.B, ...place }, new Set());
            const client = findClients(account.endpoint).get(name);
            assert.ok(client);
            const [program, ...args] = client.command;
            const launch = pinnedLaunch(
              set,
              Object.keys(env).filter((each) => each.startsWith('AWS_CONT')),
              { program, args },
            );
            const answer = await whoIs(
              { ...client, command: [launch.program, ...launch.args] },
              { ...env, ...launch.env },
            );
            assert.equal(answer, role('S3Full'));
          } finally {
            await Promise.all([account.close(), endpoint.close()]);
          }

          async function sessionOf(name: string) {
            const { sessionToken = '', ...keys } = await assume(account, name);
            return { ...keys, sessionToken, expiration: Date.now() + 60 * 60_000 };
          }
        });
      }
    }
  });
}
