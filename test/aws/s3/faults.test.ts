// What a network and a server can do to a listing: a right result, a typed failure or the signal's reason, and no more.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { listPages } from '../../../src/aws/s3/listing.ts';
import { failureOf } from '../../../src/core/failure.ts';

type Act = (socket: Socket, target: string) => void;

const page = (key: string, next?: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult><Name>b</Name>${next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`}<EncodingType>url</EncodingType><IsTruncated>${next !== undefined}</IsTruncated><Contents><Key>${key}</Key><LastModified>2025-03-26T13:30:50.000Z</LastModified><Size>1</Size></Contents></ListBucketResult>`;
const answer = (body: string, status = '200 OK', more = '') =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`;
const error = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message></Error>`;

const say =
  (text: string): Act =>
  (socket) =>
    void socket.write(text);
const last = say(answer(page('z')));
const half = answer(page('a', 't')).slice(0, -60);

suite('aws/s3: faults', function () {
  this.timeout(30_000);
  let server: Server;
  let acts: Act[] = [];
  let asked: string[] = [];
  const sockets = new Set<Socket>();

  setup(async () => {
    asked = [];
    server = createServer((socket) => {
      sockets.add(socket);
      let text = '';
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
        for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
          const target = text.slice(4, text.indexOf(' ', 4));
          text = text.slice(end + 4);
          asked.push(target);
          const [act] = acts.length > 1 ? acts.splice(0, 1) : acts;
          act?.(socket, target);
        }
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  teardown(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  async function list(...wanted: Act[]): Promise<unknown> {
    acts = wanted;
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
    const keys: string[] = [];
    try {
      for await (const entries of listPages(
        { credentials, region: 'us-east-1', endpoint },
        { bucket: 'b', prefix: '' },
      )) {
        keys.push(...entries.map(({ key }) => key));
      }
      return keys.join(' ');
    } catch (thrown) {
      return failureOf(thrown)?.code ?? thrown;
    }
  }

  const rows: Readonly<Record<string, readonly [acts: readonly Act[], expected: string]>> = {
    'reset before the headers, then well': [[(socket) => socket.resetAndDestroy(), last], 'z'],
    'reset in the headers, then well': [[(socket) => void socket.end('HTTP/1.1 200'), last], 'z'],
    'half an answer, then well': [[(socket) => void socket.end(half), last], 'z'],
    'half an answer each time': [[(socket) => void socket.end(half)], 'endpoint-unreachable'],
    'whole by its length, cut in the XML': [[say(answer(page('a').slice(0, -20)))], 'answer-unreadable'],
    'HTML under 200': [[say(answer('<html>Log in</html>'))], 'answer-unreadable'],
    'an error under 200': [[say(answer(error('InternalError')))], 'service-error'],
    'an error under 200, then well': [[say(answer(error('InternalError'))), last], 'z'],
    '503 SlowDown, then well': [[say(answer(error('SlowDown'), '503 Slow Down')), last], 'z'],
    '503 SlowDown each time': [[say(answer(error('SlowDown'), '503 Slow Down'))], 'throttled'],
    '500, 429, then well': [[say(answer(error('InternalError'), '500 Oops')), say(answer('', '429 Many')), last], 'z'],
    '403': [[say(answer(error('AccessDenied'), '403 Forbidden'))], 'denied'],
    'the token ends in mid-listing': [
      [say(answer(page('a', 't'))), say(answer(error('ExpiredToken'), '400 Bad Request'))],
      'session-expired',
    ],
    'another region, told once': [[say(answer('', '301 Moved', 'x-amz-bucket-region: eu-west-1\r\n')), last], 'z'],
    'another region each time': [
      [say(answer(error('PermanentRedirect'), '301 Moved', 'x-amz-bucket-region: eu-west-1\r\n'))],
      'bucket-elsewhere',
    ],
    'a region that is no region': [
      [say(answer(error('PermanentRedirect'), '301 Moved', 'x-amz-bucket-region: evil.example/\r\n'))],
      'bucket-elsewhere',
    ],
    'a token that comes again': [[say(answer(page('a', 't')))], 'answer-unreadable'],
    'byte by byte': [
      [
        (socket) => {
          const text = answer(page('slow'));
          const next = (at: number) => {
            if (at < text.length && socket.write(text[at] ?? '')) setImmediate(next, at + 1);
          };
          next(0);
        },
      ],
      'slow',
    ],
    'no HTTP at all': [[(socket) => void socket.end('SSH-2.0-OpenSSH\r\n')], 'endpoint-unreachable'],
    'too much': [
      [(socket) => void socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n${'x'.repeat(17_000_000)}`)],
      'service-error',
    ],
  };
  for (const [name, [wanted, expected]] of Object.entries(rows)) {
    test(`${name}: ${expected}`, async () => assert.equal(await list(...wanted), expected));
  }

  test('a clock that is off is set by what S3 says, and once', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    assert.equal(
      await list(say(answer(error('RequestTimeTooSkewed'), '403 Forbidden', `Date: ${date}\r\n`)), last),
      'z',
    );
    assert.equal(asked.length, 2);
  });
});
