// Nothing gets a credential out of the endpoint but its own token, sent as the clients send it; and whatever was tried, the
// right client is served afterwards.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type CredentialEndpoint, startCredentialEndpoint } from '../../src/endpoint/credentialEndpoint.ts';
import { bodyOf, exchange, openConnection, statusOf } from './rawConnection.ts';

const credentials = {
  accessKeyId: 'ASIAEXAMPLEEXAMPLE00',
  secretAccessKey: 'made-up-secret-of-the-session',
  sessionToken: 'made-up-token-of-the-session',
  expiration: Date.parse('2025-03-26T14:30:50Z'),
};
const answered = {
  AccessKeyId: credentials.accessKeyId,
  SecretAccessKey: credentials.secretAccessKey,
  Token: credentials.sessionToken,
  Expiration: '2025-03-26T14:30:50Z',
};
const hour = 60 * 60_000;

/** What an attacker knows or has. */
interface Known {
  readonly port: number;
  readonly token: string;
  readonly revoked: string;
  /** Issued a day ago. */
  readonly ended: string;
  /** Issued by the endpoint of another window. */
  readonly foreign: string;
  readonly id: string;
}

interface Attack {
  readonly line?: string;
  /** Instead of the Host and Authorization that would be right. */
  readonly headers?: readonly string[];
  readonly behind?: string;
}

/** `closed`: the connection ended without an answer. */
type Outcome = number | 'closed';

const host = ({ port }: Known) => `Host: 127.0.0.1:${port}`;
const authorization = ({ token }: Known) => `Authorization: ${token}`;

const withToken = (pick: (known: Known) => string) => (known: Known) => ({
  headers: [host(known), `Authorization: ${pick(known)}`],
});
const withHeaders =
  (...more: string[]) =>
  (known: Known) => ({ headers: [host(known), authorization(known), ...more] });
const withHost = (pick: (known: Known) => readonly string[]) => (known: Known) => ({
  headers: [...pick(known), authorization(known)],
});
const withLine = (line: string) => () => ({ line });
const method = (name: string) => withLine(`${name} /credentials HTTP/1.1`);
const path = (target: string) => withLine(`GET ${target} HTTP/1.1`);

