import assert from 'node:assert/strict';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { readIni } from '../../src/core/awsIni.ts';
import type { Credentials } from '../../src/core/credentials.ts';
import type { Grant } from '../../src/core/environment.ts';
import { quoted, type ValueProblem, type VariableFormat, valueProblem } from '../../src/core/shellExport/quoting.ts';
import { type ExportFormat, exportFormats, exportText, orderedFormats } from '../../src/core/shellExport.ts';

const role = {
  userId: 'AROAEXAMPLE:MySession',
  account: '012345678901',
  arn: 'arn:aws:sts::012345678901:assumed-role/S3ListBucketOnly/MySession',
};
const user = { userId: 'AIDAEXAMPLE', account: '012345678901', arn: 'arn:aws:iam::012345678901:user/AssumeRoleUser' };
const sourceKeys: Credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret/+' };
const sessionKeys: Credentials = {
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: 'secret/+',
  sessionToken: 'token==',
  expiration: Date.parse('2025-03-26T14:30:50Z'),
};
const keys = (credentials: Credentials, endpoints: Grant['endpoints'] = {}): Grant => ({
  kind: 'keys',
  credentials,
  region: 'ap-northeast-1',
  endpoints,
});
const profile = (name: string): Grant => ({ kind: 'profile', profile: name, endpoints: {} });

