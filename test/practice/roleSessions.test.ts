// What a role session is given and hands on, through requests signed by hand: tags, source identity, limits, boundary, and
// the token of an identity provider. AWS's words for every refusal stand in the conformance table.
import assert from 'node:assert/strict';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { assume, form, type Keys, keysIn, type RawAnswer, send, sendSigned } from './rawRequest.ts';

const TEAM = { 'Tags.member.1.Key': 'Team', 'Tags.member.1.Value': 'red' };
const FOLDER = { 'Tags.member.1.Key': 'folder', 'Tags.member.1.Value': 'test' };
const HANDED_ON = { ...TEAM, 'TransitiveTagKeys.member.1': 'team' };
const arn = (role: string) => `arn:aws:iam::012345678901:role/${role}`;

suite('practice account: role sessions', function () {
  this.timeout(30_000);
  let account: PracticeAccount;
  const defects: unknown[] = [];

  suiteSetup(async () => {
    account = await startPracticeAccount({ onDefect: (error) => defects.push(error) });
  });
  suiteTeardown(async () => {
    await account.close();
    assert.deepEqual(defects, []);
  });

  const ask = (role: string, parameters: Record<string, string>, keys?: Keys): Promise<RawAnswer> => {
    const given = { Action: 'AssumeRole', RoleArn: arn(role), RoleSessionName: 'next', ...parameters };
    return sendSigned(account, { service: 'sts', body: form(given), ...(keys ? { keys } : {}) });
  };
  const read = (key: string, keys: Keys) =>
    sendSigned(account, { service: 's3', target: `/test-bucket-012345678901/${key}`, keys });
  const element = ({ body }: RawAnswer, name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(body)?.[1];

  suite('along a chain', () => {
    const rows: readonly [
      name: string,
      first: Record<string, string>,
      role: string,
      second: Record<string, string>,
      expect: string,
    ][] = [
      ['a transitive tag goes on', HANDED_ON, 'ChainEnd', {}, 'packed'],
      ['another tag does not', TEAM, 'ChainEnd', {}, 'given'],
      ['a transitive tag cannot be set again', HANDED_ON, 'ChainEnd', TEAM, 'InvalidParameterValue'],
      ['another tag can', TEAM, 'ChainEnd', TEAM, 'packed'],
      [
        'a transitive tag needs a role that trusts it',
        HANDED_ON,
        'S3TestFolderOnly',
        {},
        'AccessDenied sts:TagSession',
      ],
      ['another tag needs nothing', TEAM, 'S3TestFolderOnly', {}, 'given'],
      ['a source identity goes on', { SourceIdentity: 'alice' }, 'ChainEnd', {}, 'given by alice'],
      [
        'it stays',
        { SourceIdentity: 'alice' },
        'ChainEnd',
        { SourceIdentity: 'bob' },
        'AccessDenied sts:SetSourceIdentity',
      ],
      ['it can be said again', { SourceIdentity: 'alice' }, 'ChainEnd', { SourceIdentity: 'alice' }, 'given by alice'],
      [
        'it needs a role that trusts it',
        { SourceIdentity: 'alice' },
        'S3TestFolderOnly',
        {},
        'AccessDenied sts:SetSourceIdentity',
      ],
      ['an hour', {}, 'ChainEnd', { DurationSeconds: '3600' }, 'given'],
      ['more than an hour', { DurationSeconds: '43200' }, 'ChainEnd', { DurationSeconds: '3601' }, 'ValidationError'],
    ];
    for (const [name, first, role, second, expect] of rows) {
      test(name, async () => {
        const answer = await ask(role, second, await assume(account, 'ChainStart', first));
        const by = element(answer, 'SourceIdentity');
        const action = /perform: (sts:\w+)/.exec(answer.message ?? '')?.[1];
        const given = element(answer, 'PackedPolicySize') ? 'packed' : 'given';
        const refused = [answer.code, action].filter(Boolean).join(' ');
        assert.equal(answer.status === 200 ? `${given}${by ? ` by ${by}` : ''}` : refused, expect);
      });
    }
  });

  test('a tag opens what a policy variable names', async () => {
    assert.equal((await read('test/note.txt', await assume(account, 'TaggedReader', FOLDER))).status, 200);
    assert.equal((await read('test/note.txt', await assume(account, 'TaggedReader', TEAM))).code, 'AccessDenied');
    assert.equal((await read('test.txt', await assume(account, 'TaggedReader', FOLDER))).code, 'AccessDenied');
  });

  test('a boundary limits, and says so', async () => {
    const keys = await assume(account, 'BoundedReader');
    assert.equal((await read('test/note.txt', keys)).status, 200);
    const { message } = await read('test.txt', keys);
    assert.match(message ?? '', / because no permissions boundary allows the s3:GetObject action$/);
    const all = await sendSigned(account, { service: 's3', target: '/', keys });
    assert.match(all.message ?? '', / with an explicit deny in a permissions boundary$/);
  });

  test('BucketEditor may do a lot in its bucket and nothing elsewhere', async () => {
    const keys = await assume(account, 'BucketEditor');
    const target = '/work-bucket-012345678901';
    assert.equal((await sendSigned(account, { service: 's3', target, keys })).status, 200);
    assert.equal((await read('test/note.txt', keys)).code, 'AccessDenied');
    const put = { service: 's3', method: 'PUT', body: 'x', keys } as const;
    assert.equal((await sendSigned(account, { ...put, target: `${target}/new.txt` })).status, 200);
    assert.equal((await sendSigned(account, { ...put, target: '/other-bucket/new.txt' })).code, 'AccessDenied');
  });

  suite('an identity provider', () => {
    const show = (token: string, role = 'WebIdentityReader') => {
      const given = { Action: 'AssumeRoleWithWebIdentity', RoleArn: arn(role), RoleSessionName: 'web' };
      const headers = { 'content-type': 'application/x-www-form-urlencoded', host: new URL(account.endpoint).host };
      return send(account, 'POST', '/', headers, form({ ...given, WebIdentityToken: token }));
    };

    test('a token is good for keys, without any signature', async () => {
      const answer = await show(account.webIdentityToken({ sub: 'repo:practice/site:ref:refs/tags/v1' }));
      assert.equal(answer.status, 200, answer.body);
      assert.equal(element(answer, 'SubjectFromWebIdentityToken'), 'repo:practice/site:ref:refs/tags/v1');
      const target = '/test-bucket-012345678901?list-type=2';
      assert.equal((await sendSigned(account, { service: 's3', target, keys: keysIn(answer.body) })).status, 200);
    });

    for (const [name, claims, code] of [
      ['an expired one', { exp: 1 }, 'ExpiredTokenException'],
      ['one that never expires', { exp: undefined }, 'ExpiredTokenException'],
      ['another issuer’s', { iss: 'https://login.elsewhere.example' }, 'InvalidIdentityToken'],
      ['another audience’s', { aud: 'somebody-else' }, 'InvalidIdentityToken'],
      ['nobody’s', { sub: undefined }, 'AccessDenied'],
      ['somebody else’s', { sub: 'repo:practice/site2:ref' }, 'AccessDenied'],
    ] as const) {
      test(`refused: ${name}`, async () => assert.equal((await show(account.webIdentityToken(claims))).code, code));
    }

    test('refused: one whose claims were changed', async () => {
      const [header, , signature] = account.webIdentityToken().split('.');
      const [, claims] = account.webIdentityToken({ sub: 'repo:practice/site:changed' }).split('.');
      assert.equal((await show([header, claims, signature].join('.'))).code, 'InvalidIdentityToken');
    });

    test('refused: a role that names no provider', async () =>
      assert.equal((await show(account.webIdentityToken(), 'S3ListBucketOnly')).code, 'AccessDenied'));
  });
});
