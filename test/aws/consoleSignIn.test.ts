import assert from 'node:assert/strict';
import { consoleSignIn, consoleSite, destinationUrl } from '../../src/aws/consoleSignIn.ts';
import { failureOf } from '../../src/core/failure.ts';

const site = consoleSite('aws') ?? assert.fail();
const keys = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'a/b+c=', sessionToken: 'token+/=' };

suite('aws/consoleSignIn', () => {
  for (const [partition, federation, host, takesPost] of [
    ['aws', 'https://signin.aws.amazon.com/federation', 'console.aws.amazon.com', true],
    ['aws-cn', 'https://signin.amazonaws.cn/federation', 'console.amazonaws.cn', true],
    ['aws-us-gov', 'https://signin.amazonaws-us-gov.com/federation', 'console.amazonaws-us-gov.com', false],
    ['aws-eusc', 'https://signin.amazonaws-eusc.eu/federation', 'console.amazonaws-eusc.eu', false],
  ] as const) {
    test(`partition ${partition}`, () => {
      assert.deepEqual(consoleSite(partition), { federationUrl: federation, host, takesPost });
    });
  }
  for (const partition of ['aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'nowhere', 'toString']) {
    test(`partition ${partition}: no public address`, () => assert.equal(consoleSite(partition), undefined));
  }

  const home = 'https://console.aws.amazon.com/';
  for (const [wanted, url] of [
    [undefined, `${home}?region=eu-west-1`],
    ['', `${home}?region=eu-west-1`],
    ['s3/buckets/my-bucket?prefix=a%2Fb', `${home}s3/buckets/my-bucket?prefix=a%2Fb&region=eu-west-1`],
    ['/s3/home?region=us-east-1', `${home}s3/home?region=us-east-1`],
    ['https://s3.console.aws.amazon.com/s3/home', 'https://s3.console.aws.amazon.com/s3/home?region=eu-west-1'],
    ['//evil.example/x', `${home}evil.example/x?region=eu-west-1`],
    ['https://evil.example/', undefined],
    ['https://console.aws.amazon.com.evil.example/', undefined],
    ['https://evilconsole.aws.amazon.com/', undefined],
    ['https://console.aws.amazon.com@evil.example/', undefined],
    ['https://user@console.aws.amazon.com/', undefined],
    ['https://console.aws.amazon.com:8443/', undefined],
    ['http://console.aws.amazon.com/', undefined],
    ['javascript:alert(1)', undefined],
    ['https://', undefined],
  ] as const) {
    test(`destination ${wanted}: ${url}`, () => assert.equal(destinationUrl(site, 'eu-west-1', wanted), url));
  }

  for (const takesPost of [true, false]) {
    test(`keys go to the federation endpoint in the ${takesPost ? 'body' : 'address, where it takes no body'}`, async () => {
      const asked: { readonly url: string; readonly form?: string }[] = [];
      await consoleSignIn({ ...site, takesPost }, keys, 'x', async (question) => {
        asked.push(question);
        return { status: 200, text: '{"SigninToken":"t"}' };
      });
      const [{ url, form } = assert.fail()] = asked;
      assert.equal(asked.length, 1);
      const [address, query] = url.split('?');
      assert.equal(address, site.federationUrl);
      assert.equal(query === undefined, takesPost);
      const { Session = '', ...fields } = Object.fromEntries(new URLSearchParams(form ?? query));
      assert.deepEqual(fields, { Action: 'getSigninToken', SessionType: 'json' });
      assert.deepEqual(JSON.parse(Session), {
        sessionId: 'ASIAEXAMPLE',
        sessionKey: 'a/b+c=',
        sessionToken: 'token+/=',
      });
    });
  }

  test('the token goes into the address, and no key', async () => {
    const url = await consoleSignIn(site, keys, 'https://console.aws.amazon.com/?region=eu-west-1', async () => ({
      status: 200,
      text: '{"SigninToken":"sign+in/token="}',
    }));
    const login = new URL(url);
    assert.equal(login.origin + login.pathname, site.federationUrl);
    assert.deepEqual(Object.fromEntries(login.searchParams), {
      Action: 'login',
      Issuer: 'Rolecall',
      Destination: 'https://console.aws.amazon.com/?region=eu-west-1',
      SigninToken: 'sign+in/token=',
    });
    assert.doesNotMatch(url, /ASIA|a%2Fb/);
  });

  const failing: readonly [title: string, answer: () => { status: number; text: string }, code: string][] = [
    ['a session that has ended', () => ({ status: 400, text: 'Token Expired' }), 'session-expired'],
    ['HTML', () => ({ status: 200, text: '<html>' }), 'answer-unreadable'],
    ['no token', () => ({ status: 200, text: '{}' }), 'answer-unreadable'],
    ['an empty token', () => ({ status: 200, text: '{"SigninToken":""}' }), 'answer-unreadable'],
    ['null', () => ({ status: 200, text: 'null' }), 'answer-unreadable'],
    ['an error of the service', () => ({ status: 503, text: '' }), 'answer-unreadable'],
    [
      'no network',
      () => {
        throw Object.assign(new Error(`connect to ?Session=${keys.secretAccessKey}`), { code: 'ENOTFOUND' });
      },
      'endpoint-unreachable',
    ],
  ];
  for (const [title, answer, code] of failing) {
    test(`${title}: ${code}, and no secret in it`, async () => {
      await assert.rejects(
        consoleSignIn(site, keys, 'x', async () => answer()),
        (error: Error) => {
          assert.equal(failureOf(error)?.code, code);
          assert.doesNotMatch(JSON.stringify([failureOf(error), error.message, String(error.cause)]), /a\/b|token\+/);
          return true;
        },
      );
    });
  }

  test('a user’s own keys do not open the console', async () => {
    const { sessionToken: _, ...lasting } = keys;
    await assert.rejects(
      consoleSignIn(site, lasting, 'x', async () => assert.fail()),
      (error) => {
        assert.deepEqual(failureOf(error), { code: 'console-needs-role' });
        return true;
      },
    );
  });
});
