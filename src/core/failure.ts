// What went wrong outside, as a value: a code, its data, and the cause. Sentences for people live in platform/.
// A failure is recognised by its tag and never by `instanceof`: it crosses chunks that are bundled apart.
import type { Denial } from './accessDenied.ts';
import type { ConfigProblem } from './profile.ts';

export type Failure =
  | { readonly code: 'denied'; readonly denial: Denial }
  /** The session's keys are past their end (ExpiredToken). */
  | { readonly code: 'session-expired' }
  /** AWS does not know the access key, or no longer (InvalidClientTokenId, InvalidAccessKeyId). */
  | { readonly code: 'access-key-unknown'; readonly accessKeyId: string }
  /** The secret does not belong to the access key (SignatureDoesNotMatch). */
  | { readonly code: 'secret-wrong'; readonly accessKeyId: string }
  /** This machine's clock is more than AWS's few minutes off. */
  | { readonly code: 'clock-skewed'; readonly message: string }
  /** AWS refused a parameter (ValidationError and its like); `message` is AWS's. */
  | { readonly code: 'request-invalid'; readonly message: string }
  | { readonly code: 'bucket-missing'; readonly bucket: string }
  | { readonly code: 'object-missing'; readonly bucket: string; readonly key: string }
  /** Another one than was seen, or there at all where none was wanted. Nothing was written. */
  | { readonly code: 'object-changed'; readonly bucket: string; readonly key: string }
  | { readonly code: 'object-exists'; readonly bucket: string; readonly key: string }
  /** Some of those that were to be deleted. `kept` are the first ones, with why; `count` of `all` is how many. */
  | {
      readonly code: 'objects-kept';
      readonly all: number;
      readonly count: number;
      readonly kept: readonly { readonly key: string; readonly reason: Failure }[];
    }
  /** What arrived does not have the checksum that S3 gave for it. */
  | { readonly code: 'object-damaged'; readonly bucket: string; readonly key: string }
  /** In an archive, from which it has to be restored before it can be read. */
  | { readonly code: 'object-archived'; readonly bucket: string; readonly key: string }
  /** Bytes. */
  | { readonly code: 'object-too-large'; readonly key: string; readonly size: number; readonly limit: number }
  /** A file of this machine; `reason` is the system's code, or `changed` for one that did not stay the same. */
  | { readonly code: 'local-file'; readonly file: string; readonly reason: string }
  /** Opened or begun as one identity, and now there is another, or none. */
  | { readonly code: 'identity-changed'; readonly opened: string; readonly current?: string }
  | { readonly code: 'bucket-elsewhere'; readonly bucket: string; readonly region?: string }
  | { readonly code: 'endpoint-unreachable'; readonly endpoint: string; readonly reason: string }
  /** Plain http to another machine, which nobody has agreed to. Nothing was sent. */
  | { readonly code: 'endpoint-unconfirmed'; readonly host: string }
  | { readonly code: 'endpoint-silent'; readonly endpoint: string; readonly afterMs: number }
  /** The MFA code is wrong, was used before, or does not belong to the device. */
  | { readonly code: 'mfa-code-refused' }
  /** Session policies and tags are too large, together or the inline policy alone. */
  | { readonly code: 'policy-too-large' }
  /** AWS cannot read the session policy; `message` is AWS's. */
  | { readonly code: 'policy-malformed'; readonly message: string }
  /** Longer than the role's maximum, or than the hour that a chain has. */
  | { readonly code: 'duration-refused'; readonly limit: 'role' | 'chain' }
  /** The token of a web identity is past its end. */
  | { readonly code: 'web-identity-expired' }
  /** STS is not enabled in the region for the account. */
  | { readonly code: 'region-disabled'; readonly region: string }
  /** The role is in one partition, and the region in another. */
  | { readonly code: 'partition-mismatch'; readonly partition: string; readonly region: string }
  /** The endpoint answered something that is no AWS answer (an HTML page of a proxy, say). */
  | { readonly code: 'answer-unreadable'; readonly endpoint: string; readonly status?: number }
  | { readonly code: 'throttled' }
  /** Any other refusal; `awsCode` and `message` as AWS gave them, if it did. */
  | { readonly code: 'service-error'; readonly awsCode?: string; readonly message?: string; readonly status?: number }
  /** `~/.aws` does not say how to get credentials for the profile. `missing`: the other half of an access key. */
  | {
      readonly code: 'profile-problem';
      readonly problem: ConfigProblem['error'];
      readonly profile: string;
      readonly missing?: string;
    }
  /** The profile leads elsewhere than when its role was assumed. */
  | { readonly code: 'configuration-changed' }
  /** The keys are of another service than AWS, whose console it is. */
  | { readonly code: 'console-elsewhere'; readonly endpoint: string }
  /** The console takes session keys only. */
  | { readonly code: 'console-needs-role' }
  /** No console address is known: of the partition, or for the destination. */
  | { readonly code: 'console-unknown'; readonly destination?: string }
  /** The source would run a program or ask for a sign-in, which nobody wanted yet. */
  | { readonly code: 'source-waits'; readonly kind: 'process' | 'sso'; readonly profile?: string }
  /** The source gave no credentials; `detail` is safe to show. */
  | {
      readonly code: 'source-failed';
      readonly problem: SourceProblem;
      readonly profile?: string;
      readonly detail?: string;
    }
  | { readonly code: 'source-missing' }
  /** A code of this device is needed, and nobody may be asked now. */
  | { readonly code: 'mfa-needed'; readonly serial: string }
  /** Another window holds what only one may do at a time, for longer than is waited. */
  | { readonly code: 'turn-not-reached'; readonly afterMs: number }
  | { readonly code: 'key-not-held'; readonly accessKeyId: string }
  /** A held key has not been agreed to on this host. `key` is its printed form. */
  | { readonly code: 'key-unconfirmed'; readonly key: string; readonly host: string }
  | { readonly code: 'secrets-unavailable'; readonly message: string }
  | { readonly code: 'practice-stopped' }
  | { readonly code: 'region-invalid'; readonly region: string }
  /** `explanation` is a sentence already: it has a dozen reasons, in files and variables, and is told where they are known. */
  | { readonly code: 'keyless-refused'; readonly explanation: string }
  | { readonly code: 'input-invalid'; readonly problem: string; readonly value?: string };

