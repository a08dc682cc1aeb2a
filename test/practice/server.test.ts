// Nothing that a client sends, leaves out or breaks off ends the practice account; what it does not know it says.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { assume, form, type Keys, type RawRequest, send, sendSigned } from './rawRequest.ts';

suite('practice account: bad requests', function () {
  this.timeout(30_000);
  let account: PracticeAccount;
  let full: Required<Keys>;
  const defects: unknown[] = [];

  suiteSetup(async () => {
    account = await startPracticeAccount({ onDefect: (error) => defects.push(error) });
    full = await assume(account, 'S3Full');
  });
  suiteTeardown(() => account.close());
  teardown(async () => {
    assert.deepEqual(defects.splice(0), []);
    const answer = await sendSigned(account, { service: 'sts', body: form({ Action: 'GetCallerIdentity' }) });
    assert.equal(answer.status, 200, 'it still serves');
  });

  const sts = (body: string, more: Partial<RawRequest> = {}) => sendSigned(account, { service: 'sts', body, ...more });
  const s3 = (target: string, more: Partial<RawRequest> = {}) =>
    sendSigned(account, { service: 's3', target, keys: full, ...more });

  suite('STS', () => {
    const rows: [string, string, number, string, string][] = [
      [
        'an unknown action',
        form({ Action: 'Dance' }),
        400,
        'InvalidAction',
        'Could not find operation Dance for version 2011-06-15',
      ],
      [
        'an action of another object',
        form({ Action: 'constructor' }),
        400,
        'InvalidAction',
        'Could not find operation constructor for version 2011-06-15',
      ],
      [
        'no version',
        'Action=GetCallerIdentity',
        400,
        'InvalidAction',
        'Could not find operation GetCallerIdentity for version NO_VERSION_SPECIFIED',
      ],
      [
        'another version',
        'Action=GetCallerIdentity&Version=2010-05-08',
        400,
        'InvalidAction',
        'Could not find operation GetCallerIdentity for version 2010-05-08',
      ],
      [
        'markup for an action',
        form({ Action: '<b>&' }),
        400,
        'InvalidAction',
        'Could not find operation &lt;b&gt;&amp; for version 2011-06-15',
      ],
      [
        'no action',
        'Version=2011-06-15',
        400,
        'MissingAction',
        'The request is missing an action or a required parameter.',
      ],
      [
        'a parameter twice',
        `${form({ Action: 'GetCallerIdentity' })}&Action=AssumeRole`,
        400,
        'MalformedQueryString',
        'The query string contains a syntax error.',
      ],
      [
        'half a percent sequence',
        `${form({ Action: 'GetCallerIdentity' })}&x=%E3%81`,
        400,
        'InvalidURI',
        "Couldn't parse the specified URI.",
      ],
      [
        'a duration that is no number',
        form({ Action: 'GetSessionToken', DurationSeconds: '1e3' }),
        400,
        'MalformedInput',
        'Invalid integer value: 1e3',
      ],
      [
        'no parameters',
        form({ Action: 'AssumeRole' }),
        400,
        'ValidationError',
        "2 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null; Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null",
      ],
    ];
    for (const [name, body, status, code, message] of rows) {
      test(name, async () => {
        const answer = await sts(body);
        assert.deepEqual([answer.status, answer.code, answer.message], [status, code, message]);
        assert.match(
          answer.body,
          /^<ErrorResponse xmlns="https:\/\/sts.amazonaws.com\/doc\/2011-06-15\/"><Error><Type>Sender</,
        );
      });
    }

    test('a parameter in the query and again in the form', async () => {
      const action = form({ Action: 'GetCallerIdentity' });
      assert.equal((await sts(action, { target: `/?${action}` })).code, 'MalformedQueryString');
    });

    test('a body that is too large', async () => {
      const answer = await sts(`${form({ Action: 'GetCallerIdentity' })}&x=${'x'.repeat(300_000)}`);
      assert.deepEqual([answer.status, answer.code], [413, 'RequestEntityTooLarge']);
    });

    test('another method', async () => {
      assert.equal((await sts('', { method: 'DELETE' })).code, 'MethodNotAllowed');
    });
  });

  suite('S3', () => {
    const bucket = '/test-bucket-012345678901';
    const rows: [string, string, Partial<RawRequest>, number, string][] = [
      ['a bucket that cannot be one', '/No%20Bucket%3C%3E/', {}, 404, 'NoSuchBucket'],
      ['a path that is no text', '/%FF%FE', {}, 400, 'InvalidURI'],
      ['half a percent sequence', `${bucket}/%E3%81`, {}, 400, 'InvalidURI'],
      ['page size that is no number', `${bucket}?list-type=2&max-keys=many`, {}, 400, 'InvalidArgument'],
      ['page size beyond integers', `${bucket}?list-type=2&max-keys=99999999999`, {}, 400, 'InvalidArgument'],
      ['another encoding', `${bucket}?list-type=2&encoding-type=base64`, {}, 400, 'InvalidArgument'],
      ['a version that does not exist', `${bucket}/test.txt?versionId=abc`, {}, 400, 'InvalidArgument'],
      ['an operation on a bucket that is not built', `${bucket}?lifecycle=`, {}, 501, 'NotImplemented'],
      ['an operation on an object that is not built', `${bucket}/test.txt?acl=`, {}, 501, 'NotImplemented'],
      ['posting to the service', '/', { method: 'POST' }, 405, 'MethodNotAllowed'],
      ['an unknown method on an object', `${bucket}/test.txt`, { method: 'OPTIONS' }, 405, 'MethodNotAllowed'],
      ['two signatures', `${bucket}/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256`, {}, 400, 'InvalidArgument'],
      ['creating a bucket', '/new-bucket', { method: 'PUT' }, 404, 'NoSuchBucket'],
      ['deleting a bucket', bucket, { method: 'DELETE' }, 501, 'NotImplemented'],
      ['posting a form', bucket, { method: 'POST' }, 501, 'NotImplemented'],
      ['restoring an object', `${bucket}/test.txt?restore=`, { method: 'POST' }, 501, 'NotImplemented'],
      ['an upload that was never begun', `${bucket}/x?uploadId=x`, {}, 404, 'NoSuchUpload'],
      [
        'a document that is too large',
        `${bucket}?delete=`,
        { method: 'POST', body: 'x'.repeat(3_000_000), headers: { 'content-md5': 'x' } },
        400,
        'MaxMessageLengthExceeded',
      ],
    ];
    for (const [name, target, more, status, code] of rows) {
      test(name, async () => {
        const answer = await s3(target, more);
        assert.deepEqual([answer.status, answer.code], [status, code]);
        assert.match(answer.body, /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>/);
      });
    }

    test('a streamed upload that tells no length is drained and refused', async () => {
      const body = `5;chunk-signature=${'0'.repeat(64)}\r\nhello\r\n0;chunk-signature=${'0'.repeat(64)}\r\n\r\n`;
      const headers = { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', expect: '100-continue' };
      const answer = await s3(`${bucket}/new`, { method: 'PUT', body, headers });
      assert.deepEqual([answer.status, answer.code], [501, 'NotImplemented']);
    });

    test('control characters are written as references', async () => {
      account.put('other-bucket', 'a\u0001\n\u{1f363}<>&"', '');
      const { body } = await s3('/other-bucket?list-type=2');
      assert.match(body, /<Key>a&#x1;&#xA;🍣&lt;&gt;&amp;&quot;<\/Key>/u);
    });
  });

  suite('the wire', () => {
    const raw = (text: string, wait = 200) =>
      new Promise<string>((resolve) => {
        const socket = connect(Number(new URL(account.endpoint).port), '127.0.0.1');
        let answer = '';
        socket.on('data', (data) => {
          answer += data;
        });
        socket.on('error', () => resolve(answer));
        socket.on('close', () => resolve(answer));
        socket.write(text);
        if (wait > 0) setTimeout(() => socket.destroy(), wait);
      });

    test('no HTTP at all', async () => {
      assert.match(await raw('\u0000\u0001garbage\r\n\r\n'), /^HTTP\/1.1 400 Bad Request/);
      assert.match(await raw('GET / HTTP/9.9\r\n\r\n'), /^HTTP\/1.1 400 /);
    });

    test('a target that is no path', async () => {
      assert.match(await raw('GET http://example.com/ HTTP/1.1\r\nHost: x\r\n\r\n'), /InvalidURI/);
      assert.match(await raw('GET * HTTP/1.1\r\nHost: x\r\n\r\n'), /400/);
    });

    test('headers without end', async () => {
      const answer = await raw(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`);
      assert.match(answer, /^(HTTP\/1.1 4|$)/);
    });

    test('a body that is broken off, and one that never comes', async () => {
      await raw('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nAction=');
      await raw('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nAct');
      await raw('GET / HTTP/1.1\r\nHost', 50);
    });

    test('two lengths', async () => {
      assert.match(
        await raw('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
        /^HTTP\/1.1 400 /,
      );
    });

    test('a hundred at once', async () => {
      const all = Array.from({ length: 100 }, () => s3('/test-bucket-012345678901?list-type=2'));
      assert.deepEqual(new Set((await Promise.all(all)).map(({ status }) => status)), new Set([200]));
    });
  });

  test('a port that is taken is an error of the start', async () => {
    const port = Number(new URL(account.endpoint).port);
    await assert.rejects(startPracticeAccount({ port }), { code: 'EADDRINUSE' });
  });

  test('closing ends connections that are held open, and can be done twice', async () => {
    const other = await startPracticeAccount();
    const socket = connect(Number(new URL(other.endpoint).port), '127.0.0.1');
    const ended = new Promise((resolve) => socket.on('close', resolve).on('error', () => {}));
    await new Promise((resolve) => socket.on('connect', resolve));
    await other.close();
    await other.close();
    await ended;
    await assert.rejects(send(other, 'GET', '/', {}), { code: 'ECONNREFUSED' });
  });

  test('keys that S3 would not take cannot be put', () => {
    for (const key of ['', '\ud800', 'x'.repeat(1025)]) assert.throws(() => account.put('other-bucket', key, ''));
    assert.throws(() => account.put('no-such-bucket', 'key', ''));
  });
});
