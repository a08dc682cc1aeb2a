// What every request needs, and the settings that all clients share. The only place that knows time limits.
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { S3Answer } from '../core/bucketCapabilities.ts';
import type { Credentials } from '../core/credentials.ts';
import { type Failure, failureError, failureOf } from '../core/failure.ts';
import { awsFailure } from './failures.ts';
import { inRightTime } from './refusedTime.ts';
import { observedHandler, type ServerClock } from './serverClock.ts';

/** What one service is asked with. */
export interface Access {
  readonly credentials: Credentials;
  readonly region: string;
  /** Absent: AWS's own endpoint for the region. */
  readonly endpoint?: string;
  /** Which of AWS's own endpoints; without a meaning beside `endpoint`. */
  readonly fips?: true;
  readonly dualStack?: true;
  readonly globalSts?: true;
  /** Absent: this machine's clock is trusted, and the SDK corrects it where AWS refuses a signature. */
  readonly clock?: ServerClock;
  /** Whether who asks pays for requests to the bucket, as buckets with Requester Pays want to be told. */
  readonly paysFor?: (bucket: string) => boolean;
  /** How much of each time limit is waited for; absent: 1, all of it. */
  readonly patience?: number;
  /** Told what S3 did, or denied. */
  readonly onAnswer?: (answer: S3Answer) => void;
}

/** Milliseconds for one request, with all its attempts. Long enough for a slow link, short enough to be waited for. */
const deadlineMs = 20_000;
const connectMs = 5_000;

const requestHandler = new NodeHttpHandler({ connectionTimeout: connectMs, socketTimeout: deadlineMs });

/** The constructor argument that makes a client do what Rolecall worked out, and not what another profile says. */
export function clientSettings({ credentials, region, endpoint, fips, dualStack, clock }: Access) {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return {
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    // Without this the SDK would take the endpoint of whatever profile AWS_PROFILE names.
    ignoreConfiguredEndpointUrls: true,
    ...(endpoint !== undefined && { endpoint }),
    // Told either way, or the SDK would look for them in the variables and in another profile. An endpoint of one's own
    // has no variants, and the SDK refuses the two together where botocore takes the endpoint.
    useFipsEndpoint: fips === true && endpoint === undefined,
    useDualstackEndpoint: dualStack === true && endpoint === undefined,
    systemClockOffset: clock?.offsetMs() ?? 0,
    requestHandler: clock ? observedHandler(requestHandler, clock, endpoint) : requestHandler,
    maxAttempts: 3,
    retryMode: 'standard',
  };
}

/**
 * Runs one request under the deadline; `send` is called again where it was refused for its time. Rejects with a Failure, or
 * with the signal's own reason when `signal` ended it. `context` tells what the request was about, for the failures that
 * AWS words without it; `secret` is what it sent and what AWS may repeat.
 */
export async function request<T>(
  access: Access,
  context: { readonly operation: string; readonly bucket?: string; readonly key?: string; readonly secret?: string },
  signal: AbortSignal | undefined,
  send: (abortSignal: AbortSignal) => Promise<T>,
  withinMs = deadlineMs,
): Promise<T> {
  const afterMs = Math.ceil(withinMs * (access.patience ?? 1));
  const deadline = AbortSignal.timeout(afterMs);
  try {
    const abortSignal = signal ? AbortSignal.any([signal, deadline]) : deadline;
    return await inRightTime(access.clock, () => send(abortSignal));
  } catch (error) {
    signal?.throwIfAborted();
    // Found by `send` itself, in an answer that the SDK took.
    if (failureOf(error)) throw error;
    if (deadline.aborted) {
      throw failureError({ code: 'endpoint-silent', endpoint: endpointName(access), afterMs }, error);
    }
    throw requestFailure(access, context, error);
  }
}

/** What a client threw, as an Error that carries the Failure. */
export function requestFailure(
  access: Access,
  {
    secret,
    ...context
  }: { readonly operation: string; readonly bucket?: string; readonly key?: string; readonly secret?: string },
  error: unknown,
): Error {
  const { region, credentials } = access;
  const endpoint = endpointName(access);
  const failure = awsFailure(error, { ...context, endpoint, region, accessKeyId: credentials.accessKeyId });
  // The SDK's error holds AWS's words as they came.
  return secret ? failureError(without(secret, failure)) : failureError(failure, error);
}

function without(secret: string, failure: Failure): Failure {
  return JSON.parse(JSON.stringify(failure).replaceAll(JSON.stringify(secret).slice(1, -1), '…')) as Failure;
}

/** An answer that the SDK took and that does not say what it should. */
export function unreadable(access: Access): Error {
  return failureError({ code: 'answer-unreadable', endpoint: endpointName(access) });
}

function endpointName({ endpoint, region }: Access): string {
  return endpoint ?? `AWS (${region})`;
}
