// S3: which operation a request is, in which region, and its words for requests that it does not trust.
import { type AuthenticationProblem, authenticate, MAX_SKEW_MS } from './authentication.ts';
import { type AwsError, Refused, refuse } from './awsError.ts';
import type { Bucket } from './bucketStore.ts';
import type { Call } from './callContext.ts';
import { s3HostId, s3RequestId } from './ids.ts';
import type { Answer, PracticeState } from './practiceState.ts';
import { type PracticeRequest, queryValue } from './request.ts';
import { readAddress } from './s3Address.ts';
import { getBucketLocation, headBucket, listBuckets } from './s3Buckets.ts';
import { bucketArn, demand, objectArn } from './s3Call.ts';
import { listObjects, listObjectsV2 } from './s3Listing.ts';
import { getObject, headObject } from './s3Objects.ts';
import { account, region as homeRegion } from './scenario.ts';
import { unbuiltBucketAction, unbuiltObjectAction } from './unbuiltOperation.ts';
import { element, elements } from './xml.ts';

export async function answerS3(state: PracticeState, request: PracticeRequest): Promise<Answer> {
  if (queryValue(request, 'X-Amz-Algorithm') !== undefined) {
    refuse(501, 'NotImplemented', 'The practice account takes signatures in the Authorization header only.');
  }
  const address = readAddress(request);
  const authenticated = await authenticate(state, 's3', request);
  if ('problem' in authenticated) refuseCaller(authenticated.problem);
  const call: Call = { state, request, ...authenticated };
  if (address.bucket === undefined) {
    if (call.claim.region !== homeRegion) refuseRegion(call.claim.region, homeRegion);
    return request.method === 'GET' ? listBuckets(call) : refuseMethod(request.method, 'SERVICE');
  }
  const bucket = state.store.get(address.bucket);
  if (!bucket) {
    return refuse(404, 'NoSuchBucket', 'The specified bucket does not exist', {
      details: { BucketName: address.bucket },
    });
  }
  checkRegion(call, bucket);
  const owner = request.headers['x-amz-expected-bucket-owner'];
  if (owner !== undefined && owner !== account) refuse(403, 'AccessDenied', 'Access Denied');
  return address.key === undefined
    ? answerBucket({ ...call, bucket })
    : answerObject({ ...call, bucket, key: address.key });
}

function answerBucket(call: Call & { readonly bucket: Bucket }): Answer {
  const { request } = call;
  const action = unbuiltBucketAction(request);
  if (action !== undefined) {
    demand(call, action, bucketArn(call.bucket));
    return refuseUnbuilt();
  }
  if (request.method === 'HEAD') return withRegionOnRefusal(call.bucket, () => headBucket(call));
  if (request.method !== 'GET') return refuseMethod(request.method, 'BUCKET');
  if (queryValue(request, 'location') !== undefined) return getBucketLocation(call);
  return queryValue(request, 'list-type') === '2' ? listObjectsV2(call) : listObjects(call);
}

function answerObject(call: Call & { readonly bucket: Bucket; readonly key: string }): Answer {
  const action = unbuiltObjectAction(call.request);
  if (action !== undefined) {
    demand(call, action, objectArn(call.bucket, call.key));
    return refuseUnbuilt();
  }
  if (call.request.method === 'HEAD') return headObject(call);
  return call.request.method === 'GET' ? getObject(call) : refuseMethod(call.request.method, 'OBJECT');
}

/** HeadBucket tells the region to whoever asks, even where it refuses: that is how clients find it. */
function withRegionOnRefusal(bucket: Bucket, answer: () => Answer): Answer {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused({ ...error.error, headers: { 'x-amz-bucket-region': bucket.region } });
  }
}

/**
 * This endpoint is S3 of the home region, and of any region whose bucket is asked for in its own name. A bucket that
 * lies elsewhere is a redirect; a region that neither the bucket nor the endpoint has is a malformed header.
 */
function checkRegion({ claim, request }: Call, bucket: Bucket): void {
  if (claim.region === bucket.region) return;
  const headers = { 'x-amz-bucket-region': bucket.region };
  if (claim.region !== homeRegion) refuseRegion(claim.region, bucket.region, headers);
  refuse(
    301,
    'PermanentRedirect',
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    // AWS names its own host here: whoever followed that would leave this machine.
    { headers, details: { Endpoint: request.headers.host ?? '', Bucket: bucket.name } },
  );
}

function refuseRegion(given: string, expected: string, headers: Readonly<Record<string, string>> = {}): never {
  return refuse(
    400,
    'AuthorizationHeaderMalformed',
    `The authorization header is malformed; the region '${given}' is wrong; expecting '${expected}'`,
    { headers, details: { Region: expected } },
  );
}

function refuseMethod(method: string, resourceType: string): never {
  return refuse(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    details: { Method: method, ResourceType: resourceType },
  });
}

function refuseUnbuilt(): never {
  return refuse(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented');
}

export function s3ErrorAnswer(error: AwsError, method: string): Answer {
  const [requestId, hostId] = [s3RequestId(), s3HostId()];
  const headers = { ...error.headers, 'x-amz-request-id': requestId, 'x-amz-id-2': hostId };
  if (method === 'HEAD') return { status: error.status, headers: { ...headers, 'content-type': 'application/xml' } };
  const root = element(
    'Error',
    elements({
      Code: error.code,
      Message: error.message,
      ...error.details,
      RequestId: requestId,
      HostId: hostId,
    }),
  );
  return {
    status: error.status,
    headers: { ...headers, 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}`,
  };
}

function refuseCaller(problem: AuthenticationProblem): never {
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
            RequestTime: new Date(problem.signed).toISOString().replace('.000Z', 'Z'),
            ServerTime: new Date(Math.floor(problem.now / 1000) * 1000).toISOString().replace('.000Z', 'Z'),
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

const NO_DATE = 'AWS authentication requires a valid Date or x-amz-date header';

function incompleteMessage(missing: readonly string[]): string {
  const reason =
    missing.length === 0
      ? 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
      : `missing ${missing.join(', ')}.`;
  return `The authorization header is malformed; ${reason}`;
}
