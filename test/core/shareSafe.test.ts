import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { shareSafe } from '../../src/core/shareSafe.ts';

/** Made at run time, the same each time, in AWS's alphabets: nothing that looks like a secret is written down. */
const made = (seed: string, alphabet: string, length: number) =>
  Array.from({ length }, (_, at) => {
    const [byte = 0] = createHash('sha256').update(`${seed} ${at}`).digest();
    return alphabet[byte % alphabet.length];
  }).join('');
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const hex = '0123456789abcdef';

const userKey = `AKIA${made('user key', base32, 16)}`;
const roleKey = `ASIA${made('role key', base32, 16)}`;
const userId = `AIDA${made('user id', base32, 17)}`;
const roleId = `AROA${made('role id', base32, 17)}`;
const secret = made('secret', base64, 40);
const token = `IQoJb3JpZ2luX2Vj${made('token', base64, 382)}==`;
const oldToken = `FwoGZXIvYXdz${made('old token', base64, 300)}`;
const signature = made('signature', hex, 64);
const account = '012345678901';
const other = '111122223333';

const safeUserKey = 'AKIA000000001EXAMPLE';
const safeRoleKey = 'ASIA000000001EXAMPLE';
const safeUserId = 'AIDA0000000001EXAMPLE';
const safeRoleId = 'AROA0000000001EXAMPLE';

/** As a terminal of this width breaks a long line. */
const wrapped = (text: string, width: number) =>
  text
    .split('\n')
    .flatMap((line) => line.match(new RegExp(`.{1,${width}}`, 'g')) ?? [''])
    .join('\n');

const assumed = (values: { key: string; secret: string; token: string; id: string; account: string }) => `{
    "Credentials": {
        "AccessKeyId": "${values.key}",
        "SecretAccessKey": "${values.secret}",
        "SessionToken": "${values.token}",
        "Expiration": "2025-03-26T14:30:50+00:00"
    },
    "AssumedRoleUser": {
        "AssumedRoleId": "${values.id}:MySession",
        "Arn": "arn:aws:sts::${values.account}:assumed-role/S3ListBucketOnly/MySession"
    }
}`;
const assumedSecret = assumed({ key: roleKey, secret, token, id: roleId, account });
const assumedSafe = assumed({
  key: safeRoleKey,
  secret: 'EXAMPLESECRET1',
  token: 'EXAMPLETOKEN1',
  id: safeRoleId,
  account: '111111111111',
});