/** All formats for a session at AWS itself. */
const ofSession: Readonly<Record<ExportFormat, string>> = {
  posix: ` unset AWS_SECURITY_TOKEN AWS_DEFAULT_PROFILE AWS_PROFILE AWS_ENDPOINT_URL AWS_ENDPOINT_URL_STS AWS_ENDPOINT_URL_S3
 export AWS_ACCESS_KEY_ID='ASIAEXAMPLE'
 export AWS_SECRET_ACCESS_KEY='secret/+'
 export AWS_SESSION_TOKEN='token=='
 export AWS_CREDENTIAL_EXPIRATION='2025-03-26T14:30:50.000Z'
 export AWS_REGION='ap-northeast-1'
 export AWS_DEFAULT_REGION='ap-northeast-1'
`,
  fish: ` set -e AWS_SECURITY_TOKEN AWS_DEFAULT_PROFILE AWS_PROFILE AWS_ENDPOINT_URL AWS_ENDPOINT_URL_STS AWS_ENDPOINT_URL_S3
 set -gx AWS_ACCESS_KEY_ID 'ASIAEXAMPLE'
 set -gx AWS_SECRET_ACCESS_KEY 'secret/+'
 set -gx AWS_SESSION_TOKEN 'token=='
 set -gx AWS_CREDENTIAL_EXPIRATION '2025-03-26T14:30:50.000Z'
 set -gx AWS_REGION 'ap-northeast-1'
 set -gx AWS_DEFAULT_REGION 'ap-northeast-1'
`,
  csh: `unsetenv AWS_SECURITY_TOKEN
unsetenv AWS_DEFAULT_PROFILE
unsetenv AWS_PROFILE
unsetenv AWS_ENDPOINT_URL
unsetenv AWS_ENDPOINT_URL_STS
unsetenv AWS_ENDPOINT_URL_S3
setenv AWS_ACCESS_KEY_ID 'ASIAEXAMPLE'
setenv AWS_SECRET_ACCESS_KEY 'secret/+'
setenv AWS_SESSION_TOKEN 'token=='
setenv AWS_CREDENTIAL_EXPIRATION '2025-03-26T14:30:50.000Z'
setenv AWS_REGION 'ap-northeast-1'
setenv AWS_DEFAULT_REGION 'ap-northeast-1'
`,
  powershell: `Remove-Item -ErrorAction Ignore Env:AWS_SECURITY_TOKEN, Env:AWS_DEFAULT_PROFILE, Env:AWS_PROFILE, Env:AWS_ENDPOINT_URL, Env:AWS_ENDPOINT_URL_STS, Env:AWS_ENDPOINT_URL_S3
$Env:AWS_ACCESS_KEY_ID = 'ASIAEXAMPLE'
$Env:AWS_SECRET_ACCESS_KEY = 'secret/+'
$Env:AWS_SESSION_TOKEN = 'token=='
$Env:AWS_CREDENTIAL_EXPIRATION = '2025-03-26T14:30:50.000Z'
$Env:AWS_REGION = 'ap-northeast-1'
$Env:AWS_DEFAULT_REGION = 'ap-northeast-1'
`,
  cmd: [
    'set "AWS_SECURITY_TOKEN="',
    'set "AWS_DEFAULT_PROFILE="',
    'set "AWS_PROFILE="',
    'set "AWS_ENDPOINT_URL="',
    'set "AWS_ENDPOINT_URL_STS="',
    'set "AWS_ENDPOINT_URL_S3="',
    'set "AWS_ACCESS_KEY_ID=ASIAEXAMPLE"',
    'set "AWS_SECRET_ACCESS_KEY=secret/+"',
    'set "AWS_SESSION_TOKEN=token=="',
    'set "AWS_CREDENTIAL_EXPIRATION=2025-03-26T14:30:50.000Z"',
    'set "AWS_REGION=ap-northeast-1"',
    'set "AWS_DEFAULT_REGION=ap-northeast-1"',
    '',
  ].join('\r\n'),
  nushell: ` hide-env --ignore-errors AWS_SECURITY_TOKEN AWS_DEFAULT_PROFILE AWS_PROFILE AWS_ENDPOINT_URL AWS_ENDPOINT_URL_STS AWS_ENDPOINT_URL_S3
 $env.AWS_ACCESS_KEY_ID = "ASIAEXAMPLE"
 $env.AWS_SECRET_ACCESS_KEY = "secret/+"
 $env.AWS_SESSION_TOKEN = "token=="
 $env.AWS_CREDENTIAL_EXPIRATION = "2025-03-26T14:30:50.000Z"
 $env.AWS_REGION = "ap-northeast-1"
 $env.AWS_DEFAULT_REGION = "ap-northeast-1"
`,
  dotenv: `AWS_ACCESS_KEY_ID=ASIAEXAMPLE
AWS_SECRET_ACCESS_KEY=secret/+
AWS_SESSION_TOKEN=token==
AWS_CREDENTIAL_EXPIRATION=2025-03-26T14:30:50.000Z
AWS_REGION=ap-northeast-1
AWS_DEFAULT_REGION=ap-northeast-1
`,
  ini: `[S3ListBucketOnly]
aws_access_key_id = ASIAEXAMPLE
aws_secret_access_key = secret/+
aws_session_token = token==
`,
  'credential-process': `{
    "Version": 1,
    "AccessKeyId": "ASIAEXAMPLE",
    "SecretAccessKey": "secret/+",
    "SessionToken": "token==",
    "Expiration": "2025-03-26T14:30:50+00:00"
}
`,
  'assume-role': `{
    "Credentials": {
        "AccessKeyId": "ASIAEXAMPLE",
        "SecretAccessKey": "secret/+",
        "SessionToken": "token==",
        "Expiration": "2025-03-26T14:30:50+00:00"
    },
    "AssumedRoleUser": {
        "AssumedRoleId": "AROAEXAMPLE:MySession",
        "Arn": "arn:aws:sts::012345678901:assumed-role/S3ListBucketOnly/MySession"
    }
}
`,
};

