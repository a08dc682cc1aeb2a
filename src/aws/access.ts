// What every request needs, and the settings that all clients share. The only place that knows time limits.
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Credentials } from '../core/credentials.ts';
import { failureError, failureOf } from '../core/failure.ts';
import { awsFailure } from './failures.ts';

/** What one service is asked with. */
export interface Access {
  readonly credentials: Credentials;
  readonly region: string;
  /** Absent: AWS's own endpoint for the region. */
  readonly endpoint?: string;
}

/** Milliseconds for one request, with all its attempts. Long enough for a slow link, short enough to be waited for. */
const deadlineMs = 20_000;
const connectMs = 5_000;

const requestHandler = new NodeHttpHandler({ connectionTimeout: connectMs, socketTimeout: deadlineMs });

/** The constructor argument that makes a client do what Rolecall worked out, and not what another profile says. */
export function clientSettings({ credentials, region, endpoint }: Access) {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return {
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    // Without this the SDK would take the endpoint of whatever profile AWS_PROFILE names.
    ignoreConfiguredEndpointUrls: true,
    ...(endpoint !== undefined && { endpoint }),
    requestHandler,
    maxAttempts: 3,
    retryMode: 'standard',
  };
}

/**
 * Runs one request under the deadline. Rejects with a Failure, or with the signal's own reason when `signal` ended it.
 * `context` tells what the request was about, for the failures that AWS words without it.
 */
export async function request<T>(
  access: Access,
  context: { readonly operation: string; readonly bucket?: string; readonly key?: string },
  signal: AbortSignal | undefined,
  send: (abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    return await send(signal ? AbortSignal.any([signal, deadline]) : deadline);
  } catch (error) {
    signal?.throwIfAborted();
    // Found by `send` itself, in an answer that the SDK took.
    if (failureOf(error)) throw error;
    const endpoint = access.endpoint ?? `AWS (${access.region})`;
    if (deadline.aborted) throw failureError({ code: 'endpoint-silent', endpoint, afterMs: deadlineMs }, error);
    throw failureError(awsFailure(error, { ...context, endpoint, accessKeyId: access.credentials.accessKeyId }), error);
  }
}
