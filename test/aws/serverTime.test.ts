// AWS's time from any answer, through real requests to an endpoint of this machine.
import assert from 'node:assert/strict';
import { serverTime } from '../../src/aws/serverTime.ts';
import { type HttpEndpoint, startHttpEndpoint } from '../fakes/httpEndpoint.ts';
import { accessTo } from './accessTo.ts';

const date = 'Wed, 26 Mar 2025 13:30:50 GMT';

suite('aws/serverTime', () => {
  let endpoint: HttpEndpoint;

  setup(async () => {
    endpoint = await startHttpEndpoint();
  });
  teardown(() => endpoint.close());

  const access = () => accessTo(endpoint.url);

  for (const status of [200, 302, 403, 503]) {
    test(`an answer with status ${status} has it`, async () => {
      endpoint.answer = { status, headers: { date, location: 'http://127.0.0.1:1' } };
      assert.equal(await serverTime(access()), Date.parse(date));
    });
  }

  test('it is asked for without keys', async () => {
    endpoint.answer = { status: 200, headers: { date } };
    const [{ headers, method }] = await Promise.all([endpoint.nextRequest(), serverTime(access())]);
    assert.deepEqual([method, headers.authorization], ['GET', undefined]);
  });

  test('an endpoint of one’s own has no kinds', async () => {
    endpoint.answer = { status: 200, headers: { date } };
    const kinds = { fips: true, dualStack: true, globalSts: true } as const;
    assert.equal(await serverTime({ ...access(), ...kinds }), Date.parse(date));
  });

  test('a date that is none', async () => {
    endpoint.answer = { status: 200, headers: { date: 'yesterday' } };
    await assert.rejects(serverTime(access()), { failure: { code: 'answer-unreadable', endpoint: endpoint.url } });
  });

  test('nobody there', async () => {
    await endpoint.close();
    await assert.rejects(serverTime(access()), {
      failure: { code: 'endpoint-unreachable', endpoint: endpoint.url, reason: 'ECONNREFUSED' },
    });
  });
});