/** A long-lived key without a token, at an endpoint of its own for STS alone. */
const ofSource: Readonly<Partial<Record<ExportFormat, string>>> = {
  posix: ` unset AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_DEFAULT_PROFILE AWS_PROFILE AWS_CREDENTIAL_EXPIRATION AWS_ENDPOINT_URL AWS_ENDPOINT_URL_S3
 export AWS_ACCESS_KEY_ID='AKIAEXAMPLE'
 export AWS_SECRET_ACCESS_KEY='secret/+'
 export AWS_ENDPOINT_URL_STS='http://127.0.0.1:1'
 export AWS_REGION='ap-northeast-1'
 export AWS_DEFAULT_REGION='ap-northeast-1'
`,
  dotenv: `AWS_SESSION_TOKEN=
AWS_ACCESS_KEY_ID=AKIAEXAMPLE
AWS_SECRET_ACCESS_KEY=secret/+
AWS_ENDPOINT_URL_STS=http://127.0.0.1:1
AWS_REGION=ap-northeast-1
AWS_DEFAULT_REGION=ap-northeast-1
`,
  ini: `[AssumeRoleUser]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = secret/+
`,
  'credential-process': `{
    "Version": 1,
    "AccessKeyId": "AKIAEXAMPLE",
    "SecretAccessKey": "secret/+"
}
`,
};

