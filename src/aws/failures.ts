// From what an SDK client throws to a Failure. Reads names, codes and status only; words are read by core/accessDenied.
import { readDenial } from '../core/accessDenied.ts';
import { printedKey } from '../core/credentials.ts';
import type { Failure } from '../core/failure.ts';

interface RequestContext {
  readonly operation: string;
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly bucket?: string;
  readonly key?: string;
}

/** The parts of an SDK error that are looked at; any of them can be missing. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly Code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly statusCode?: number; readonly headers?: Readonly<Record<string, string>> };
  readonly Region?: string;
  readonly BucketRegion?: string;
  readonly errors?: readonly { readonly code?: string }[];
}

export function awsFailure(thrown: unknown, context: RequestContext): Failure {
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as SdkError;
  const { endpoint, operation } = context;
  const status = error.$metadata?.httpStatusCode ?? error.$response?.statusCode;

  const network = networkReason(error);
  if (network === 'timeout') return { code: 'endpoint-silent', endpoint, afterMs: 0 };
  if (network) return { code: 'endpoint-unreachable', endpoint, reason: network };
  // The SDK's own words: what came is not what S3 has said that it keeps.
  if (context.key !== undefined && /^Checksum mismatch: /.test(error.message ?? '')) {
    return { code: 'object-damaged', bucket: context.bucket ?? '', key: context.key };
  }
  // The SDK's own words, and only where AWS gave no code: a denial may well name a bucket `xml`.
  if (
    error.name === 'SyntaxError' ||
    (awsCodeOf(error) === undefined && /Deserialization error:|XML parse error/.test(error.message ?? '')) ||
    isPage(error)
  ) {
    return { code: 'answer-unreadable', endpoint, ...(status !== undefined && { status }) };
  }

  const awsCode = awsCodeOf(error);
  const message = error.message;
  const accessKeyId = printedKey(context.accessKeyId);
  switch (awsCode) {
    case 'ExpiredToken':
    case 'ExpiredTokenException':
      return operation === 'AssumeRoleWithWebIdentity' ? { code: 'web-identity-expired' } : { code: 'session-expired' };
    case 'RegionDisabledException':
      return { code: 'region-disabled', region: context.region };
    case 'PackedPolicyTooLarge':
    case 'PackedPolicyTooLargeException':
      return { code: 'policy-too-large' };
    case 'MalformedPolicyDocument':
    case 'MalformedPolicyDocumentException':
      return { code: 'policy-malformed', message: message ?? awsCode };
    case 'InvalidClientTokenId':
    case 'InvalidAccessKeyId':
    case 'UnrecognizedClientException':
    case 'InvalidToken':
      return { code: 'access-key-unknown', accessKeyId };
    case 'RequestTimeTooSkewed':
    case 'RequestExpired':
      return { code: 'clock-skewed', message: message ?? awsCode };
    case 'SignatureDoesNotMatch':
    case 'InvalidSignatureException':
      return saysTimeIsOff(awsCode, message)
        ? { code: 'clock-skewed', message: message ?? awsCode }
        : { code: 'secret-wrong', accessKeyId };
    case 'NoSuchBucket':
      return { code: 'bucket-missing', bucket: context.bucket ?? '' };
    case 'NoSuchKey':
      return { code: 'object-missing', bucket: context.bucket ?? '', key: context.key ?? '' };
    case 'PreconditionFailed':
    case 'ConditionalRequestConflict':
      return { code: 'object-changed', bucket: context.bucket ?? '', key: context.key ?? '' };
    case 'InvalidObjectState':
      return { code: 'object-archived', bucket: context.bucket ?? '', key: context.key ?? '' };
    case 'NotFound':
      // The SDK's name for any 404 without a body.
      if (context.bucket === undefined) break;
      return context.key === undefined
        ? { code: 'bucket-missing', bucket: context.bucket }
        : { code: 'object-missing', bucket: context.bucket, key: context.key };
    case 'PermanentRedirect':
    case 'TemporaryRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException': {
      // Of a request that is about no bucket it is the endpoint that wants another region; AWS's words name both.
      if (context.bucket === undefined) return { code: 'request-invalid', message: message ?? awsCode };
      const region = error.Region ?? error.BucketRegion ?? error.$response?.headers?.['x-amz-bucket-region'];
      return { code: 'bucket-elsewhere', bucket: context.bucket, ...(region && { region }) };
    }
    case 'ValidationError':
    case 'ValidationException':
      return validationFailure(message ?? awsCode);
    case 'InvalidParameterValue':
    case 'InvalidBucketName':
    // The SDK's own: the partition has no endpoint of the kind that is wanted.
    case 'EndpointError':
      return { code: 'request-invalid', message: message ?? awsCode };
    case 'Throttling':
    case 'ThrottlingException':
    case 'SlowDown':
    case 'RequestLimitExceeded':
    case 'TooManyRequestsException':
      return { code: 'throttled' };
    case undefined: {
      if (status === 429) return { code: 'throttled' };
      // An answer to HEAD has no body: where the bucket is says a header alone.
      const region = error.$response?.headers?.['x-amz-bucket-region'];
      if (context.bucket === undefined || !region || region === context.region || status === 403) break;
      return { code: 'bucket-elsewhere', bucket: context.bucket, region };
    }
  }

  // An ordinary denial by its code. That a role wants MFA and got none is one, too; these words are about a code that was sent.
  if (/MultiFactorAuthentication failed(?:,? unable to validate|,? with invalid)/.test(message ?? '')) {
    return { code: 'mfa-code-refused' };
  }
  const isDenial = awsCode !== undefined && /^(?:AccessDenied|Forbidden|Unauthorized|403$)/.test(awsCode);
  if (isDenial || status === 403) {
    const requestId = error.$metadata?.requestId;
    return {
      code: 'denied',
      denial: readDenial({
        code: awsCode ?? '403',
        operation,
        message: message ?? '',
        ...(requestId !== undefined && { requestId }),
      }),
    };
  }
  return {
    code: 'service-error',
    ...(awsCode !== undefined && { awsCode }),
    ...(message && message !== awsCode && !['Unknown', 'UnknownError'].includes(message) && { message }),
    ...(status !== undefined && { status }),
  };
}

/**
 * AWS answers no page, as a proxy does: one that is well-formed XML would else pass for an answer that gives no reason. A
 * server like S3 may call so what has no body at all.
 */
