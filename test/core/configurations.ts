// Made-up configurations for comparing plans: profiles that point at each other, sound ones and ones with something odd.
import fc from 'fast-check';
import { fileText, type Settings, section } from './configurationText.ts';
import type { ProfileCase } from './planFacts.ts';

const names = ['default', 'a', 'b', 'c', 'd', 'e', 'dev', 'Dev', 'a b', 'ünï', 'profile a', 'x=y', "it's", 'a#b'];
const sessionNames = ['s', 't', 'corp sso'];
const servicesNames = ['v', 'w x'];
const regions = ['us-east-1', 'eu-west-1', 'cn-north-1', 'mars-1', ''];

/** How many in ten have the settings. */
const maybe = (weight: number, settings: fc.Arbitrary<Settings>): fc.Arbitrary<Settings> =>
  fc.oneof({ weight: 10 - weight, arbitrary: fc.constant<Settings>([]) }, { weight, arbitrary: settings });
const roughly = (usual: string, ...odd: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...odd) });
const setting = (key: string, value: fc.Arbitrary<string>): fc.Arbitrary<Settings> =>
  value.map((text) => [[key, text]]);
const oneOf = (key: string, ...values: readonly string[]): fc.Arbitrary<Settings> =>
  setting(key, fc.constantFrom(...values));
const all = (...parts: fc.Arbitrary<Settings>[]): fc.Arbitrary<Settings> =>
  fc.tuple(...parts).map((lists) => lists.flat());

const role = setting(
  'role_arn',
  roughly('arn:aws:iam::111111111111:role/A', 'arn:aws-cn:iam::012345678901:role/path/B', 'arn:aws:iam::x', ''),
);
const durations = ['3600', '900', '0900', '43200', '+7200', '-1', '7_200', '1__0', '', '12.5', '3600s', '3600 # s'];
const hopFields = all(
  maybe(3, oneOf('role_session_name', 'me', 'me@host', '', 'has space')),
  maybe(3, oneOf('external_id', 'x-4711', '', 'a # b')),
  maybe(3, oneOf('mfa_serial', 'arn:aws:iam::111111111111:mfa/me', 'GAHT12345678', '')),
  maybe(3, oneOf('duration_seconds', ...durations)),
);
const keyPair = all(
  oneOf('aws_access_key_id', 'AKIAONE', 'AKIATWO', 'akia three'),
  oneOf('aws_secret_access_key', 'made-up=1', 'made:up/2', 'made up # 3'),
  maybe(2, oneOf('aws_session_token', 'token', '')),
  maybe(1, oneOf('aws_security_token', 'old-token', '')),
);
const partKey = fc.oneof(
  oneOf('aws_access_key_id', 'AKIAHALF', ''),
  oneOf('aws_secret_access_key', 'made-up', ''),
  oneOf('aws_session_token', 'token'),
);
const namedSource = oneOf('credential_source', 'Environment', 'Ec2InstanceMetadata', 'EcsContainer');
const oddNamedSource = oneOf('credential_source', 'Environment', 'environment', 'Keychain', 'SharedConfig', '');
const startUrl = oneOf('sso_start_url', 'https://one.example.com/start', 'https://two.example.com/#/');
const ssoRegion = oneOf('sso_region', 'eu-west-1', 'us-east-1');
const account = oneOf('sso_account_id', '111111111111', '012345678901');
const ssoRole = oneOf('sso_role_name', 'ReadOnly', 'Admin');
const ssoOld = fc.oneof(
  { weight: 3, arbitrary: all(startUrl, ssoRegion, account, ssoRole) },
  { weight: 1, arbitrary: all(maybe(7, startUrl), maybe(7, ssoRegion), maybe(7, account), maybe(7, ssoRole)) },
);
const ssoNew = all(
  oneOf('sso_session', ...sessionNames),
  maybe(9, account),
  maybe(9, ssoRole),
  maybe(1, startUrl),
  maybe(1, ssoRegion),
);
const webIdentity = all(
  setting('web_identity_token_file', roughly('/var/run/token', '', 'C:\\token file')),
  maybe(9, role),
  maybe(3, oneOf('role_session_name', 'pod', '')),
);
const commands = ['get-keys', '/opt/x y --a "b c"', '\'q\' "w\\"x" \\ z', '"open', 'end\\', '', 'a # b', "'\\'  ''"];
const credentialProcess = oneOf('credential_process', ...commands);
const login = oneOf('login_session', 'arn:aws:iam::111111111111:user/me', '');
const endpoint = all(
  maybe(5, oneOf('endpoint_url', 'http://127.0.0.1:4566', 'https://sts.example.com', '')),
  maybe(5, oneOf('services', ...servicesNames)),
  maybe(1, oneOf('ignore_configured_endpoint_urls', 'true', 'TRUE', 'false', 'yes', '')),
);
const others = all(
  maybe(3, oneOf('output', 'json', 'text ; why', '"table"')),
  maybe(2, oneOf('s3', '\nmax_concurrent_requests = 20\naddressing_style=path', '\nA = b = c')),
  maybe(1, oneOf('cli_pager', '')),
);

