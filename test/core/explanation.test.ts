import assert from 'node:assert/strict';
import { readIni } from '../../src/core/awsIni.ts';
import { type Explanation, explain } from '../../src/core/explanation.ts';
import type { HopDefaults } from '../../src/core/hopRequest.ts';
import { planFor } from '../../src/core/rolePlan.ts';

const credentials = '[keys]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = not-a-secret\n';
const role = (name: string) => `arn:aws:iam::012345678901:role/${name}`;

function explained(config: string, profile = 'p', defaults: HopDefaults = { sessionName: 'me@host' }): Explanation {
  return explain(planFor({ config: readIni(config), credentials: readIni(credentials), env: {}, profile }), defaults);
}

suite('core/explanation', () => {
  test('a user’s keys: nothing is asked, no role', () => {
    const { source, hops, problem } = explained('', 'keys');
    assert.deepEqual([source?.source.kind, source?.needs, hops, problem], ['static', [], [], undefined]);
  });

  test('one role from a user’s keys: up to 12 hours', () => {
    const { hops } = explained(
      `[profile p]\nrole_arn = ${role('A')}\nsource_profile = keys\nduration_seconds = 7200\n`,
    );
    assert.deepEqual(
      hops.map(({ seconds, longestSeconds, needs, problems }) => ({ seconds, longestSeconds, needs, problems })),
      [{ seconds: 7200, longestSeconds: 43_200, needs: [], problems: [] }],
    );
  });

  test('a chain: the second role has an hour at most, and cannot prove a device', () => {
    const { hops } = explained(
      [
        `[profile p]\nrole_arn = ${role('B')}\nsource_profile = q\nduration_seconds = 7200\nmfa_serial = arn:aws:iam::012345678901:mfa/x`,
        `[profile q]\nrole_arn = ${role('A')}\nsource_profile = keys\nmfa_serial = arn:aws:iam::012345678901:mfa/x\n`,
      ].join('\n'),
    );
    assert.deepEqual(
      hops.map(({ hop, needs, longestSeconds, problems }) => [hop.profile, needs, longestSeconds, problems]),
      [
        ['q', ['mfa-code'], 43_200, []],
        [
          'p',
          ['mfa-code'],
          3600,
          [
            { field: 'durationSeconds', problem: 'over-chain-limit' },
            { field: 'mfaSerial', problem: 'caller-is-a-role' },
          ],
        ],
      ],
    );
  });

  test('what Rolecall adds where the profile says nothing: the session name, and a guard’s duration, an hour later on', () => {
    const own = '\nrole_session_name = own\nduration_seconds = 900';
    const { hops } = explained(
      [
        `[profile p]\nrole_arn = ${role('C')}\nsource_profile = r`,
        `[profile r]\nrole_arn = ${role('B')}\nsource_profile = q${own}`,
        `[profile q]\nrole_arn = ${role('A')}\nsource_profile = keys\n`,
      ].join('\n'),
      'p',
      { sessionName: 'me@host', seconds: () => 7200 },
    );
    assert.deepEqual(
      hops.map(({ sessionName, seconds, secondsFrom, longestSeconds, problems }) => [
        sessionName,
        seconds,
        secondsFrom,
        longestSeconds,
        problems,
      ]),
      [
        ['me@host', 7200, 'guard', 43_200, []],
        ['own', 900, 'profile', 3600, []],
        ['me@host', 3600, 'guard', 3600, []],
      ],
    );
  });

  test('where nobody says a duration it is AWS’s', () => {
    const [step] = explained(`[profile p]\nrole_arn = ${role('A')}\nsource_profile = keys\n`).hops;
    assert.deepEqual([step?.seconds, step?.secondsFrom], [3600, undefined]);
  });

  test('what AWS would refuse is named at its step', () => {
    const { hops } = explained(
      `[profile p]\nrole_arn = A\nsource_profile = keys\nrole_session_name = a b\nexternal_id = x\nduration_seconds = 60\n`,
    );
    assert.deepEqual(hops[0]?.problems, [
      { field: 'roleArn', problem: 'name-only' },
      { field: 'roleSessionName', problem: 'spaces' },
      { field: 'externalId', problem: 'out-of-range' },
      { field: 'durationSeconds', problem: 'out-of-range' },
    ]);
  });

  test('a role from a sign-in: the browser is needed, and the hour holds from the first role on', () => {
    const { source, hops } = explained(
      [
        `[profile p]\nrole_arn = ${role('A')}\nsource_profile = s`,
        '[profile s]\nsso_start_url = https://example.com/start\nsso_region = us-east-1',
        'sso_account_id = 012345678901\nsso_role_name = Reader\n',
      ].join('\n'),
    );
    assert.deepEqual([source?.needs, hops[0]?.longestSeconds], [['browser-sign-in'], 3600]);
  });

  test('a program', () => {
    assert.deepEqual(explained('[profile p]\ncredential_process = /bin/get-keys\n').source?.needs, ['program']);
  });

  test('a cycle: no steps, and the problem with its place', () => {
    const { hops, problem } = explained(
      `[profile p]\nrole_arn = ${role('A')}\nsource_profile = q\n[profile q]\nrole_arn = ${role('B')}\nsource_profile = p\n`,
    );
    assert.deepEqual([hops, problem?.error], [[], 'cycle']);
  });

  test('a file that the CLI refuses: said, and read on', () => {
    const { refused, hops } = explained(`rubbish\n[profile p]\nrole_arn = ${role('A')}\nsource_profile = keys\n`);
    assert.deepEqual([refused?.line, hops.length], [1, 1]);
  });
});
