// Made-up configurations for comparing plans: mostly sound ones with something odd in them, as people's files are.
import fc from 'fast-check';
import type { ProfileCase } from './planFacts.ts';

type Settings = readonly (readonly [key: string, value: string])[];

const names = ['default', 'a', 'b', 'c', 'd', 'e', 'dev', 'Dev', 'a b', 'ünï', 'profile a', 'x=y', "it's", 'a#b'];
const sessionNames = ['s', 't', 'corp sso'];
const servicesNames = ['v', 'w x'];
const arns = ['arn:aws:iam::111111111111:role/A', 'arn:aws-cn:iam::012345678901:role/path/B', 'arn:aws:iam::x', ''];
const regions = ['us-east-1', 'eu-west-1', 'cn-north-1', 'mars-1', ''];

const roughly = <T>(usual: T, ...odd: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...odd) });
const maybe = (weight: number, settings: fc.Arbitrary<Settings>): fc.Arbitrary<Settings> =>
  fc.oneof({ weight: 10 - weight, arbitrary: fc.constant<Settings>([]) }, { weight, arbitrary: settings });
const setting = (key: string, value: fc.Arbitrary<string>): fc.Arbitrary<Settings> =>
  value.map((text) => [[key, text]]);
const all = (...parts: fc.Arbitrary<Settings>[]): fc.Arbitrary<Settings> =>
  fc.tuple(...parts).map((lists) => lists.flat());

const role = setting('role_arn', fc.constantFrom(...arns));
const hopFields = all(
  maybe(3, setting('role_session_name', fc.constantFrom('me', 'me@host', '', 'has space'))),
  maybe(3, setting('external_id', fc.constantFrom('x-4711', '', 'a # b'))),
  maybe(3, setting('mfa_serial', fc.constantFrom('arn:aws:iam::111111111111:mfa/me', 'GAHT12345678', ''))),
  maybe(
    3,
    setting(
      'duration_seconds',
      fc.constantFrom('3600', '900', '0900', '43200', '+7200', '-1', '7_200', '1__0', '', '12.5', '3600s', '3600 # s'),
    ),
  ),
);
const keyPair = all(
  setting('aws_access_key_id', fc.constantFrom('AKIAONE', 'AKIATWO', 'akia three')),
  setting('aws_secret_access_key', fc.constantFrom('made-up=1', 'made:up/2', 'made up # 3')),
  maybe(2, setting('aws_session_token', fc.constantFrom('token', ''))),
  maybe(1, setting('aws_security_token', fc.constantFrom('old-token', ''))),
);
const partKey = fc.oneof(
  setting('aws_access_key_id', fc.constantFrom('AKIAHALF', '')),
  setting('aws_secret_access_key', fc.constantFrom('made-up', '')),
  setting('aws_session_token', fc.constant('token')),
);
const credentialSource = setting(
  'credential_source',
  roughly('Environment', 'Ec2InstanceMetadata', 'EcsContainer', 'environment', 'Keychain', ''),
);
const namedSource = setting('credential_source', fc.constantFrom('Environment', 'Ec2InstanceMetadata', 'EcsContainer'));
const startUrl = setting(
  'sso_start_url',
  fc.constantFrom('https://one.example.com/start', 'https://two.example.com/#/'),
);
const ssoRegion = setting('sso_region', fc.constantFrom('eu-west-1', 'us-east-1'));
const account = setting('sso_account_id', fc.constantFrom('111111111111', '012345678901'));
const ssoRole = setting('sso_role_name', fc.constantFrom('ReadOnly', 'Admin'));
const ssoOld = fc.oneof(
  { weight: 3, arbitrary: all(startUrl, ssoRegion, account, ssoRole) },
  { weight: 1, arbitrary: all(maybe(7, startUrl), maybe(7, ssoRegion), maybe(7, account), maybe(7, ssoRole)) },
);
const sessionReference = setting('sso_session', fc.constantFrom(...sessionNames, 'missing'));
const ssoNew = all(sessionReference, maybe(9, account), maybe(9, ssoRole), maybe(2, startUrl), maybe(2, ssoRegion));
const webIdentity = all(
  setting('web_identity_token_file', roughly('/var/run/token', '', 'C:\\token file')),
  maybe(8, role),
  maybe(3, setting('role_session_name', fc.constantFrom('pod', ''))),
);
const process = setting(
  'credential_process',
  fc.constantFrom('get-keys', '/opt/x y --a "b c"', '\'q\' "w\\"x" \\ z', '"open', 'end\\', '', 'a # b', "'\\'  ''"),
);
const login = setting('login_session', fc.constantFrom('arn:aws:iam::111111111111:user/me', ''));
const region = setting('region', fc.constantFrom(...regions));
const endpoint = all(
  maybe(5, setting('endpoint_url', fc.constantFrom('http://127.0.0.1:4566', 'https://sts.example.com', ''))),
  maybe(5, setting('services', fc.constantFrom(...servicesNames, 'missing'))),
  maybe(1, setting('ignore_configured_endpoint_urls', fc.constantFrom('true', 'TRUE', 'false', 'yes', ''))),
);
const others = all(
  maybe(3, setting('output', fc.constantFrom('json', 'text ; why', '"table"'))),
  maybe(2, setting('s3', fc.constantFrom('\nmax_concurrent_requests = 20\naddressing_style=path', '\nA = b = c'))),
  maybe(1, setting('cli_pager', fc.constant(''))),
);