/** The settings of one profile. `order` is the one in which they like to point at each other. */
function settingsOf(order: readonly string[], index: number): fc.Arbitrary<Settings> {
  const next = order[index + 1] ?? order[0] ?? 'default';
  const source = oneOf('source_profile', next);
  const oddSource = setting('source_profile', roughly(next, ...order, 'missing', 'default', `"${next}"`, ''));
  const main = fc.oneof(
    { weight: index + 1 < order.length ? 16 : 1, arbitrary: all(role, source, hopFields) },
    { weight: 2, arbitrary: all(role, oddSource, hopFields) },
    { weight: 2, arbitrary: all(role, namedSource, hopFields) },
    { weight: 1, arbitrary: all(role, maybe(5, oddNamedSource), maybe(5, oddSource)) },
    { weight: 8, arbitrary: keyPair },
    { weight: 1, arbitrary: partKey },
    { weight: 2, arbitrary: ssoOld },
    { weight: 2, arbitrary: ssoNew },
    { weight: 2, arbitrary: webIdentity },
    { weight: 2, arbitrary: credentialProcess },
    { weight: 1, arbitrary: login },
    { weight: 1, arbitrary: fc.constant<Settings>([]) },
  );
  const more = [keyPair, partKey, ssoOld, ssoNew, webIdentity, credentialProcess, login, role, oddSource, namedSource];
  return all(main, maybe(2, fc.oneof(...more)), maybe(4, oneOf('region', ...regions)), maybe(1, endpoint), others);
}

const ssoSession = (name: string): fc.Arbitrary<string> =>
  all(
    maybe(9, startUrl),
    maybe(9, ssoRegion),
    maybe(3, oneOf('sso_registration_scopes', 'sso:account:access')),
    maybe(1, account),
    maybe(1, oneOf('region', ...regions)),
  ).chain((settings) => section('sso-session', name, settings));

const services = (name: string): fc.Arbitrary<string> =>
  all(
    maybe(7, oneOf('sts', '\nendpoint_url = http://127.0.0.1:5001', '\nENDPOINT_URL = http://x', '\nother = x')),
    maybe(7, oneOf('s3', '\nendpoint_url=http://127.0.0.1:5002\nother = x', '\nendpoint_url =')),
    maybe(1, oneOf('sso', '\nendpoint_url = http://127.0.0.1:5003')),
  ).chain((settings) => section('services', name, settings));

/** Which of the two files says what of a profile. */
function sectionsOf(
  name: string,
  settings: Settings,
): fc.Arbitrary<readonly [config: string[], credentials: string[]]> {
  const config = (some: Settings) => section('profile', name, some).map((text) => [text]);
  const credentials = (some: Settings) => section('credentials', name, some).map((text) => [text]);
  const none = fc.constant<string[]>([]);
  const isKey = ([key]: Settings[number]) => key.startsWith('aws_');
  const keysApart = fc.tuple(
    config(settings.filter((pair) => !isKey(pair))),
    settings.some(isKey) ? credentials(settings.filter(isKey)) : none,
  );
  const torn = fc
    .integer({ min: 0, max: settings.length })
    .chain((at) => fc.tuple(config(settings.slice(at)), credentials(settings.slice(0, at))));
  return fc.oneof(
    { weight: 6, arbitrary: fc.tuple(config(settings), none) },
    { weight: 2, arbitrary: fc.tuple(none, credentials(settings)) },
    { weight: 4, arbitrary: keysApart },
    { weight: 1, arbitrary: torn },
    { weight: 1, arbitrary: fc.tuple(config(settings), credentials(settings)) },
  );
}

