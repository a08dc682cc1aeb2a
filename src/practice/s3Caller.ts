// S3's words for requests whose sender it does not trust.
import { MAX_SKEW_MS } from './authentication.ts';
import { refuse } from './awsError.ts';
import type { PresignedProblem } from './presigned.ts';

export function refuseCaller(problem: PresignedProblem): never {
  switch (problem.kind) {
    case 'anonymous':
    case 'date-missing':
      return refuse(403, 'AccessDenied', problem.kind === 'anonymous' ? 'Access Denied' : NO_DATE);
    case 'other-algorithm':
      return refuse(
        400,
        'InvalidRequest',
        'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
      );
    case 'incomplete':
      return refuse(400, 'AuthorizationHeaderMalformed', incompleteMessage(problem.missing));
    case 'scope-date':
      return refuse(
        400,
        'AuthorizationHeaderMalformed',
        `The authorization header is malformed; Invalid credential date "${problem.scope}". This date is not the same as X-Amz-Date: "${problem.signed.slice(0, 8)}".`,
      );
    case 'wrong-service':
      return refuse(
        400,
        'AuthorizationHeaderMalformed',
        'The authorization header is malformed; incorrect service. This endpoint belongs to "s3".',
      );
    case 'unknown-key':
    case 'token-missing':
      return refuse(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', {
        details: { AWSAccessKeyId: problem.accessKeyId },
      });
    case 'token-wrong':
      return refuse(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.', {
        details: { 'Token-0': problem.token },
      });
    case 'expired':
      return refuse(400, 'ExpiredToken', 'The provided token has expired.', { details: { 'Token-0': problem.token } });
    case 'skewed':
      return refuse(
        403,
        'RequestTimeTooSkewed',
        'The difference between the request time and the current time is too large.',
        {
          details: {
            RequestTime: seconds(problem.signed),
            ServerTime: seconds(problem.now),
            MaxAllowedSkewMilliseconds: String(MAX_SKEW_MS),
          },
        },
      );
    case 'unsigned-header':
      return refuse(403, 'AccessDenied', 'There were headers present in the request which were not signed', {
        details: { HeadersNotSigned: problem.name },
      });
    case 'signature-wrong':
      return refuse(
        403,
        'SignatureDoesNotMatch',
        'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
        { details: { AWSAccessKeyId: problem.accessKeyId } },
      );
    case 'two-signatures':
      return refuse(
        400,
        'InvalidArgument',
        'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
        { details: { ArgumentName: 'Authorization' } },
      );
    case 'query-malformed':
      return refuse(400, 'AuthorizationQueryParametersError', problem.message);
    case 'link-early':
      return refuse(403, 'AccessDenied', 'Request is not valid yet');
    case 'link-expired':
      return refuse(403, 'AccessDenied', 'Request has expired', {
        details: {
          'X-Amz-Expires': String(problem.seconds),
          Expires: seconds(problem.expired),
          ServerTime: seconds(problem.now),
        },
      });
    case 'payload-hash-missing':
      return refuse(400, 'InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
    case 'payload-wrong':
      return refuse(
        400,
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
        { details: { ClientComputedContentSHA256: problem.claimed, S3ComputedContentSHA256: problem.actual } },
      );
  }
}

const seconds = (time: number) => new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');

const NO_DATE = 'AWS authentication requires a valid Date or x-amz-date header';

function incompleteMessage(missing: readonly string[]): string {
  const reason =
    missing.length === 0
      ? 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
      : `missing ${missing.join(', ')}.`;
  return `The authorization header is malformed; ${reason}`;
}