function isPage({ $response }: SdkError): boolean {
  const headers = $response?.headers ?? {};
  return /^text\/html\b/.test(headers['content-type'] ?? '') && headers['content-length'] !== '0';
}

/** What a parameter was refused for; the words name it as the service model does. */
function validationFailure(message: string): Failure {
  if (/ at 'tokenCode' failed /.test(message)) return { code: 'mfa-code-refused' };
  if (/ at 'policy' failed .*length less than/.test(message)) return { code: 'policy-too-large' };
  if (/DurationSeconds exceeds the MaxSessionDuration/.test(message))
    return { code: 'duration-refused', limit: 'role' };
  if (/DurationSeconds exceeds the 1 hour session limit/.test(message)) {
    return { code: 'duration-refused', limit: 'chain' };
  }
  return { code: 'request-invalid', message };
}

/** AWS's code. The SDK puts it into `name`, and its own names there where the answer had none. */
function awsCodeOf(error: SdkError): string | undefined {
  const code = error.Code ?? error.name;
  return code === undefined || ['Error', 'TypeError', 'Unknown', 'UnknownError', 'UnknownException'].includes(code)
    ? undefined
    : code;
}

function networkReason(error: SdkError): string | undefined {
  // An AggregateError holds one error for each address that was tried; its own code is the first one's.
  const code = error.code ?? error.errors?.[0]?.code;
  if (code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT') return 'timeout';
  return typeof code === 'string' &&
    /^(?:E(?!RR_)[A-Z]{2,}|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_(?:TLS|SSL)_|HPE_)/.test(code)
    ? code
    : // The SDK's name also for a connection that is reset, which has a code.
      error.name === 'TimeoutError'
      ? 'timeout'
      : undefined;
}

/** Whether AWS refused the signature for its time, before it looked at anything else. */
export function saysTimeIsOff(awsCode: string | undefined, message: string | undefined): boolean {
  switch (awsCode) {
    case 'RequestTimeTooSkewed':
    case 'RequestExpired':
      return true;
    case 'SignatureDoesNotMatch':
    case 'InvalidSignatureException':
      // The same code says that the secret is wrong; only the words tell.
      return /Signature (?:expired|not yet current)/.test(message ?? '');
    default:
      return false;
  }
}