function filesOf(order: readonly string[]): fc.Arbitrary<Pick<ProfileCase, 'config' | 'credentials'>> {
  const profile = (name: string, index: number) =>
    settingsOf(order, index).chain((settings) => sectionsOf(name, settings));
  const rest = fc.tuple(
    ...[...sessionNames.map(ssoSession), ...servicesNames.map(services)].map((text) =>
      fc.oneof({ weight: 9, arbitrary: text.map((one) => [one]) }, { weight: 1, arbitrary: fc.constant([]) }),
    ),
  );
  return fc.tuple(fc.tuple(...order.map(profile)), rest, fc.boolean()).chain(([profiles, more, profilesFirst]) => {
    const config = profiles.flatMap(([texts]) => texts);
    return fc.record({
      config: fileText(profilesFirst ? [...config, ...more.flat()] : [...more.flat(), ...config]),
      credentials: fileText(profiles.flatMap(([, texts]) => texts)),
    });
  });
}

function environment(order: readonly string[]): fc.Arbitrary<Readonly<Record<string, string>>> {
  const keys = all(
    maybe(9, oneOf('AWS_ACCESS_KEY_ID', 'AKIAENV', 'AKIAENV', 'AKIAENV', '')),
    maybe(9, oneOf('AWS_SECRET_ACCESS_KEY', 'made-up', 'made-up', 'made-up', '')),
    maybe(3, oneOf('AWS_SESSION_TOKEN', 'token', '')),
  );
  const web = all(
    maybe(8, oneOf('AWS_WEB_IDENTITY_TOKEN_FILE', '/env/token', '/env/token', '')),
    maybe(8, oneOf('AWS_ROLE_ARN', 'arn:aws:iam::222222222222:role/Env', '')),
    maybe(5, oneOf('AWS_ROLE_SESSION_NAME', 'env-name', '')),
  );
  const container = all(
    maybe(5, oneOf('AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', '/get', '')),
    maybe(5, oneOf('AWS_CONTAINER_CREDENTIALS_FULL_URI', 'http://169.254.170.2/get')),
  );
  return all(
    maybe(2, keys),
    maybe(2, web),
    maybe(2, container),
    maybe(2, oneOf('AWS_PROFILE', ...order, 'missing', '')),
    maybe(1, oneOf('AWS_DEFAULT_PROFILE', ...order, 'missing', '')),
    maybe(2, oneOf('AWS_DEFAULT_REGION', ...regions)),
    maybe(1, oneOf('AWS_REGION', 'ap-south-1')),
    maybe(1, oneOf('AWS_EC2_METADATA_DISABLED', 'true', 'TRUE', 'false', '1')),
    maybe(1, oneOf('AWS_ENDPOINT_URL', 'http://127.0.0.1:6001', '')),
    maybe(1, oneOf('AWS_ENDPOINT_URL_STS', 'http://127.0.0.1:6002', '')),
    maybe(1, oneOf('AWS_ENDPOINT_URL_S3', 'http://127.0.0.1:6003')),
    maybe(1, oneOf('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'true', 'True', 'false', '')),
  ).map((pairs) => Object.fromEntries(pairs));
}

export const configurations: fc.Arbitrary<ProfileCase> = fc
  .uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 7 })
  .chain((order) =>
    fc
      .tuple(
        filesOf(order),
        environment(order),
        fc.oneof(
          { weight: 12, arbitrary: fc.constant(order[0] ?? null) },
          { weight: 3, arbitrary: fc.constantFrom(...order) },
          { weight: 4, arbitrary: fc.constant(null) },
          { weight: 1, arbitrary: fc.constantFrom('default', 'missing', '', 'profile a', 'sso-session s') },
        ),
        fc.boolean(),
      )
      .map(([files, env, profile, imds]) => ({ ...files, env, profile, imds })),
  );
