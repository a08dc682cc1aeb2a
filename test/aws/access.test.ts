// The time limit of one request, through the real SDK, at an endpoint that takes connections and answers nothing.
import assert from 'node:assert/strict';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { clientSettings, request } from '../../src/aws/access.ts';
import { type HttpEndpoint, startHttpEndpoint } from '../fakes/httpEndpoint.ts';
import { accessTo } from './accessTo.ts';

suite('aws/access: an endpoint that hangs', () => {
  let endpoint: HttpEndpoint;

  setup(async () => {
    endpoint = await startHttpEndpoint();
  });
  teardown(() => endpoint.close());

  const access = () => accessTo(endpoint.url);
  const context = { operation: 'GetCallerIdentity' };
  const ask = (abortSignal: AbortSignal) =>
    new STSClient(clientSettings(access())).send(new GetCallerIdentityCommand({}), { abortSignal });

  for (const [title, signal] of [
    ['that nobody can cancel', undefined],
    ['that somebody could cancel', new AbortController().signal],
  ] as const) {
    test(`a request ${title} ends at its deadline, and says so`, async () => {
      await assert.rejects(request(access(), context, signal, ask, 300), {
        failure: { code: 'endpoint-silent', endpoint: endpoint.url, afterMs: 300 },
      });
    });
  }

  test('a deadline that has passed does not hide who cancelled', async () => {
    const reason = new Error('cancelled');
    await assert.rejects(request(access(), context, AbortSignal.abort(reason), ask, 0), (error) => error === reason);
  });
});