const attacks: readonly (readonly [title: string, attack: (known: Known) => Attack, outcome: Outcome])[] = [
  ['no token', (known) => ({ headers: [host(known)] }), 401],
  ['an empty token', withToken(() => ''), 401],
  ['a wrong token', withToken(() => 'A'.repeat(43)), 401],
  ['the token without its last character', withToken(({ token }) => token.slice(0, -1)), 401],
  ['the first character of the token', withToken(({ token }) => token.slice(0, 1)), 401],
  ['the token and one more character', withToken(({ token }) => `${token}A`), 401],
  ['the token twice', withToken(({ token }) => `${token}, ${token}`), 401],
  [
    'the token in two headers',
    (known) => ({ headers: [host(known), authorization(known), authorization(known)] }),
    401,
  ],
  ['the token behind a wrong one', withHeaders('Authorization: wrong'), 401],
  ['the token in lower case', withToken(({ token }) => token.toLowerCase()), 401],
  ['the token in upper case', withToken(({ token }) => token.toUpperCase()), 401],
  ['the token in quotes', withToken(({ token }) => `"${token}"`), 401],
  ['the token with a NUL behind it', withToken(({ token }) => `${token}\0`), 400],
  ['a scheme before the token', withToken(({ token }) => `Bearer ${token}`), 401],
  ['a scheme in lower case', withToken(({ token }) => `bearer ${token}`), 401],
  ['a scheme in upper case', withToken(({ token }) => `BASIC ${token}`), 401],
  ['a token of another window', withToken(({ foreign }) => foreign), 401],
  ['a revoked token', withToken(({ revoked }) => revoked), 401],
  ['a token of yesterday', withToken(({ ended }) => ended), 401],
  ['what is kept of the token', withToken(({ id }) => id), 401],
  [
    'the token in the query',
    ({ port, token }) => ({ line: `GET /credentials?token=${token} HTTP/1.1`, headers: [`Host: 127.0.0.1:${port}`] }),
    404,
  ],
  ['the token in a cookie', (known) => ({ headers: [host(known), `Cookie: Authorization=${known.token}`] }), 401],
  ['the token for a proxy', (known) => ({ headers: [host(known), `Proxy-Authorization: ${known.token}`] }), 401],

  ['POST', method('POST'), 405],
  ['PUT', method('PUT'), 405],
  ['DELETE', method('DELETE'), 405],
  ['HEAD', method('HEAD'), 405],
  ['OPTIONS', method('OPTIONS'), 405],
  ['TRACE', method('TRACE'), 405],
  ['get in lower case', method('get'), 400],
  ['CONNECT', ({ port }) => ({ line: `CONNECT 127.0.0.1:${port} HTTP/1.1` }), 405],
  ['an override of the method', withHeaders('X-HTTP-Method-Override: POST', 'Origin: null'), 403],

  ['the root', path('/'), 404],
  ['two slashes', path('//credentials'), 404],
  ['a slash behind', path('/credentials/'), 404],
  ['a query', path('/credentials?'), 404],
  ['a fragment', path('/credentials#'), 404],
  ['an encoded letter', path('/%63redentials'), 404],
  ['upper case', path('/Credentials'), 404],
  ['a way up', path('/x/../credentials'), 404],
  ['a way up to files', path('/../../etc/passwd'), 404],
  ['an encoded way up', path('/x/%2e%2e/credentials'), 404],
  ['an absolute form', ({ port }) => ({ line: `GET http://127.0.0.1:${port}/credentials HTTP/1.1` }), 404],
  ['an absolute form of another host', path('http://rebound.example/credentials'), 404],
  ['an asterisk', path('*'), 404],
  ['a path without a slash', path('credentials'), 400],

  ['another name for this machine', withHost(({ port }) => [`Host: rebound.example:${port}`]), 403],
  ['no port', withHost(() => ['Host: 127.0.0.1']), 403],
  ['another port', withHost(() => ['Host: 127.0.0.1:80']), 403],
  ['another loopback address', withHost(({ port }) => [`Host: 127.0.0.2:${port}`]), 403],
  ['the address of all', withHost(({ port }) => [`Host: 0.0.0.0:${port}`]), 403],
  ['the address as a number', withHost(({ port }) => [`Host: 2130706433:${port}`]), 403],
  ['a name that ends in a dot', withHost(({ port }) => [`Host: localhost.:${port}`]), 403],
  ['a name that begins right', withHost(({ port }) => [`Host: 127.0.0.1:${port}.rebound.example`]), 403],
  ['a user before the host', withHost(({ port }) => [`Host: x@127.0.0.1:${port}`]), 403],
  ['no host', withHost(() => []), 403],
  ['an empty host', withHost(() => ['Host:']), 403],
  ['two hosts', withHost((known) => [host(known), 'Host: rebound.example']), 403],
  ['two hosts, the right one last', withHost((known) => ['Host: rebound.example', host(known)]), 403],

  ['a page', withHeaders('Origin: https://rebound.example'), 403],
  ['a page of a file', withHeaders('Origin: null'), 403],
  [
    'a page of this address',
    ({ port, ...known }) => withHeaders(`Origin: http://127.0.0.1:${port}`)({ port, ...known }),
    403,
  ],
  ['an empty origin', withHeaders('Origin:'), 403],
  ['what a browser fetches', withHeaders('Sec-Fetch-Mode: no-cors'), 403],
  ['what a browser opens', withHeaders('sec-fetch-site: none'), 403],
  ['a page that was left', withHeaders('Referer: https://rebound.example/'), 403],
  ['through a proxy', withHeaders('X-Forwarded-For: 127.0.0.1'), 403],
  ['through a proxy for another host', withHeaders('X-Forwarded-Host: rebound.example'), 403],
  ['through a proxy that says so', withHeaders('Via: 1.1 proxy'), 403],
  ['an origin behind two thousand headers', withHeaders(...Array(2_000).fill('a:'), 'Origin: null'), 403],

  ['a body', (known) => ({ ...withHeaders('Content-Length: 2')(known), behind: '{}' }), 400],
  ['a body in chunks', (known) => ({ ...withHeaders('Transfer-Encoding: chunked')(known), behind: '0\r\n\r\n' }), 400],
  ['a body that is asked about', withHeaders('Content-Length: 2', 'Expect: 100-continue'), 400],
  ['an expectation', withHeaders('Expect: credentials'), 400],
  ['two lengths', withHeaders('Content-Length: 0', 'Content-Length: 5'), 400],
  ['a length and chunks', withHeaders('Content-Length: 4', 'Transfer-Encoding: chunked'), 400],
  ['chunks in disguise', withHeaders('Transfer-Encoding: xchunked'), 400],
  ['a header that goes on below', withHeaders('X-A: b', ' c'), 400],
  ['a header without a colon', withHeaders('nonsense'), 400],
  ['space before a colon', (known) => ({ headers: [host(known), `Authorization : ${known.token}`] }), 400],
  ['large headers', withHeaders(`X-Large: ${'x'.repeat(20_000)}`), 431],
  ['a large path', path(`/${'x'.repeat(20_000)}`), 431],

  ['HTTP/1.0', withLine('GET /credentials HTTP/1.0'), 505],
  ['HTTP/1.0 without a host', (known) => ({ line: 'GET /credentials HTTP/1.0', headers: [authorization(known)] }), 403],
  ['HTTP/0.9', withLine('GET /credentials'), 505],
  ['HTTP/2', () => ({ line: 'PRI * HTTP/2.0', headers: [], behind: 'SM\r\n\r\n' }), 400],
  ['TLS', () => ({ line: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', headers: [] }), 400],
];

suite('credential endpoint: attacks', function () {
  this.timeout(60_000);
  let now = Date.parse('2025-03-25T13:00:00Z');
  let endpoint: CredentialEndpoint;
  let known: Known;
  /** How often a session was asked for. */
  let grants = 0;
  const defects: unknown[] = [];

  const start = async (): Promise<CredentialEndpoint> => {
    const started = await startCredentialEndpoint({
      grantFor: () => {
        grants += 1;
        return { kind: 'granted', credentials };
      },
      now: () => now,
      onDefect: (error) => defects.push(error),
    });
    assert.equal(started.kind, 'started');
    return started.endpoint;
  };
  const send = ({ line = 'GET /credentials HTTP/1.1', headers, behind = '' }: Attack) => {
    const lines = [line, ...(headers ?? [host(known), authorization(known)])];
    return exchange(known.port, `${lines.join('\r\n')}\r\n\r\n${behind}`);
  };
  const isServed = async () => {
    const answer = await send({});
    assert.deepEqual([statusOf(answer), JSON.parse(bodyOf(answer))], [200, answered], 'the right client is served');
  };
  /** A firewall may answer nothing at all. */
  const canReach = (address: string) =>
    new Promise<boolean>((resolve) => {
      const socket = connect({ port: known.port, host: address, timeout: 5_000 });
      const end = (isReached: boolean) => {
        socket.destroy();
        resolve(isReached);
      };
      socket.once('connect', () => end(true));
      socket.once('error', () => end(false));
      socket.once('timeout', () => end(false));
    });
  const givesNothing = (answer: string) => {
    for (const part of [...Object.values(answered), known.token, known.id]) {
      assert.ok(!answer.includes(part) && !answer.includes(part.slice(4, 20)), 'nothing is given away');
    }
  };

  suiteSetup(async () => {
    const other = await start();
    endpoint = await start();
    const ended = endpoint.issueToken('terminal').token;
    now += 24 * hour;
    const revoked = endpoint.issueToken('terminal');
    endpoint.revoke(revoked.record.id);
    const { token, record } = endpoint.issueToken('terminal');
    const foreign = other.issueToken('terminal').token;
    await other.close();
    known = { port: Number(new URL(endpoint.url).port), token, revoked: revoked.token, ended, foreign, id: record.id };
  });
  suiteTeardown(() => endpoint.close());
  setup(isServed);
  teardown(async () => {
    await isServed();
    assert.deepEqual(defects.splice(0), []);
  });

  for (const [title, attack, outcome] of attacks) {
    test(title, async () => {
      const answer = await send(attack(known));
      assert.equal(statusOf(answer), outcome);
      givesNothing(answer);
      assert.match(answer, /cache-control: no-store/i);
      if (title === 'HEAD') return;
      const { code, message, ...capitals } = JSON.parse(bodyOf(answer));
      assert.deepEqual(capitals, { Code: code, Message: message });
    });
  }

  test('the answer to the right client is stored nowhere and ends the connection', async () => {
    const [head = ''] = (await send({})).split('\r\n\r\n');
    const names = head
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(':')[0]?.toLowerCase());
    assert.deepEqual(names.sort(), [
      'cache-control',
      'connection',
      'content-length',
      'content-type',
      'date',
      'x-content-type-options',
    ]);
    assert.match(head, /^Connection: close$/m);
    assert.match(head, /^Cache-Control: no-store$/m);
  });

  test('by another address of this machine nothing can be reached', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ address }) => address !== '127.0.0.1')
      .map(({ address, scopeid }) => (scopeid ? `${address}%${scopeid}` : address));
    // Elsewhere the loopback interface has one address.
    if (process.platform === 'linux') others.push('127.0.0.2');
    for (const address of [...others, '::1']) assert.equal(await canReach(address), false, address);
    assert.equal(await canReach('127.0.0.1'), true);
  });

  test('localhost is this machine too', async () => {
    assert.equal(statusOf(await send({ headers: [`Host: localhost:${known.port}`, authorization(known)] })), 200);
  });

  test('a second request behind a refused one', async () => {
    const right = `GET /credentials HTTP/1.1\r\n${host(known)}\r\n${authorization(known)}\r\n\r\n`;
    const answer = await send({ line: 'GET / HTTP/1.1', behind: right });
    assert.equal(statusOf(answer), 404);
    givesNothing(answer);
  });

  test('a hundred requests on one connection get one answer', async () => {
    const right = `GET /credentials HTTP/1.1\r\n${host(known)}\r\n${authorization(known)}\r\n\r\n`;
    const before = grants;
    const answer = await exchange(known.port, right.repeat(100));
    assert.deepEqual([answer.match(/HTTP\/1\.1/g)?.length, grants - before], [1, 1]);
  });

  const halves: readonly (readonly [title: string, sent: (known: Known) => string])[] = [
    ['nothing', () => ''],
    ['half a line', () => 'GET /cred'],
    ['headers without an end', (of) => `GET /credentials HTTP/1.1\r\n${host(of)}\r\n${authorization(of)}\r\n`],
    ['a body that does not come', (of) => `GET /credentials HTTP/1.1\r\n${host(of)}\r\nContent-Length: 9\r\n\r\n`],
  ];
  test('half open, at once since each is waited for: none gets anything', async () => {
    await Promise.all(
      halves.map(async ([title, sent]) => {
        const started = performance.now();
        const { socket, ended } = openConnection(known.port);
        socket.write(sent(known));
        givesNothing(await ended);
        assert.ok(performance.now() - started < 10_000, title);
      }),
    );
  });

  test('a byte at a time', async () => {
    const { socket, ended } = openConnection(known.port);
    const right = `GET /credentials HTTP/1.1\r\n${host(known)}\r\nX-Slow: `;
    let sent = 0;
    const timer = setInterval(() => socket.write(right[sent++] ?? 'x'), 100);
    givesNothing(await ended);
    clearInterval(timer);
  });

  test('five hundred connections that say nothing do not keep the right client waiting', async () => {
    const silent = Array.from({ length: 500 }, () => openConnection(known.port));
    await Promise.all(
      silent.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))),
    );
    await isServed();
    for (const { socket } of silent) socket.destroy();
  });

  test('five hundred clients at once', async () => {
    const answers = await Promise.all(Array.from({ length: 500 }, () => send({ headers: [host(known)] })));
    for (const answer of answers) {
      assert.ok([401, 'closed'].includes(statusOf(answer)));
      givesNothing(answer);
    }
  });
});