/** The profiles of a configuration, in the order in which they like to point at each other. */
function shapes(order: readonly string[], index: number): fc.Arbitrary<Settings> {
  const next = order[index + 1] ?? order[0] ?? 'default';
  const sourceProfile = setting('source_profile', roughly(next, ...order, 'missing', 'default', `"${next}"`, ''));
  const source = setting('source_profile', fc.constantFrom(next));
  const main = fc.oneof(
    { weight: 12, arbitrary: all(role, source, hopFields) },
    { weight: 4, arbitrary: all(role, sourceProfile, hopFields) },
    { weight: 2, arbitrary: all(role, namedSource, hopFields) },
    { weight: 1, arbitrary: all(role, maybe(5, credentialSource), maybe(5, sourceProfile)) },
    { weight: 6, arbitrary: keyPair },
    { weight: 1, arbitrary: partKey },
    { weight: 2, arbitrary: ssoOld },
    { weight: 2, arbitrary: ssoNew },
    { weight: 2, arbitrary: webIdentity },
    { weight: 2, arbitrary: process },
    { weight: 1, arbitrary: login },
    { weight: 1, arbitrary: fc.constant<Settings>([]) },
  );
  const second = fc.oneof(
    keyPair,
    partKey,
    ssoOld,
    ssoNew,
    webIdentity,
    process,
    login,
    role,
    sourceProfile,
    namedSource,
  );
  return all(main, maybe(2, second), maybe(4, region), maybe(1, endpoint), others);
}

/** `key = value` as it can be written. An indented value goes on from an empty one. */
function line([key, value]: readonly [string, string]): fc.Arbitrary<string> {
  if (value.startsWith('\n'))
    return fc.constantFrom('  ', '\t', ' \u00a0').map((by) => `${key} =${value.replaceAll('\n', `\n${by}`)}`);
  return fc.oneof(
    { weight: 30, arbitrary: fc.constant(`${key} = ${value}`) },
    {
      weight: 10,
      arbitrary: fc.constantFrom(
        `${key}=${value}`,
        `${key}: ${value}`,
        `${key.toUpperCase()} = ${value}`,
        `${key}\t =\t${value} \t`,
        `${key} = ${value}\u00a0\u3000`,
        `${key}\u2003=\u2003${value}`,
        `${key} = ${value} `,
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        `  ${key} = ${value}`,
        `${key} = ${value} # comment`,
        `${key} = "${value}"`,
        `${key} = ${value}\n  more`,
        `${key} = ${value}\n\n  # in between\n  and = more`,
        `${key} =\n  ${value}`,
        `${key} =\n  ${key} = ${value}`,
        `${key} = ${value}\u001c`,
        `${key} = ${value}\u0085`,
        `${key} = \ufeff${value}`,
        `${key} =\n\n`,
        `${key}`,
        `${key} ${value}`,
        `${key} := ${value}`,
      ),
    },
  );
}

const between = fc.oneof(
  { weight: 40, arbitrary: fc.constant('') },
  {
    weight: 12,
    arbitrary: fc.constantFrom(
      '\n',
      '# comment\n',
      '   ; indented = comment\n',
      '#\n',
      ' \t\n',
      ';[profile a]\n',
      '\n\n',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'bare\n',
      '= value\n',
      ': value\n',
      '  indented\n',
      '[unclosed\n',
      '[]\n',
      's3 =\n  bare\n',
      'extra =\n  a = b\n  bare\u2028c = d\n',
      '\ufeff\n',
      '  [profile a]\n',
    ),
  },
);

