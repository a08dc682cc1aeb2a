import assert from 'node:assert/strict';
import { readIni } from '../../src/core/awsIni.ts';
import { placeOf, profileKind, readProfiles, staticKeys } from '../../src/core/profile.ts';

const keys = 'aws_access_key_id = AKIAONE\naws_secret_access_key = made-up-one\n';
const role = 'role_arn = arn:aws:iam::111111111111:role/A\n';

function profilesOf(config: string | null, credentials: string | null = null) {
  return readProfiles({
    config: config === null ? null : readIni(config),
    credentials: credentials === null ? null : readIni(credentials),
  });
}

suite('core/profile: kinds, by the profile alone', () => {
  const kinds: readonly (readonly [kind: string, config: string, credentials?: string])[] = [
    ['role', `${role}source_profile = missing\n${keys}`],
    ['role', role],
    ['webIdentity', `${role}web_identity_token_file = /token\n`],
    ['none', `${role}web_identity_token_file =\n`],
    ['sso', `sso_account_id = 111111111111\n${keys}`],
    ['static', 'login_session = me\n', keys],
    ['login', `login_session = me\n${keys}`],
    ['process', `credential_process = get\n${keys}`],
    ['static', keys],
    ['none', 'region = us-east-1\n'],
    ['none', 'aws_secret_access_key = made-up\n'],
  ];
  for (const [kind, config, credentials] of kinds) {
    test(`${kind}: ${JSON.stringify([config, credentials])}`, () => {
      const inCredentials = credentials === undefined ? null : `[p]\n${credentials}`;
      const profile = profilesOf(`[profile p]\n${config}`, inCredentials).all.get('p');
      assert.equal(profile && profileKind(profile), kind);
    });
  }
});

suite('core/profile: names and places', () => {
  test('names: those of the config file, then those that only the credentials file has', () => {
    const config = '[profile b]\n[default]\n[profile "c d"]\n[sso-session s]\n[services v]\n[preview]\n[profile b x]\n';
    const { all, ssoSessions, services } = profilesOf(config, '[a]\n[default]\n[profile b]\n');
    assert.deepEqual([...all.keys()], ['b', 'default', 'c d', 'a', 'profile b']);
    assert.deepEqual([...ssoSessions.keys(), ...services.keys()], ['s', 'v']);
  });

  test('a setting stands in the file that wins', () => {
    const { all } = profilesOf('[profile a]\nregion = x\noutput = y\n', '\n[a]\nregion = z\n');
    const profile = all.get('a');
    assert.ok(profile);
    assert.deepEqual(placeOf(profile, 'region'), { profile: 'a', file: 'credentials', line: 3 });
    assert.deepEqual(placeOf(profile, 'output'), { profile: 'a', file: 'config', line: 3 });
    assert.deepEqual(placeOf(profile, 'missing'), { profile: 'a', file: 'config', line: 1 });
  });

  test('problems of both files, the config file first', () => {
    const { problems } = profilesOf('word\n', '[a]\nk = v\nk = w\n');
    assert.deepEqual(problems, [
      { file: 'config', code: 'no-section', line: 1 },
      { file: 'credentials', code: 'duplicate-key', line: 3 },
    ]);
  });
});

suite('core/profile: keys of a static source', () => {
  const profiles = profilesOf(`[profile a]\n${keys}`, '[a]\naws_access_key_id = AKIATWO\naws_session_token = token\n');

  test('a pair out of one file', () => {
    const held = staticKeys(profiles, { profile: 'a', heldIn: 'config' });
    assert.deepEqual(held, { accessKeyId: 'AKIAONE', secretAccessKey: 'made-up-one' });
  });

  test('never out of both', () => {
    assert.equal(staticKeys(profiles, { profile: 'a', heldIn: 'credentials' }), undefined);
    assert.equal(staticKeys(profiles, { profile: 'b', heldIn: 'config' }), undefined);
  });

  test('with its session token; the older name wins', () => {
    const tokens = `${keys}aws_session_token = new\naws_security_token = old\n`;
    const held = staticKeys(profilesOf(null, `[a]\n${tokens}`), { profile: 'a', heldIn: 'credentials' });
    assert.equal(held?.sessionToken, 'old');
  });
});
