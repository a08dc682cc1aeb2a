// AWS's clock without keys: the `Date` header that any answer of the Security Token Service has.
import http from 'node:http';
import https from 'node:https';
import { STSClient } from '@aws-sdk/client-sts';
import { failureError } from '../core/failure.ts';
import type { Access } from './access.ts';
import { stsSettings } from './sts.ts';

const deadlineMs = 5_000;

/** Milliseconds since the epoch, cut to whole seconds. Rejects with a Failure where no answer with a date comes. */
export async function serverTime(access: Access): Promise<number> {
  const endpoint = access.endpoint ?? `AWS (${access.region})`;
  const url = stsUrl(access);
  const date = Date.parse(
    await dateHeader(url).catch((error: NodeJS.ErrnoException) => {
      throw failureError({ code: 'endpoint-unreachable', endpoint, reason: error.code ?? error.name }, error);
    }),
  );
  if (Number.isNaN(date)) throw failureError({ code: 'answer-unreadable', endpoint });
  return date;
}

/** Where STS is asked. */
export function stsUrl(access: Access): URL {
  const settings = stsSettings(access);
  return new STSClient(settings).config.endpointProvider({
    Region: settings.region,
    UseFIPS: settings.useFipsEndpoint,
    UseDualStack: settings.useDualstackEndpoint,
    UseGlobalEndpoint: settings.useGlobalEndpoint,
    ...(settings.endpoint !== undefined && { Endpoint: settings.endpoint }),
  }).url;
}

function dateHeader(url: URL): Promise<string> {
  const { get } = url.protocol === 'http:' ? http : https;
  return new Promise((resolve, reject) => {
    get(url, { signal: AbortSignal.timeout(deadlineMs), agent: false }, (answer) => {
      resolve(answer.headers.date ?? '');
      // Nothing of the answer is read but its date.
      answer.destroy();
    }).on('error', reject);
  });
}