type Header = 'config' | 'credentials' | 'sso-session' | 'services';

function header(kind: Header, name: string): fc.Arbitrary<string> {
  if (kind === 'credentials') {
    return fc.oneof(
      { weight: 20, arbitrary: fc.constant(`[${name}]`) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(`[profile ${name}]`, `[ ${name} ]`, `["${name}"]`, '[DEFAULT]', `[${name}] # c`),
      },
    );
  }
  const word = kind === 'config' ? 'profile' : kind;
  const plain = /^[\w=-]+$/.test(name) ? `[${word} ${name}]` : `[${word} "${name}"]`;
  return fc.oneof(
    { weight: 20, arbitrary: fc.constant(kind === 'config' && name === 'default' ? '[default]' : plain) },
    {
      weight: 5,
      arbitrary: fc.constantFrom(
        plain,
        `[${word} "${name}"]`,
        `[${word}  ${name} ]`,
        `[${word}\t"${name}"] ; c`,
        `${plain}x = y`,
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        `[${word}s "${name}"]`,
        `[${word}"${name}"]`,
        `[${word} '${name}']`,
        `[${word} "${name}]`,
        `[${word} ${name} x]`,
        `[${word} ${name}]x]`,
        `[${word}]`,
        `[ ${word} ${name}]`,
        `[${name}]`,
        `[${word} a\\ b]`,
        `[${word} ""]`,
        `[${word}\u00a0${name}]`,
        '[DEFAULT]',
        '[default ]',
        '[Default]',
      ),
    },
  );
}

/** Keys once each, mostly: a file with a key twice is refused, and nothing more is learnt from it. */
function section(kind: Header, name: string, settings: Settings): fc.Arbitrary<string> {
  return fc
    .tuple(
      header(kind, name),
      fc.integer({ min: 0, max: 29 }).chain((chance) => {
        const kept =
          chance === 0 ? settings : settings.filter(([key], at) => settings.findIndex(([k]) => k === key) === at);
        return fc.tuple(...kept.map((pair) => fc.tuple(between, line(pair))));
      }),
      between,
    )
    .map(([head, lines, end]) => `${head}\n${lines.map(([before, text]) => `${before}${text}\n`).join('')}${end}`);
}

const sso = fc
  .constantFrom(...sessionNames)
  .chain((name) =>
    all(
      maybe(9, startUrl),
      maybe(9, ssoRegion),
      maybe(3, setting('sso_registration_scopes', fc.constant('sso:account:access'))),
      maybe(1, account),
      maybe(1, region),
    ).chain((settings) => section('sso-session', name, settings)),
  );
const services = fc
  .constantFrom(...servicesNames)
  .chain((name) =>
    all(
      maybe(
        7,
        setting(
          'sts',
          fc.constantFrom('\nendpoint_url = http://127.0.0.1:5001', '\nENDPOINT_URL = http://x', '\nother = x'),
        ),
      ),
      maybe(7, setting('s3', fc.constantFrom('\nendpoint_url=http://127.0.0.1:5002\nother = x', '\nendpoint_url ='))),
      maybe(1, setting('sso', fc.constant('\nendpoint_url = http://127.0.0.1:5003'))),
    ).chain((settings) => section('services', name, settings)),
  );

interface Files {
  readonly config: string | null;
  readonly credentials: string | null;
}

function profileSections(name: string, settings: Settings): fc.Arbitrary<{ config?: string; credentials?: string }> {
  const inConfig = section('config', name, settings).map((config) => ({ config }));
  const inCredentials = section('credentials', name, settings).map((credentials) => ({ credentials }));
  const isKey = ([key]: Settings[number]) => key.startsWith('aws_');
  const split = fc.record({
    config: section(
      'config',
      name,
      settings.filter((pair) => !isKey(pair)),
    ),
    credentials: section('credentials', name, settings.filter(isKey)),
  });
  const torn = fc.integer({ min: 0, max: settings.length }).chain((at) =>
    fc.record({
      config: section('config', name, settings.slice(at)),
      credentials: section('credentials', name, settings.slice(0, at)),
    }),
  );
  const twice = fc.record({
    config: section('config', name, settings),
    credentials: section('credentials', name, settings),
  });
  return fc.oneof(
    { weight: 5, arbitrary: inConfig },
    { weight: 2, arbitrary: inCredentials },
    { weight: 4, arbitrary: split },
    { weight: 1, arbitrary: torn },
    { weight: 1, arbitrary: twice },
  );
}

