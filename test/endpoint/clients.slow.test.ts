// What real clients make of a keyless terminal's environment: each of the states that a shell can inherit, and what must not
// happen when the endpoint refuses. A practice account answers; nothing else can be reached.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keylessWay } from '../../src/core/keylessConfig.ts';
import { type KeylessGrant, keylessEnvironment } from '../../src/core/keylessEnvironment.ts';
import type { Grant } from '../../src/endpoint/answer.ts';
import { type CredentialEndpoint, startCredentialEndpoint } from '../../src/endpoint/credentialEndpoint.ts';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { assume } from '../practice/rawRequest.ts';
import { needs } from '../support/needs.ts';
import { realClients, whoIs } from './realClients.ts';

const user = 'arn:aws:iam::012345678901:user/AssumeRoleUser';
const role = 'arn:aws:sts::012345678901:assumed-role/S3ListBucketOnly/MySession';

/** What a shell can inherit, one bit each. Whoever is found by it is the user, or cannot be reached. */
const inheritable = ['AWS_PROFILE', 'keys', '[default] keys', 'container variables'] as const;
type Inheritable = (typeof inheritable)[number];
const states = Array.from({ length: 2 ** inheritable.length }, (_, bits) =>
  inheritable.filter((_name, bit) => bits & (1 << bit)),
);
/** The second way differs in where the profile stands alone, so that a few of its states tell. */
const rows = [
  ...states.map((state) => ({ way: 'own' as const, state })),
  ...[[], ['[default] keys'] as const, inheritable].map((state) => ({ way: 'generated' as const, state })),
];

