// What went wrong outside, as a value: a code, its data, and the cause. Sentences for people live in platform/.
// A failure is recognised by its tag and never by `instanceof`: it crosses chunks that are bundled apart.
import type { Denial } from './accessDenied.ts';

export type Failure =
  | { readonly code: 'denied'; readonly denial: Denial }
  /** The session's keys are past their end (ExpiredToken). */
  | { readonly code: 'session-expired' }
  /** AWS does not know the access key, or no longer (InvalidClientTokenId, InvalidAccessKeyId). */
  | { readonly code: 'access-key-unknown'; readonly accessKeyId?: string }
  /** The secret does not belong to the access key (SignatureDoesNotMatch). */
  | { readonly code: 'secret-wrong'; readonly accessKeyId?: string }
  /** This machine's clock is more than AWS's few minutes off. */
  | { readonly code: 'clock-skewed'; readonly message: string }
  /** AWS refused a parameter (ValidationError and its like); `message` is AWS's. */
  | { readonly code: 'request-invalid'; readonly message: string }
  | { readonly code: 'bucket-missing'; readonly bucket: string }
  | { readonly code: 'object-missing'; readonly bucket: string; readonly key: string }
  | { readonly code: 'bucket-elsewhere'; readonly bucket: string; readonly region?: string }
  | { readonly code: 'endpoint-unreachable'; readonly endpoint: string; readonly reason: string }
  | { readonly code: 'endpoint-silent'; readonly endpoint: string; readonly afterMs: number }
  /** The endpoint answered something that is no AWS answer (an HTML page of a proxy, say). */
  | { readonly code: 'answer-unreadable'; readonly endpoint: string; readonly status?: number }
  | { readonly code: 'throttled' }
  /** Any other refusal; `awsCode` and `message` as AWS gave them, if it did. */
  | { readonly code: 'service-error'; readonly awsCode?: string; readonly message?: string; readonly status?: number }
  /** `~/.aws` does not say how to get credentials for the profile; `problem` is a code of core/rolePlan. */
  | { readonly code: 'profile-problem'; readonly problem: string; readonly profile?: string }
  /** The profile starts at a kind of source that cannot be carried out. */
  | { readonly code: 'source-unsupported'; readonly kind: string; readonly profile?: string }
  | { readonly code: 'source-missing' }
  | { readonly code: 'key-not-held'; readonly accessKeyId: string }
  | { readonly code: 'secrets-unavailable'; readonly message: string }
  | { readonly code: 'practice-stopped' }
  | { readonly code: 'region-invalid'; readonly region: string }
  | { readonly code: 'input-invalid'; readonly problem: string; readonly value?: string };

interface FailureError extends Error {
  readonly failure: Failure;
}

/** An Error that carries `failure`, to throw. Its message is the code, so that a log without a translator says something. */
export function failureError(failure: Failure, cause?: unknown): FailureError {
  return Object.assign(new Error(failure.code, cause === undefined ? undefined : { cause }), { failure });
}

/** The failure that `error` carries, or undefined where it is a defect or something foreign. */
export function failureOf(error: unknown): Failure | undefined {
  const failure = (error as { failure?: unknown } | null | undefined)?.failure;
  return typeof (failure as { code?: unknown } | undefined)?.code === 'string' ? (failure as Failure) : undefined;
}