const whole = fc.tuple(
  fc.constantFrom('\n', '\n', '\n', '\n', '\n', '\r\n', '\r\n', '\r'),
  fc.constantFrom(...Array.from({ length: 40 }, () => ''), '\ufeff', '# first\n', '\n', 'early = 1\n'),
);

function filesOf(order: readonly string[]): fc.Arbitrary<Files> {
  return fc
    .tuple(
      fc.tuple(
        ...order.map((name, index) => shapes(order, index).chain((settings) => profileSections(name, settings))),
      ),
      fc.array(sso, { maxLength: 2 }),
      fc.array(services, { maxLength: 1 }),
      whole,
      whole,
      fc.integer({ min: 0, max: 19 }),
      fc.boolean(),
    )
    .map(([profiles, sessions, serviceSections, inConfig, inCredentials, doubled, sessionsFirst]) => {
      const more = [...sessions, ...serviceSections];
      const own = profiles.flatMap(({ config }) => config ?? []);
      const config = sessionsFirst ? [...more, ...own] : [...own, ...more];
      const credentials = profiles.flatMap(({ credentials }) => credentials ?? []);
      return {
        config: fileText(config, inConfig, doubled === 0),
        credentials: fileText(credentials, inCredentials, doubled === 1),
      };
    });
}

function fileText(sections: readonly string[], [end, start]: [string, string], doubled: boolean): string | null {
  const first = sections[0];
  if (first === undefined) return null;
  const once = doubled
    ? [...sections, first]
    : sections.filter((text, at) => sections.findIndex((other) => firstLine(other) === firstLine(text)) === at);
  return `${start}${once.join('')}`.replaceAll('\n', end);
}

function firstLine(text: string): string {
  return text.slice(0, text.indexOf(']') + 1);
}

const variable = (name: string, weight: number, ...values: readonly string[]): fc.Arbitrary<Settings> =>
  maybe(weight, setting(name, fc.constantFrom(...values)));

function environment(order: readonly string[]): fc.Arbitrary<Readonly<Record<string, string>>> {
  const first = order[0] ?? 'default';
  const keys = maybe(
    2,
    all(
      variable('AWS_ACCESS_KEY_ID', 9, 'AKIAENV', 'AKIAENV', ''),
      variable('AWS_SECRET_ACCESS_KEY', 9, 'made-up', 'made-up', ''),
      variable('AWS_SESSION_TOKEN', 3, 'token', ''),
    ),
  );
  const web = maybe(
    2,
    all(
      variable('AWS_WEB_IDENTITY_TOKEN_FILE', 8, '/env/token', '/env/token', ''),
      variable('AWS_ROLE_ARN', 8, 'arn:aws:iam::222222222222:role/Env', ''),
      variable('AWS_ROLE_SESSION_NAME', 5, 'env-name', ''),
    ),
  );
  const container = maybe(
    2,
    all(
      variable('AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 5, '/get', ''),
      variable('AWS_CONTAINER_CREDENTIALS_FULL_URI', 5, 'http://169.254.170.2/get'),
    ),
  );
  return all(
    keys,
    web,
    container,
    variable('AWS_PROFILE', 2, ...order, first, 'missing', ''),
    variable('AWS_DEFAULT_PROFILE', 1, ...order, first, 'missing', ''),
    variable('AWS_DEFAULT_REGION', 2, ...regions),
    variable('AWS_REGION', 1, 'ap-south-1'),
    variable('AWS_EC2_METADATA_DISABLED', 1, 'true', 'TRUE', 'false', '1'),
    variable('AWS_ENDPOINT_URL', 1, 'http://127.0.0.1:6001', ''),
    variable('AWS_ENDPOINT_URL_STS', 1, 'http://127.0.0.1:6002', ''),
    variable('AWS_ENDPOINT_URL_S3', 1, 'http://127.0.0.1:6003'),
    variable('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 1, 'true', 'True', 'false', ''),
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
          { weight: 1, arbitrary: fc.constantFrom('default', 'missing', '', 'profile a', 's') },
        ),
        fc.boolean(),
      )
      .map(([files, env, profile, imds]) => ({ ...files, env, profile, imds })),
  );
