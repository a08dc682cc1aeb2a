// Links: requests that are signed in their query, made by hand and by the SDK's signer, right, late, long and changed.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { assume, type Keys, type RawAnswer, send, sendSigned } from './rawRequest.ts';

const NOW = Date.parse('2025-03-26T13:30:50Z');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

interface LinkTerms {
  readonly method?: string;
  readonly path?: string;
  readonly keys?: Keys;
  readonly expires?: string;
  readonly time?: number;
  readonly region?: string;
  /** Instead of what is usually there; undefined leaves one out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly signedHeaders?: Readonly<Record<string, string>>;
}

suite('practice account: links', function () {
  this.timeout(30_000);
  let account: PracticeAccount;
  let session: Required<Keys>;
  let now = NOW;
  const defects: unknown[] = [];

  suiteSetup(async () => {
    account = await startPracticeAccount({ now: () => now, onDefect: (error) => defects.push(error) });
    session = await assume(account, 'S3Full', { DurationSeconds: '43200' }, { time: NOW });
  });
  suiteTeardown(() => account.close());
  setup(() => {
    now = NOW;
  });
  teardown(() => assert.deepEqual(defects.splice(0), []));

  /** The target of a link, made from AWS's description of it. */
  function link(terms: LinkTerms = {}): string {
    const { method = 'GET', path = `/${account.bucket}/test.txt`, keys = session, region = account.region } = terms;
    const date = new Date(terms.time ?? NOW).toISOString().replace(/[-:]|\.\d{3}/g, '');
    const scope = `${date.slice(0, 8)}/${region}/s3/aws4_request`;
    const headers: Record<string, string> = { host: new URL(account.endpoint).host, ...terms.signedHeaders };
    const names = Object.keys(headers).sort();
    const query: Record<string, string | undefined> = {
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': `${keys.accessKeyId}/${scope}`,
      'X-Amz-Date': date,
      'X-Amz-Expires': terms.expires ?? '900',
      'X-Amz-SignedHeaders': names.join(';'),
      'X-Amz-Security-Token': keys.sessionToken,
      ...terms.query,
    };
    const pairs = Object.entries(query)
      .flatMap(([name, value]) =>
        value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
      )
      .sort();
    const lines = names.map((name) => `${name}:${headers[name]}`);
    const canonical = [method, path, pairs.join('&'), ...lines, '', names.join(';'), 'UNSIGNED-PAYLOAD'].join('\n');
    const key = scope
      .split('/')
      .reduce<string | Buffer>((made, part) => hmac(made, part), `AWS4${keys.secretAccessKey}`);
    const signature = hmac(key as Buffer, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n'));
    return `${path}?${pairs.join('&')}&X-Amz-Signature=${signature.toString('hex')}`;
  }

  const follow = (target: string, method = 'GET', headers: Record<string, string> = {}, body = '') =>
    send(account, method, target, headers, body);

  async function refusedWith(answer: Promise<RawAnswer>, status: number, code: string, message: string) {
    const found = await answer;
    assert.deepEqual([found.status, found.code, found.message], [status, code, message]);
    return found;
  }

  test('reading, with the keys of a user’s role session', async () => {
    const answer = await follow(link());
    assert.deepEqual([answer.status, answer.body.length], [200, 1002]);
    assert.equal((await follow(link({ method: 'HEAD' }), 'HEAD')).status, 200);
  });

  test('writing, and what was written', async () => {
    const path = '/other-bucket/by%20link/%E5%90%8D%E5%89%8D.txt';
    const put = await follow(link({ method: 'PUT', path }), 'PUT', { 'content-type': 'text/plain' }, 'by a link');
    assert.equal(put.status, 200, put.body);
    const answer = await follow(link({ path, query: { 'response-content-disposition': 'attachment' } }));
    assert.deepEqual([answer.body, answer.headers['content-type']], ['by a link', 'text/plain']);
    assert.equal(answer.headers['content-disposition'], 'attachment');
  });

  test('headers that the link holds, and those that it was signed with', async () => {
    const query = { 'x-amz-meta-from': 'link', 'x-amz-storage-class': 'STANDARD_IA' };
    const path = '/other-bucket/described';
    // A name that begins with another one comes behind it, whatever their lines look like.
    const signedHeaders = { 'x-amz-meta-with': 'header', 'x-amz-meta-with-more': 'b' };
    const put = await follow(link({ method: 'PUT', path, query, signedHeaders }), 'PUT', signedHeaders, 'x');
    assert.equal(put.status, 200, put.body);
    const { headers } = await follow(link({ path, method: 'HEAD' }), 'HEAD');
    assert.deepEqual(
      [headers['x-amz-meta-from'], headers['x-amz-meta-with'], headers['x-amz-storage-class']],
      ['link', 'header', 'STANDARD_IA'],
    );
    const message = 'There were headers present in the request which were not signed';
    await refusedWith(follow(link({ method: 'PUT', path }), 'PUT', signedHeaders, 'x'), 403, 'AccessDenied', message);
  });

  test('a checksum in the link counts', async () => {
    const query = { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-sdk-checksum-algorithm': 'CRC32' };
    const target = link({ method: 'PUT', path: '/other-bucket/checked', query });
    const message = 'The CRC32 you specified did not match the calculated checksum.';
    await refusedWith(follow(target, 'PUT', {}, 'x'), 400, 'BadDigest', message);
    assert.equal((await follow(target, 'PUT')).status, 200);
  });

  test('as the SDK’s signer makes them', async () => {
    const signer = new SignatureV4({
      service: 's3',
      region: account.region,
      credentials: { ...session, sessionToken: session.sessionToken ?? '' },
      sha256: Sha256,
      uriEscapePath: false,
    });
    const host = new URL(account.endpoint).host;
    const unsigned = { method: 'GET', protocol: 'http:', hostname: '127.0.0.1', path: `/${account.bucket}/test.txt` };
    const headers = { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    const { path, query } = await signer.presign(
      { ...unsigned, query: {}, headers },
      { signingDate: new Date(NOW), expiresIn: 60 },
    );
    const answer = await follow(`${path}?${new URLSearchParams(query as Record<string, string>)}`);
    assert.equal(answer.status, 200, answer.body);
  });

  test('until it expires', async () => {
    const target = link({ expires: '60' });
    now = NOW + 60_000;
    assert.equal((await follow(target)).status, 200);
    now = NOW + 60_001;
    const { body } = await refusedWith(follow(target), 403, 'AccessDenied', 'Request has expired');
    assert.match(
      body,
      /<X-Amz-Expires>60<\/X-Amz-Expires><Expires>2025-03-26T13:31:50Z<\/Expires><ServerTime>2025-03-26T13:31:50Z</,
    );
  });

  test('not longer than its session', async () => {
    const target = link({ expires: '604800' });
    now = NOW + 12 * 3_600_000 - 1;
    assert.equal((await follow(target)).status, 200);
    now += 1;
    await refusedWith(follow(target), 400, 'ExpiredToken', 'The provided token has expired.');
  });

  test('not before its time', () =>
    refusedWith(follow(link({ time: NOW + 16 * 60_000 })), 403, 'AccessDenied', 'Request is not valid yet'));

  const malformed: [string, LinkTerms, string][] = [
    [
      'a week and a second',
      { expires: '604801' },
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    ],
    ['less than nothing', { expires: '-1' }, 'X-Amz-Expires must be non-negative'],
    ['no number', { expires: 'soon' }, 'X-Amz-Expires should be a number'],
    [
      'no expiry',
      { query: { 'X-Amz-Expires': undefined } },
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    ],
    [
      'no date',
      { query: { 'X-Amz-Date': 'yesterday' } },
      "X-Amz-Date must be in the ISO8601 Long Format &quot;yyyyMMdd'T'HHmmss'Z'&quot;",
    ],
    [
      'another algorithm',
      { query: { 'X-Amz-Algorithm': 'AWS4-HMAC-MD5' } },
      'X-Amz-Algorithm only supports &quot;AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256&quot;',
    ],
    [
      'half a credential',
      { query: { 'X-Amz-Credential': 'AKIA/20250326' } },
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting &quot;&lt;YOUR-AKID&gt;/YYYYMMDD/REGION/SERVICE/aws4_request&quot;.',
    ],
    [
      'a credential of another day',
      { query: { 'X-Amz-Date': '20250327T000000Z' } },
      'Invalid credential date &quot;20250326&quot;. This date is not the same as X-Amz-Date: &quot;20250327&quot;.',
    ],
    [
      'a credential for another service',
      { query: { 'X-Amz-Credential': 'AKIA/20250326/ap-northeast-1/sts/aws4_request' } },
      'Error parsing the X-Amz-Credential parameter; incorrect service &quot;sts&quot;. This endpoint belongs to &quot;s3&quot;.',
    ],
    [
      'another region',
      { region: 'eu-west-3' },
      "Error parsing the X-Amz-Credential parameter; the region 'eu-west-3' is wrong; expecting 'ap-northeast-1'",
    ],
  ];
  for (const [name, terms, message] of malformed) {
    test(`refused: ${name}`, () => refusedWith(follow(link(terms)), 400, 'AuthorizationQueryParametersError', message));
  }

  const WRONG =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.';

  test('refused: anything of it changed', async () => {
    const target = link();
    const changes: [string, string?][] = [
      [target.replace('test.txt', 'test/note.txt')],
      [target.replace('X-Amz-Expires=900', 'X-Amz-Expires=901')],
      [target.replace('X-Amz-Expires=900', 'X-Amz-Expires=0900')],
      [`${target}&versionId=null`],
      [target.replace(/Signature=./, 'Signature=g')],
      [target.replace('SignedHeaders=host', 'SignedHeaders=date')],
      [target, 'PUT'],
      [target, 'DELETE'],
    ];
    for (const [changed, method] of changes) {
      await refusedWith(follow(changed, method), 403, 'SignatureDoesNotMatch', WRONG);
    }
    assert.equal((await follow(target)).status, 200);
  });

  test('a query that can be no header is none', async () => {
    const query = { 'x-amz-meta-no header\n': 'x', 'x-amz-meta-lines': 'a\r\nb' };
    const path = '/other-bucket/odd-query';
    assert.equal((await follow(link({ method: 'PUT', path, query }), 'PUT', {}, 'x')).status, 200);
    const { status, headers } = await follow(link({ path }));
    assert.deepEqual([status, headers['x-amz-meta-lines']], [200, '=?UTF-8?B?YQ0KYg==?=']);
  });

  test('refused: keys and tokens that are not those', async () => {
    const unknown = 'The AWS Access Key Id you provided does not exist in our records.';
    await refusedWith(
      follow(link({ keys: { ...session, sessionToken: undefined } })),
      403,
      'InvalidAccessKeyId',
      unknown,
    );
    const keys = { accessKeyId: `AKIA${'X'.repeat(16)}`, secretAccessKey: 'x' };
    await refusedWith(follow(link({ keys })), 403, 'InvalidAccessKeyId', unknown);
    const cut = { ...session, sessionToken: session.sessionToken?.slice(1) };
    const invalid = 'The provided token is malformed or otherwise invalid.';
    await refusedWith(follow(link({ keys: cut })), 400, 'InvalidToken', invalid);
  });

  test('refused: a signature in the header as well', async () => {
    const answer = await sendSigned(account, { service: 's3', target: link(), keys: session, time: NOW });
    assert.deepEqual([answer.status, answer.code], [400, 'InvalidArgument']);
  });

  test('refused: a link of signature version 2', async () => {
    const target = `/${account.bucket}/test.txt?AWSAccessKeyId=${session.accessKeyId}&Signature=c2ln&Expires=1742995850`;
    const message = 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.';
    await refusedWith(follow(target), 400, 'InvalidRequest', message);
  });

  test('a link may do what its maker may, and no more', async () => {
    const keys = await assume(account, 'S3ListBucketOnly', {}, { time: NOW });
    const answer = await follow(link({ keys }));
    assert.match(answer.message ?? '', /is not authorized to perform: s3:GetObject on resource/);
    assert.equal((await follow(link({ keys, path: `/${account.bucket}`, query: { 'list-type': '2' } }))).status, 200);
  });
});

class Sha256 {
  #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array);
  }
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}