suite('core/shareSafe', () => {
  const rows: readonly [title: string, text: string, safe: string][] = [
    [
      'get-caller-identity',
      `$ aws sts get-caller-identity\n{\n    "UserId": "${userId}",\n    "Account": "${account}",\n    "Arn": "arn:aws:iam::${account}:user/AssumeRoleUser"\n}`,
      `$ aws sts get-caller-identity\n{\n    "UserId": "${safeUserId}",\n    "Account": "111111111111",\n    "Arn": "arn:aws:iam::111111111111:user/AssumeRoleUser"\n}`,
    ],
    ['assume-role', assumedSecret, assumedSafe],
    ['assume-role in CRLF', assumedSecret.replaceAll('\n', '\r\n'), assumedSafe.replaceAll('\n', '\r\n')],
    [
      'assume-role --output text',
      `ASSUMEDROLEUSER\tarn:aws:sts::${account}:assumed-role/R/MySession\t${roleId}:MySession\nCREDENTIALS\t${roleKey}\t2025-03-26T14:30:50+00:00\t${secret}\t${token}`,
      `ASSUMEDROLEUSER\tarn:aws:sts::111111111111:assumed-role/R/MySession\t${safeRoleId}:MySession\nCREDENTIALS\t${safeRoleKey}\t2025-03-26T14:30:50+00:00\tEXAMPLESECRET1\tEXAMPLETOKEN1`,
    ],
    [
      'assume-role --output table',
      `||  SecretAccessKey |  ${secret}  ||\n||  SessionToken    |  ${token}  ||`,
      '||  SecretAccessKey |  EXAMPLESECRET1  ||\n||  SessionToken    |  EXAMPLETOKEN1  ||',
    ],
    [
      'assume-role --output yaml',
      `Credentials:\n  AccessKeyId: ${roleKey}\n  SecretAccessKey: ${secret}\n  SessionToken: ${token}`,
      `Credentials:\n  AccessKeyId: ${safeRoleKey}\n  SecretAccessKey: EXAMPLESECRET1\n  SessionToken: EXAMPLETOKEN1`,
    ],
    [
      'XML',
      `<SecretAccessKey>${secret}</SecretAccessKey><SessionToken>${oldToken}</SessionToken>`,
      '<SecretAccessKey>EXAMPLESECRET1</SecretAccessKey><SessionToken>EXAMPLETOKEN1</SessionToken>',
    ],
    [
      'JSON in JSON',
      JSON.stringify(JSON.stringify({ SecretAccessKey: secret, SessionToken: token })),
      JSON.stringify(JSON.stringify({ SecretAccessKey: 'EXAMPLESECRET1', SessionToken: 'EXAMPLETOKEN1' })),
    ],
    ...[
      ['export', (name: string, value: string) => `export ${name}='${value}'`],
      ['fish', (name: string, value: string) => `set -gx ${name} '${value}'`],
      ['csh', (name: string, value: string) => `setenv ${name} ${value}`],
      ['PowerShell', (name: string, value: string) => `$Env:${name} = "${value}"`],
      ['cmd', (name: string, value: string) => `set "${name}=${value}"`],
      ['nushell', (name: string, value: string) => `$env.${name} = "${value}"`],
      ['INI', (name: string, value: string) => `${name.toLowerCase()} = ${value}`],
      ['aws configure set', (name: string, value: string) => `aws configure set ${name.toLowerCase()} ${value}`],
    ].map(([title, line]): [string, string, string] => {
      const write = line as (name: string, value: string) => string;
      const lines = (key: string, hidden: string, session: string) =>
        [
          write('AWS_ACCESS_KEY_ID', key),
          write('AWS_SECRET_ACCESS_KEY', hidden),
          write('AWS_SESSION_TOKEN', session),
          'done',
        ].join('\n# ');
      return [title as string, lines(roleKey, secret, token), lines(safeRoleKey, 'EXAMPLESECRET1', 'EXAMPLETOKEN1')];
    }),
    [
      'a secret that is not shaped like one, beside its name',
      'AWS_SECRET_ACCESS_KEY=local-minio-password\nAWS_SESSION_TOKEN=$TOKEN\nSecretAccessKey: None',
      'AWS_SECRET_ACCESS_KEY=EXAMPLESECRET1\nAWS_SESSION_TOKEN=$TOKEN\nSecretAccessKey: None',
    ],
    [
      'a presigned URL',
      `https://test-bucket-${account}.s3.ap-northeast-1.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${roleKey}%2F20250326%2Fap-northeast-1%2Fs3%2Faws4_request&X-Amz-Date=20250326T133050Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Security-Token=${encodeURIComponent(token)}&X-Amz-Signature=${signature}`,
      `https://test-bucket-111111111111.s3.ap-northeast-1.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${safeRoleKey}%2F20250326%2Fap-northeast-1%2Fs3%2Faws4_request&X-Amz-Date=20250326T133050Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Security-Token=EXAMPLETOKEN1&X-Amz-Signature=EXAMPLESIGNATURE1`,
    ],
    [
      'an escaped parameter',
      `X-Amz-Credential%3D${roleKey}%2F20250326`,
      `X-Amz-Credential%3D${safeRoleKey}%2F20250326`,
    ],
    [
      "the CLI's debug output",
      `{'X-Amz-Security-Token': b'${token}', 'Authorization': b'AWS4-HMAC-SHA256 Credential=${roleKey}/20250326/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}'}`,
      `{'X-Amz-Security-Token': b'EXAMPLETOKEN1', 'Authorization': b'AWS4-HMAC-SHA256 Credential=${safeRoleKey}/20250326/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=EXAMPLESIGNATURE1'}`,
    ],
    [
      'a denial: who, what, and two accounts told apart',
      `User: arn:aws:sts::${account}:assumed-role/ops/jane is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${other}:role/deploy (account ${account})`,
      'User: arn:aws:sts::111111111111:assumed-role/ops/jane is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::222222222222:role/deploy (account 111111111111)',
    ],
    [
      'accounts in names, glued, and as the console shows them',
      `test-bucket-${account} logs_${account}_x cdk${account} 0123-4567-8901 s3://${other}`,
      'test-bucket-111111111111 logs_111111111111_x cdk111111111111 1111-1111-1111 s3://222222222222',
    ],
    [
      'a role of IAM Identity Center and an e-mail address as its session',
      `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_AdministratorAccess_1a2b3c4d5e6f7a8b/jane.doe@corp.example\n${roleId}:jane.doe@corp.example`,
      `arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0000000000000001/person1@example.com\n${safeRoleId}:person1@example.com`,
    ],
    [
      'user@host as a session, and in the prompt',
      `jane@devbox:~$ whoami\n${roleId}:jane@devbox\narn:aws:sts::${account}:assumed-role/Ops/jane@devbox`,
      `person1@example.com:~$ whoami\n${safeRoleId}:person1@example.com\narn:aws:sts::111111111111:assumed-role/Ops/person1@example.com`,
    ],
    [
      'a unique id within an ARN; another one elsewhere stays',
      `arn:aws:kms:us-east-1:${account}:key/1a2b3c4d-1a2b-1a2b-1a2b-1a2b3c4d5e6f RequestId: 0a0b0c0d-1a2b-1a2b-1a2b-012345678901`,
      'arn:aws:kms:us-east-1:111111111111:key/00000001-aaaa-aaaa-aaaa-aaaaaaaaaaaa RequestId: 0a0b0c0d-1a2b-1a2b-1a2b-012345678901',
    ],
    [
      'the owner of buckets',
      `"Owner": {\n    "ID": "${made('owner', hex, 64)}"\n}`,
      `"Owner": {\n    "ID": "${'1'.padStart(64, '0')}"\n}`,
    ],
    [
      'two keys told apart',
      `${userKey} ${roleKey} ${roleKey.replace(/.$/, '2')}`,
      `${safeUserKey} ${safeRoleKey} ASIA000000002EXAMPLE`,
    ],
    [
      'ten accounts',
      Array.from({ length: 10 }, (_, n) => `90000000000${n}`).join(' '),
      `${Array.from({ length: 9 }, (_, n) => String(n + 1).repeat(12)).join(' ')} 000000000010`,
    ],
  ];
  for (const [title, text, safe] of rows) test(title, () => assert.equal(shareSafe(text).text, safe));

  // What is replaced is made whole; the rest stays broken where it was.
  for (const width of [40, 60, 80, 120]) {
    for (const [title, text, safe] of rows) {
      test(`${title}, in a terminal of ${width} columns`, () => {
        const unbroken = (value: string) => value.replace(/[\r\n]/g, '');
        assert.equal(unbroken(shareSafe(wrapped(text, width)).text), unbroken(safe));
      });
    }
  }

  test('counts the places', () => {
    assert.deepEqual(shareSafe('nothing here'), { text: 'nothing here', replaced: 0 });
    assert.equal(shareSafe(`${account} ${account} ${roleKey}`).replaced, 3);
  });

  const same: readonly string[] = [
    '',
    '\n\n',
    '                           PRE test/\n2025-03-26 22:30:50       1002 test.txt',
    'An error occurred (AccessDenied) when calling the ListBuckets operation: no identity-based policy allows the s3:ListAllMyBuckets action',
    'commit 7ca7cae1b2c3d4e5f60718293a4b5c6d7e8f9012\nsha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'arn:aws:s3:::my-bucket/key arn:aws:iam::aws:policy/ReadOnlyAccess',
    '1742995850 1742995850123 12345678901 1234567890123 4111-1111-1111-1111',
    'The session token is expired. SignatureDoesNotMatch: check your secret key and signing method.',
    'AIDA AKIAEXAMPLE ASIAPACIFIC aroa',
    'export AWS_PROFILE=work AWS_REGION=ap-northeast-1\nnpm install @aws-sdk/client-sts@3.1173.0',
    'LICENSE\nREADME.md\nbiome.json\nknip.json\npackage-lock.json\npackage.json\nscripts\nsrc',
    '日本語 👩‍💻 \u0000 \u001b[31mred\u001b[0m',
  ];
  for (const text of same) {
    test(`unchanged: ${JSON.stringify(text).slice(0, 60)}`, () => {
      assert.deepEqual(shareSafe(text), { text, replaced: 0 });
    });
  }

  suite('generated', () => {
    const string = (alphabet: string, length: number) =>
      fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length });
    // No account that stands in for one.
    const anAccount = string('0123456789', 12).filter(
      (digits) => new Set(digits).size > 2 && !digits.startsWith('00000'),
    );
    const anId = fc
      .tuple(fc.constantFrom('AKIA', 'ASIA', 'AIDA', 'AROA', 'ANPA'), string(base32, 16))
      .map(([prefix, rest]) => `${prefix}${rest}${/^A[KS]IA$/.test(prefix) ? '' : 'A'}`);
    const aToken = fc
      .tuple(fc.constantFrom('IQoJ', 'FwoG'), fc.integer({ min: 100, max: 400 }))
      .chain(([start, length]) => string(base64, length).map((rest) => start + rest));
    const words = fc.constantFrom(
      ' ',
      '\n',
      ' : ',
      '", "',
      ' arn:aws:iam::',
      ':role/',
      ' list\n',
      '\t',
      ' (',
      ') ',
      '-',
      '@',
      '=',
    );
    const hidden = fc.oneof(anAccount, anId, aToken);
    const document = fc.array(fc.tuple(words, hidden, words), { minLength: 1, maxLength: 12 });

    test('no account, id or token survives', () => {
      fc.assert(
        fc.property(document, (parts) => {
          const { text } = shareSafe(parts.map((part) => part.join('')).join(' '));
          for (const [, value] of parts) assert.ok(!text.includes(value), `${value} in ${text}`);
        }),
        { numRuns: 300 },
      );
    });

    test('no token survives that a terminal has broken, nor a line of it', () => {
      fc.assert(
        fc.property(aToken, fc.integer({ min: 20, max: 200 }), fc.constantFrom('"', "'", ''), (value, width, quote) => {
          const text = shareSafe(wrapped(`$ command\n    "SessionToken": ${quote}${value}${quote}\n$ `, width)).text;
          for (const line of wrapped(value, 16).split('\n').slice(0, -1)) assert.ok(!text.includes(line), text);
        }),
        { numRuns: 300 },
      );
    });

    test('the same becomes the same, and different ones stay apart', () => {
      fc.assert(
        fc.property(fc.uniqueArray(anAccount, { minLength: 2, maxLength: 12 }), (accounts) => {
          const text = shareSafe([...accounts, ...accounts].join(' ')).text.split(' ');
          assert.deepEqual(text.slice(0, accounts.length), text.slice(accounts.length));
          assert.equal(new Set(text).size, accounts.length);
        }),
      );
    });

    test('made safe twice is made safe once', () => {
      const anything = fc.array(
        fc.oneof(
          hidden,
          words,
          fc.string({ maxLength: 30 }),
          fc.constantFrom(secret, 'SecretAccessKey', 'SessionToken'),
        ),
      );
      fc.assert(
        fc.property(anything, fc.integer({ min: 10, max: 200 }), (parts, width) => {
          const once = shareSafe(wrapped(parts.join(''), width));
          assert.deepEqual(shareSafe(once.text), once);
        }),
        { numRuns: 500 },
      );
    });

    test('words without secrets stay as they are', () => {
      const word = fc.constantFrom(
        'aws',
        's3',
        'ls',
        'role',
        'S3ListBucketOnly',
        'arn:aws:s3:::bucket',
        '2025-03-26',
        '1002',
        '$',
        'SessionToken',
        '日本',
      );
      fc.assert(
        fc.property(fc.array(fc.tuple(word, fc.constantFrom(' ', '\n', '  '))), (pairs) => {
          const text = pairs.flat().join('');
          // Long enough over its lines, what stands behind that word may be a token.
          fc.pre(!/SessionToken\s+(?:[A-Za-z0-9]\n?){30}/.test(text));
          assert.deepEqual(shareSafe(text), { text, replaced: 0 });
        }),
      );
    });
  });
});