suite('core/shellExport', () => {
  for (const format of exportFormats) {
    test(`a session as ${format}`, () => {
      assert.deepEqual(exportText(format, keys(sessionKeys), role), { text: ofSession[format] });
    });
  }

  for (const [format, text] of Object.entries(ofSource)) {
    test(`a source without a token as ${format}`, () => {
      assert.deepEqual(exportText(format as ExportFormat, keys(sourceKeys, { sts: 'http://127.0.0.1:1' }), user), {
        text,
      });
    });
  }

  test('a profile is named, and what would win over it is unset', () => {
    assert.deepEqual(exportText('posix', profile("it's mine"), user), {
      text: ` unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_DEFAULT_PROFILE AWS_CREDENTIAL_EXPIRATION AWS_ENDPOINT_URL AWS_ENDPOINT_URL_STS AWS_ENDPOINT_URL_S3
 export AWS_PROFILE='it'\\''s mine'
`,
    });
    assert.deepEqual(exportText('dotenv', profile('work'), user), {
      text: 'AWS_ACCESS_KEY_ID=\nAWS_SECRET_ACCESS_KEY=\nAWS_SESSION_TOKEN=\nAWS_PROFILE=work\n',
    });
  });

  test('every shell unsets what it does not set', () => {
    const unset: Partial<Record<ExportFormat, string>> = {
      posix: ' unset AWS_SESSION_TOKEN ',
      fish: ' set -e AWS_SESSION_TOKEN ',
      csh: 'unsetenv AWS_SESSION_TOKEN\n',
      powershell: 'Remove-Item -ErrorAction Ignore Env:AWS_SESSION_TOKEN, ',
      cmd: 'set "AWS_SESSION_TOKEN="\r\n',
      nushell: ' hide-env --ignore-errors AWS_SESSION_TOKEN ',
    };
    for (const [format, start] of Object.entries(unset)) {
      const exported = exportText(format as ExportFormat, keys(sourceKeys), user);
      assert.ok('text' in exported && exported.text.startsWith(start), format);
    }
  });

  const refused: readonly [
    title: string,
    format: ExportFormat,
    grant: Grant,
    identity: typeof role,
    problem: object,
  ][] = [
    ['a profile as INI', 'ini', profile('work'), user, { kind: 'no-keys' }],
    ['a profile as credential_process', 'credential-process', profile('work'), user, { kind: 'no-keys' }],
    ['a profile as AssumeRole', 'assume-role', profile('work'), user, { kind: 'no-keys' }],
    ['a user as AssumeRole', 'assume-role', keys(sourceKeys), user, { kind: 'no-role-session' }],
    ["a user's session as AssumeRole", 'assume-role', keys(sessionKeys), user, { kind: 'no-role-session' }],
    [
      'a session whose end nobody knows as AssumeRole',
      'assume-role',
      keys({ accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' }),
      role,
      { kind: 'no-role-session' },
    ],
    [
      'a line break in cmd',
      'cmd',
      profile('a\nb'),
      user,
      { kind: 'value', name: 'AWS_PROFILE', problem: 'line-break' },
    ],
    [
      'a line break in INI',
      'ini',
      keys({ ...sourceKeys, secretAccessKey: 'a\nb' }),
      user,
      { kind: 'value', name: 'aws_secret_access_key', problem: 'line-break' },
    ],
  ];
  for (const [title, format, grant, identity, problem] of refused) {
    test(`refused: ${title}`, () => assert.deepEqual(exportText(format, grant, identity), { problem }));
  }

  test('what is no user and no role gives its profile a name without brackets', () => {
    const odd = { ...user, arn: 'arn:aws:iam::012345678901:thing]\n[default' };
    const exported = exportText('ini', keys(sourceKeys), odd);
    assert.match('text' in exported ? exported.text : '', /^\[thing---default\]\naws_access_key_id/);
  });
});

suite('core/shellExport/quoting', () => {
  type Cell = string | { readonly refused: ValueProblem };
  const refuse = (refused: ValueProblem): Cell => ({ refused });
  const table: readonly [
    value: string,
    powershell: Cell,
    cmd: Cell,
    nushell: Cell,
    dotenv: Cell,
    posix: Cell,
    fish: Cell,
    csh: Cell,
  ][] = [
    ['', refuse('empty'), refuse('empty'), '""', '', "''", "''", "''"],
    ['plain', "'plain'", 'plain', '"plain"', 'plain', "'plain'", "'plain'", "'plain'"],
    ['a b', "'a b'", 'a b', '"a b"', "'a b'", "'a b'", "'a b'", "'a b'"],
    [' a ', "' a '", ' a ', '" a "', "' a '", "' a '", "' a '", "' a '"],
    ["it's", "'it''s'", "it's", '"it\'s"', refuse('quote'), "'it'\\''s'", "'it\\'s'", "'it'\\''s'"],
    ["''", "''''''", "''", '"\'\'"', refuse('quote'), "''\\'''\\'''", "'\\'\\''", "''\\'''\\'''"],
    ['a"b', "'a\"b'", refuse('quote'), '"a\\"b"', "'a\"b'", "'a\"b'", "'a\"b'", "'a\"b'"],
    ['a’b', "'a’’b'", 'a’b', '"a’b"', "'a’b'", "'a’b'", "'a’b'", "'a’b'"],
    ['‘‚‛', "'‘‘‚‚‛‛'", '‘‚‛', '"‘‚‛"', "'‘‚‛'", "'‘‚‛'", "'‘‚‛'", "'‘‚‛'"],
    ['a\\', "'a\\'", 'a\\', '"a\\\\"', refuse('expanded'), "'a\\'", "'a\\\\'", "'a'\\\\''"],
    ['\\n', "'\\n'", '\\n', '"\\\\n"', refuse('expanded'), "'\\n'", "'\\\\n'", "''\\\\'n'"],
    ['$HOME', "'$HOME'", '$HOME', '"$HOME"', refuse('expanded'), "'$HOME'", "'$HOME'", "'$HOME'"],
    ['`id`', "'`id`'", '`id`', '"`id`"', "'`id`'", "'`id`'", "'`id`'", "'`id`'"],
    ['a!b', "'a!b'", 'a!b', '"a!b"', "'a!b'", "'a'\\!'b'", "'a!b'", "'a'\\!'b'"],
    ['%PATH%', "'%PATH%'", refuse('expanded'), '"%PATH%"', "'%PATH%'", "'%PATH%'", "'%PATH%'", "'%PATH%'"],
    ['a^&|<>b', "'a^&|<>b'", 'a^&|<>b', '"a^&|<>b"', "'a^&|<>b'", "'a'\\^'&|<>b'", "'a^&|<>b'", "'a^&|<>b'"],
    ['-n', "'-n'", '-n', '"-n"', '-n', "'-n'", "'-n'", "'-n'"],
    ['#a', "'#a'", '#a', '"#a"', "'#a'", "'#a'", "'#a'", "'#a'"],
    ['日本語', "'日本語'", '日本語', '"日本語"', "'日本語'", "'日本語'", "'日本語'", "'日本語'"],
    ['a\nb', "'a\nb'", refuse('line-break'), '"a\\nb"', refuse('line-break'), "'a\nb'", "'a\nb'", "'a\\\nb'"],
    ...['\0', '\t', '\r', '\x1b[201~', '\x7f', '\x9b', '\ud800'].map((value): (typeof table)[number] => {
      const cell = refuse('unprintable');
      return [value, cell, cell, cell, cell, cell, cell, cell];
    }),
  ];
  const formats: readonly VariableFormat[] = ['powershell', 'cmd', 'nushell', 'dotenv', 'posix', 'fish', 'csh'];
  for (const [value, ...cells] of table) {
    test(JSON.stringify(value), () => {
      const answers = formats.map((format) => {
        const problem = valueProblem(format, value);
        return problem === undefined ? quoted(format, value) : { refused: problem };
      });
      assert.deepEqual(answers, cells);
    });
  }

  const inIni: readonly [value: string, problem: ValueProblem | undefined][] = [
    ['secret/+==', undefined],
    ['a#b;c', undefined],
    ['a % [b] = "c"', undefined],
    ['', 'empty'],
    [' a', 'trimmed'],
    ['a ', 'trimmed'],
    ['a #b', 'trimmed'],
    ['a ;b', 'trimmed'],
    ['#a', 'trimmed'],
    ['a\nb', 'line-break'],
    ['a\tb', 'unprintable'],
  ];
  for (const [value, problem] of inIni) {
    test(`INI: ${JSON.stringify(value)}`, () => assert.equal(valueProblem('ini', value), problem));
  }

  const text = fc.string({ unit: fc.constantFrom(...'\'"\\$`%#; =abc/+日\n'.split('')), maxLength: 12 });

  test('a dotenv file is read back by node', () => {
    fc.assert(
      fc.property(text, (value) => {
        fc.pre(valueProblem('dotenv', value) === undefined);
        assert.deepEqual({ ...parseEnv(`A=${quoted('dotenv', value)}\nB=b\n`) }, { A: value, B: 'b' });
      }),
    );
  });

  test('a credentials file is read back as AWS reads it', () => {
    fc.assert(
      fc.property(text, (secretAccessKey) => {
        const exported = exportText('ini', keys({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey }), user);
        fc.pre('text' in exported);
        const { sections, problems } = readIni(exported.text);
        assert.deepEqual(problems, []);
        const settings = sections.get('AssumeRoleUser')?.settings;
        assert.equal(settings?.get('aws_secret_access_key')?.value, secretAccessKey);
        assert.equal(settings?.size, 2);
      }),
    );
  });
});

suite('core/shellExport orderedFormats', () => {
  const rows: readonly [used: readonly string[], shell: string | undefined, first: readonly ExportFormat[]][] = [
    [[], undefined, ['posix', 'fish']],
    [[], '/bin/bash', ['posix', 'fish']],
    [[], '/usr/bin/fish', ['fish', 'posix', 'csh']],
    [[], 'C:\\Program Files\\PowerShell\\7\\pwsh.exe', ['powershell', 'posix']],
    [[], 'C:\\WINDOWS\\System32\\cmd.EXE', ['cmd', 'posix']],
    [[], 'tcsh', ['csh', 'posix']],
    [[], 'nu', ['nushell', 'posix']],
    [['ini', 'fish'], 'cmd', ['ini', 'fish', 'posix', 'csh']],
    [['gone', 'dotenv', 'dotenv'], 'cmd', ['dotenv', 'posix']],
  ];
  for (const [used, shell, first] of rows) {
    test(`${used.join(', ') || 'nothing used'}, in ${shell}`, () => {
      const ordered = orderedFormats(used, shell);
      assert.deepEqual(ordered.slice(0, first.length), first);
      assert.deepEqual([...ordered].sort(), [...exportFormats].sort());
    });
  }
});
