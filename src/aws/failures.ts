// From what an SDK client throws to a Failure. Reads names, codes and status only; words are read by core/accessDenied.
import { readDenial } from '../core/accessDenied.ts';
import { printedKey } from '../core/credentials.ts';
import type { Failure } from '../core/failure.ts';

interface RequestContext {
  readonly operation: string;
  readonly endpoint: string;
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
  // The SDK's own words, and only where AWS gave no code: a denial may well name a bucket `xml`.
  if (
    error.name === 'SyntaxError' ||
    (awsCodeOf(error) === undefined && /Deserialization error:|XML parse error/.test(error.message ?? ''))
  ) {
    return { code: 'answer-unreadable', endpoint, ...(status !== undefined && { status }) };
  }

  const awsCode = awsCodeOf(error);
  const message = error.message;
  const accessKeyId = printedKey(context.accessKeyId);
  switch (awsCode) {
    case 'ExpiredToken':
    case 'ExpiredTokenException':
      return { code: 'session-expired' };
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
      // The same code says that the clock is off; only the words tell.
      return /Signature (?:expired|not yet current)/.test(message ?? '')
        ? { code: 'clock-skewed', message: message ?? awsCode }
        : { code: 'secret-wrong', accessKeyId };
    case 'NoSuchBucket':
      return { code: 'bucket-missing', bucket: context.bucket ?? '' };
    case 'NoSuchKey':
      return { code: 'object-missing', bucket: context.bucket ?? '', key: context.key ?? '' };
    case 'NotFound':
      // The SDK's name for any 404 without a body.
      if (context.bucket === undefined) break;
      return context.key === undefined
        ? { code: 'bucket-missing', bucket: context.bucket }
        : { code: 'object-missing', bucket: context.bucket, key: context.key };
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException': {
      const region = error.Region ?? error.BucketRegion ?? error.$response?.headers?.['x-amz-bucket-region'];
      return { code: 'bucket-elsewhere', bucket: context.bucket ?? '', ...(region && { region }) };
    }
    case 'ValidationError':
    case 'ValidationException':
    case 'InvalidParameterValue':
    case 'MalformedPolicyDocument':
    case 'MalformedPolicyDocumentException':
    case 'PackedPolicyTooLarge':
    case 'PackedPolicyTooLargeException':
    case 'InvalidBucketName':
      return { code: 'request-invalid', message: message ?? awsCode };
    case 'Throttling':
    case 'ThrottlingException':
    case 'SlowDown':
    case 'RequestLimitExceeded':
    case 'TooManyRequestsException':
      return { code: 'throttled' };
    case undefined:
      break;
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
  if (error.name === 'TimeoutError' || code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT') return 'timeout';
  return typeof code === 'string' &&
    /^(?:E[A-Z]{3,}|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_(?:TLS|SSL)_|HPE_)/.test(code)
    ? code
    : undefined;
}