export type FailureOf<Code extends Failure['code']> = Extract<Failure, { readonly code: Code }>;

export type SourceProblem =
  /** `detail`: the program. */
  | 'process-not-found'
  | 'process-not-executable'
  /** `detail`: the exit code, and what the program complained about, if it holds no secret. */
  | 'process-failed'
  | 'process-silent'
  | 'process-too-loud'
  | 'process-in-workspace'
  /** Somebody else can write the file that names the program; `detail`: the file. */
  | 'process-file-not-own'
  /** Not JSON, or not of the schema that credentials have; `detail`: what is wrong with it. */
  | 'answer-malformed'
  | 'answer-expired'
  /** `detail`: the file, for the four of a token file; the last one may be of a variable. */
  | 'token-file-missing'
  | 'token-file-unreadable'
  | 'token-file-empty'
  | 'token-file-no-token'
  | 'sso-sign-in-late'
  | 'sso-sign-in-denied'
  /** Signed in, but not as one who has the role in the account. */
  | 'sso-role-denied'
  /** `detail`: what the service said. */
  | 'sso-refused'
  /** `detail`: the host. */
  | 'container-host-refused'
  | 'container-refused'
  | 'instance-silent'
  | 'instance-without-role'
  | 'login-missing'
  | 'login-expired'
  | 'login-unreadable';

/** A profile's problem as a Failure: what a file has as a value may be a secret, and stays behind. */
export function profileFailure(problem: ConfigProblem): Failure {
  const { error, profile } = problem;
  return {
    code: 'profile-problem',
    problem: error,
    profile,
    ...(problem.error === 'partial-credentials' && { missing: problem.missing }),
  };
}

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
