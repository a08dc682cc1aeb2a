import assert from 'node:assert/strict';
import { request } from 'node:http';
import { type OneTimeAddress, oneTimeAddress } from '../../src/platform/oneTimeAddress.ts';

const location = 'https://signin.aws.amazon.com/federation?Action=login&SigninToken=not-a-token';

suite('platform/oneTimeAddress', () => {
  let address: OneTimeAddress;

  setup(async () => {
    address = await oneTimeAddress(location);
  });
  teardown(() => address.end());

  const get = (url: string, options: { method?: string; host?: string } = {}) =>
    new Promise<{ status: number; location: string | undefined; cache: string | undefined }>((resolve, reject) => {
      const headers = options.host === undefined ? {} : { Host: options.host };
      request(url, { method: options.method ?? 'GET', headers, agent: false }, (answer) => {
        answer.resume();
        const { location: to, 'cache-control': cache } = answer.headers;
        resolve({ status: answer.statusCode ?? 0, location: to, cache });
      })
        .on('error', reject)
        .end();
    });

  test('leads on once, and then nowhere', async () => {
    assert.deepEqual(await get(address.url), { status: 302, location, cache: 'no-store' });
    assert.equal(await address.used, true);
    await assert.rejects(get(address.url), { code: 'ECONNREFUSED' });
  });

  test('the address tells nothing of where it leads', () => {
    assert.match(address.url, /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/);
  });

  const refused: readonly [
    title: string,
    change: (url: string) => string,
    options?: { method?: string; host?: string },
  ][] = [
    ['no path', (url) => new URL('/', url).href],
    ['half the path', (url) => url.slice(0, -10)],
    ['more than the path', (url) => `${url}x`],
    ['a query', (url) => `${url}?x`],
    ['POST', (url) => url, { method: 'POST' }],
    ['HEAD', (url) => url, { method: 'HEAD' }],
    ['a name that leads here', (url) => url, { host: 'evil.example' }],
    ['a name that begins like the loopback address', (url) => url, { host: '127.0.0.1.evil.example' }],
  ];
  for (const [title, change, options] of refused) {
    test(`refused, and still to be used: ${title}`, async () => {
      const answer = await get(change(address.url), options);
      assert.deepEqual([answer.status, answer.location], [404, undefined]);
      assert.equal((await get(address.url)).status, 302);
    });
  }

  test('by way of a tunnel with another port', async () => {
    assert.equal((await get(address.url, { host: 'localhost:4711' })).status, 302);
  });

  test('ends by itself', async () => {
    const short = await oneTimeAddress(location, 1);
    assert.equal(await short.used, false);
    await assert.rejects(get(short.url), { code: 'ECONNREFUSED' });
  });
});