for (const client of realClients) {
  suite(`keyless terminal: ${client.name}`, function () {
    this.timeout(120_000);
    needs(...client.needs, 'posix');
    let account: PracticeAccount;
    let endpoint: CredentialEndpoint;
    let home: string;
    let grant: Grant;

    suiteSetup(async () => {
      account = await startPracticeAccount();
      const started = await startCredentialEndpoint({ grantFor: () => grant, now: Date.now, onDefect: assert.ifError });
      assert.equal(started.kind, 'started');
      endpoint = started.endpoint;
    });
    suiteTeardown(async () => {
      await Promise.all([account?.close(), endpoint?.close()]);
    });
    setup(async () => {
      home = mkdtempSync(path.join(tmpdir(), 'rolecall-keyless-'));
      grant = await sessionOf('S3ListBucketOnly');
    });
    teardown(() => rmSync(home, { recursive: true, force: true }));

    const sessionOf = async (name: string, minutes = 60): Promise<Grant> => {
      const { sessionToken = '', ...keys } = await assume(account, name);
      return { kind: 'granted', credentials: { ...keys, sessionToken, expiration: Date.now() + minutes * 60_000 } };
    };
    const userKeys = () =>
      `aws_access_key_id = ${account.accessKeyId}\naws_secret_access_key = ${account.secretAccessKey}\n`;
    const inherit = (state: readonly Inheritable[]): Record<string, string> => ({
      ...(state.includes('AWS_PROFILE') && { AWS_PROFILE: 'other' }),
      ...(state.includes('keys') && {
        AWS_ACCESS_KEY_ID: account.accessKeyId,
        AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
      }),
      ...(state.includes('container variables') && {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/',
        AWS_CONTAINER_AUTHORIZATION_TOKEN: 'other',
      }),
    });
    /** Writes the person's two files, and the profile where it is wanted. Returns the path of a config file made for it. */
    const writeFiles = (way: 'own' | 'generated', state: readonly Inheritable[]): string | undefined => {
      const folder = path.join(home, '.aws');
      mkdirSync(folder);
      const texts = {
        config: `[default]\nregion = us-east-1\n[profile full]\nrole_arn = ${account.roles.S3Full}\nrole_session_name = MySession\nsource_profile = other\n`,
        credentials: `[other]\n${userKeys()}${state.includes('[default] keys') ? `[default]\n${userKeys()}` : ''}`,
      };
      const chosen = keylessWay(texts, way === 'own');
      assert.ok(chosen.kind === way);
      writeFileSync(path.join(folder, 'credentials'), texts.credentials);
      writeFileSync(path.join(folder, 'config'), way === 'own' ? chosen.text : texts.config);
      if (way === 'own') return undefined;
      const made = path.join(home, 'config-of-rolecall');
      writeFileSync(made, chosen.text, { mode: 0o600 });
      return made;
    };
    /** The environment of a terminal that inherits `inherited`. */
    const terminal = (
      inherited: Record<string, string>,
      configFile?: string,
      token = endpoint.issueToken('x').token,
    ) => {
      const endpoints = { sts: account.endpoint, s3: account.endpoint };
      const keyless: KeylessGrant = { url: endpoint.url, token, region: account.region, endpoints };
      const { set, unset } = keylessEnvironment({ ...keyless, ...(configFile && { configFile }) }, inherited);
      const entries = Object.entries({ ...inherited, ...set }).filter(([name]) => !unset.includes(name));
      return { ...outside(), ...Object.fromEntries(entries) };
    };
    /** What the clients need of this machine; none of this person's settings. */
    const outside = (): NodeJS.ProcessEnv => ({
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^aws_|^boto_|_proxy$/i.test(name))),
      HOME: home,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    });

    for (const { way, state } of rows) {
      test(`profile in ${way} config, over ${state.join(', ') || 'nothing'}`, async () => {
        const configFile = writeFiles(way, state);
        assert.deepEqual(await whoIs(client, account.endpoint, terminal(inherit(state), configFile)), { arn: role });
      });
    }

    const inheritedToo: Readonly<Record<string, Record<string, string>>> = {
      'a dead proxy': { http_proxy: 'http://127.0.0.1:9', HTTP_PROXY: 'http://127.0.0.1:9' },
      'a dead proxy with exceptions': { http_proxy: 'http://127.0.0.1:9', NO_PROXY: 'a.example' },
      'a web identity': { AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere', AWS_ROLE_ARN: role, AWS_ROLE_SESSION_NAME: 'x' },
      'the older profile variable': { AWS_DEFAULT_PROFILE: 'other' },
      'the older profile variable, empty': { AWS_DEFAULT_PROFILE: '' },
      'variables that must be absent': {
        AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/nowhere',
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/nowhere',
        AWS_CREDENTIAL_FILE: '/nowhere',
      },
    };
    for (const [title, inherited] of Object.entries(inheritedToo)) {
      test(`over ${title}`, async () => {
        writeFiles('own', []);
        assert.deepEqual(await whoIs(client, account.endpoint, terminal(inherited)), { arn: role });
      });
    }

    test('without the profile it would be whoever [default] is', async () => {
      writeFiles('own', ['[default] keys']);
      const { AWS_PROFILE: _, ...env } = terminal({});
      assert.deepEqual(await whoIs(client, account.endpoint, env), { arn: user });
    });

    const { profile, assumesRoles } = client;
    for (const way of profile ? (['own', 'generated'] as const) : []) {
      test(`--profile names another in the same terminal, with the profile in ${way} config`, async () => {
        const configFile = writeFiles(way, inheritable);
        const env = terminal(inherit(inheritable), configFile);
        assert.deepEqual(await whoIs(client, account.endpoint, env, profile?.('other')), { arn: user });
        if (!assumesRoles?.()) return;
        assert.deepEqual(await whoIs(client, account.endpoint, env, profile?.('full')), {
          arn: role.replace('S3ListBucketOnly', 'S3Full'),
        });
      });
    }

    test('the next command is whoever is current then', async () => {
      writeFiles('own', []);
      const env = terminal({});
      const before = await whoIs(client, account.endpoint, env);
      grant = await sessionOf('S3Full');
      assert.deepEqual(
        [before, await whoIs(client, account.endpoint, env)],
        [{ arn: role }, { arn: role.replace('S3ListBucketOnly', 'S3Full') }],
      );
    });

    test('little time left is handed out', async () => {
      writeFiles('own', []);
      grant = await sessionOf('S3ListBucketOnly', 6);
      assert.deepEqual(await whoIs(client, account.endpoint, terminal({})), { arn: role });
    });

    const fallingBack = { AWS_PROFILE: 'other', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
    const failing: Readonly<Record<string, () => NodeJS.ProcessEnv>> = {
      'an expired session': () => {
        grant = { kind: 'refused', reason: 'session-expired' };
        return terminal(fallingBack);
      },
      'a wrong token': () => terminal(fallingBack, undefined, 'wrong'),
      'an endpoint that is gone': () => ({
        ...terminal(fallingBack),
        AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/credentials',
      }),
    };
    for (const [title, environment] of Object.entries(failing)) {
      test(`with ${title} it is nobody, not somebody else`, async () => {
        writeFiles('own', ['[default] keys']);
        const answer = await whoIs(client, account.endpoint, environment());
        assert.ok('failed' in answer, JSON.stringify(answer));
      });
    }
  });
}
