import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Grant, GrantFor } from '../../src/endpoint/answer.ts';
import { type CredentialEndpoint, startCredentialEndpoint } from '../../src/endpoint/credentialEndpoint.ts';
import { type EndpointState, readEndpointState } from '../../src/endpoint/state.ts';

const minute = 60_000;
const hour = 60 * minute;
const noon = Date.parse('2025-03-26T12:00:00Z');

const granted = (name: string, minutes: number): Grant => ({
  kind: 'granted',
  credentials: {
    accessKeyId: `ASIA${name}`,
    secretAccessKey: 'made-up-secret',
    sessionToken: 'made-up-token',
    expiration: noon + minutes * minute + 999,
  },
});
const never = new Promise<Grant>(() => {});
const broken = () => Promise.reject(new Error('made-up-secret'));

suite('credential endpoint', function () {
  this.timeout(30_000);
  let now = noon;
  let grantFor: GrantFor = () => granted('HELD', 60);
  let endpoint: CredentialEndpoint;
  const defects: unknown[] = [];
  const open: CredentialEndpoint[] = [];

  const start = async (state?: EndpointState) => {
    const started = await startCredentialEndpoint({
      ...(state && { state }),
      grantFor: (token, wanted) => grantFor(token, wanted),
      now: () => now,
      onDefect: (error) => defects.push(error),
    });
    if (started.kind === 'started') open.push(started.endpoint);
    return started;
  };
  const mustStart = async (state?: EndpointState) => {
    const started = await start(state);
    assert.equal(started.kind, 'started');
    return started.endpoint;
  };
  const ask = async (token: string, { url } = endpoint): Promise<[status: number, body: Record<string, string>]> => {
    // Not `fetch`, which sends a browser's headers.
    const { get } = await import('node:http');
    const request = get(url, { headers: { authorization: token }, agent: false });
    const [response] = await once(request, 'response');
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    return [response.statusCode, JSON.parse(Buffer.concat(chunks).toString('utf8'))];
  };
  const whoGets = async (token: string) => {
    const [status, body] = await ask(token);
    return status === 200 ? body.AccessKeyId : body.code;
  };

  setup(async () => {
    now = noon;
    grantFor = () => granted('HELD', 60);
    endpoint = await mustStart();
  });
  teardown(async () => {
    await Promise.all(open.splice(0).map((each) => each.close()));
    assert.deepEqual(defects.splice(0), []);
  });

  test('hands out what a container’s endpoint hands out', async () => {
    assert.deepEqual(await ask(endpoint.issueToken('current').token), [
      200,
      {
        AccessKeyId: 'ASIAHELD',
        SecretAccessKey: 'made-up-secret',
        Token: 'made-up-token',
        Expiration: '2025-03-26T13:00:00Z',
      },
    ]);
  });

  test('each token gets what it is bound to', async () => {
    grantFor = ({ binding }) => granted(binding, 60);
    const [pinned, following] = [endpoint.issueToken('PINNED'), endpoint.issueToken('CURRENT')];
    assert.deepEqual([await whoGets(pinned.token), await whoGets(following.token)], ['ASIAPINNED', 'ASIACURRENT']);
  });

  test('follows who is current', async () => {
    const { token } = endpoint.issueToken('current');
    const before = await whoGets(token);
    grantFor = () => granted('NEXT', 60);
    assert.deepEqual([before, await whoGets(token)], ['ASIAHELD', 'ASIANEXT']);
  });

  const rows: readonly (readonly [
    title: string,
    held: Grant | Promise<Grant>,
    renewed: () => Grant | Promise<Grant>,
    got: string,
  ])[] = [
    ['more than 15 minutes', granted('HELD', 15), () => granted('RENEWED', 60), 'ASIAHELD'],
    ['less than 15 minutes', granted('HELD', 14), () => granted('RENEWED', 60), 'ASIARENEWED'],
    [
      'less than 15 minutes, renewed within the deadline',
      granted('HELD', 14),
      async () => granted('RENEWED', 60),
      'ASIARENEWED',
    ],
    ['less than 15 minutes, and the renewal is late', granted('HELD', 14), () => never, 'ASIAHELD'],
    [
      'less than 15 minutes, and nobody can renew it',
      granted('HELD', 14),
      () => ({ kind: 'refused', reason: 'person-needed' }),
      'ASIAHELD',
    ],
    ['a last moment', granted('HELD', 0), () => never, 'ASIAHELD'],
    ['expired', granted('HELD', -1), () => ({ kind: 'refused', reason: 'person-needed' }), 'ExpiredToken'],
    ['expired, and renewed at once', granted('HELD', -1), () => granted('RENEWED', 60), 'ASIARENEWED'],
    ['expired, and the renewal is late', granted('HELD', -1), () => never, 'ExpiredToken'],
    ['a renewal that is over already', granted('HELD', 1), () => granted('RENEWED', -1), 'ExpiredToken'],
    ['nobody', { kind: 'refused', reason: 'no-identity' }, () => granted('RENEWED', 60), 'NoRole'],
    ['expired, says the holder', { kind: 'refused', reason: 'session-expired' }, () => never, 'ExpiredToken'],
    ['a person is needed', { kind: 'refused', reason: 'person-needed' }, () => never, 'PersonNeeded'],
    ['keys without a session', { kind: 'refused', reason: 'no-session' }, () => never, 'NoSession'],
    ['not there', { kind: 'refused', reason: 'unavailable' }, () => never, 'Unavailable'],
    ['late', never, () => granted('RENEWED', 60), 'NotReady'],
  ];
  for (const [title, held, renewed, got] of rows) {
    test(`held: ${title}`, async () => {
      grantFor = (_, wanted) => (wanted === 'held' ? held : renewed());
      assert.equal(await whoGets(endpoint.issueToken('current').token), got);
    });
  }

  test('an error of the holder is a defect, and its message stays here', async () => {
    const { token } = endpoint.issueToken('current');
    grantFor = broken;
    const [status, body] = await ask(token);
    assert.deepEqual([status, body.code], [500, 'InternalError']);
    assert.ok(!JSON.stringify(body).includes('made-up-secret'));
    assert.equal(defects.splice(0).length, 1);
  });

  test('an error while renewing leaves what is held', async () => {
    grantFor = (_, wanted) => (wanted === 'held' ? granted('HELD', 5) : broken());
    assert.equal(await whoGets(endpoint.issueToken('current').token), 'ASIAHELD');
    assert.equal(defects.splice(0).length, 1);
  });

  suite('tokens', () => {
    test('are 256 random bits that a header and an environment can hold', () => {
      const tokens = new Set(Array.from({ length: 100 }, () => endpoint.issueToken('current').token));
      assert.equal(tokens.size, 100);
      for (const token of tokens) assert.match(token, /^[\w-]{43}$/);
    });

    test('are found by themselves and by nothing else', () => {
      const { token, record } = endpoint.issueToken('pinned');
      assert.deepEqual(endpoint.find(token), record);
      assert.deepEqual(record, { id: record.id, binding: 'pinned', issuedAt: noon });
      assert.equal(endpoint.find(record.id), undefined);
      assert.equal(endpoint.find(''), undefined);
    });

    test('end one by one, and all at once', async () => {
      const [first, second, third] = [1, 2, 3].map(() => endpoint.issueToken('current'));
      assert.ok(first && second && third);
      endpoint.revoke(first.record.id);
      endpoint.revoke('unknown');
      assert.deepEqual([await whoGets(first.token), await whoGets(second.token)], ['TokenRefused', 'ASIAHELD']);
      endpoint.revokeAll();
      assert.deepEqual([await whoGets(second.token), await whoGets(third.token)], ['TokenRefused', 'TokenRefused']);
    });

    const ages: readonly (readonly [title: string, age: number, good: boolean])[] = [
      ['a moment before a day is over', 24 * hour - 1, true],
      ['after a day', 24 * hour, false],
      ['with a clock that was set back by little', -5 * minute, true],
      ['with a clock that was set back by more', -5 * minute - 1, false],
    ];
    for (const [title, age, good] of ages) {
      test(`${good ? 'good' : 'not good'} ${title}`, () => {
        const { token } = endpoint.issueToken('current');
        now += age;
        assert.equal(endpoint.find(token) !== undefined, good);
        assert.equal(endpoint.exportState().tokens.length, good ? 1 : 0);
      });
    }
  });

  suite('after a reload', () => {
    const reload = async () => {
      const state = readEndpointState(JSON.parse(JSON.stringify(endpoint.exportState())));
      await endpoint.close();
      return state;
    };

    test('the same port and the same tokens go on', async () => {
      grantFor = ({ binding }) => granted(binding, 60);
      const { token, record } = endpoint.issueToken('PINNED');
      const revoked = endpoint.issueToken('PINNED');
      endpoint.revoke(revoked.record.id);
      const { url } = endpoint;
      endpoint = await mustStart(await reload());
      assert.equal(endpoint.url, url);
      assert.deepEqual(endpoint.find(token), record);
      assert.deepEqual([await whoGets(token), await whoGets(revoked.token)], ['ASIAPINNED', 'TokenRefused']);
    });

    test('a token ends a day after it was issued', async () => {
      const { token } = endpoint.issueToken('current');
      now += 23 * hour;
      endpoint = await mustStart(await reload());
      assert.ok(endpoint.find(token));
      now += hour;
      assert.equal(endpoint.find(token), undefined);
    });

    test('the state tells no token', () => {
      const { token } = endpoint.issueToken('current');
      assert.ok(!JSON.stringify(endpoint.exportState()).includes(token));
    });

    test('a port that another has is said', async () => {
      const state = await reload();
      assert.ok(state);
      const other = createServer().listen(state.port, '127.0.0.1');
      await once(other, 'listening');
      assert.deepEqual(await start(state), { kind: 'port-taken', port: state.port });
      other.close();
      await once(other, 'close');
    });

    test('a port that another window’s endpoint has is said', async () => {
      assert.equal((await start(endpoint.exportState())).kind, 'port-taken');
    });

    test('closing twice is closing once', async () => {
      await endpoint.close();
      await endpoint.close();
    });
  });

  const whole = { version: 1, port: 40_000, tokens: [{ id: 'ab'.repeat(32), binding: 'current', issuedAt: noon }] };
  const record = whole.tokens[0];
  const states: readonly (readonly [title: string, value: unknown])[] = [
    ['nothing', undefined],
    ['null', null],
    ['text', '{"version":1}'],
    ['a list', []],
    ['nothing in it', {}],
    ['another version', { ...whole, version: 2 }],
    ['no port', { ...whole, port: undefined }],
    ['port 0', { ...whole, port: 0 }],
    ['a low port', { ...whole, port: 80 }],
    ['a port that is none', { ...whole, port: 65_536 }],
    ['half a port', { ...whole, port: 40_000.5 }],
    ['a port in text', { ...whole, port: '40000' }],
    ['no tokens', { ...whole, tokens: undefined }],
    ['tokens that are no list', { ...whole, tokens: { length: 1 } }],
    ['a token that is none', { ...whole, tokens: [null] }],
    ['a short digest', { ...whole, tokens: [{ ...record, id: 'ab' }] }],
    ['a digest in capitals', { ...whole, tokens: [{ ...record, id: 'AB'.repeat(32) }] }],
    ['a binding that is no text', { ...whole, tokens: [{ ...record, binding: {} }] }],
    ['no time', { ...whole, tokens: [{ ...record, issuedAt: null }] }],
    ['one bad token among good ones', { ...whole, tokens: [record, {}] }],
  ];
  for (const [title, value] of states) {
    test(`no state: ${title}`, () => assert.equal(readEndpointState(value), undefined));
  }
  test('a state, and nothing more than a state', () => {
    assert.deepEqual(readEndpointState({ ...whole, more: 1, tokens: [{ ...record, token: 'x' }] }), whole);
  });
});
