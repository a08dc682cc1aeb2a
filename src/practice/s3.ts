// S3: whose request it is, for which bucket and in which region; and how a refusal is written down.
import { authenticate } from './authentication.ts';
import { type AwsError, refuse } from './awsError.ts';
import type { ReadableBucket } from './bucket.ts';
import { s3HostId, s3RequestId } from './ids.ts';
import type { Answer, Practice } from './practice.ts';
import { authenticatePresigned, isPresigned, withQueryHeaders } from './presigned.ts';
import { type PracticeRequest, queryValue } from './request.ts';
import { isCallerGrants, listCallerAccessGrants } from './s3AccessGrants.ts';
import { readAddress } from './s3Address.ts';
import { listBuckets } from './s3Buckets.ts';
import type { S3Call } from './s3Call.ts';
import { refuseCaller } from './s3Caller.ts';
import { answerBucket, answerObject, refuseMethod } from './s3Operations.ts';
import { account, region as homeRegion } from './scenario.ts';
import { element, elements } from './xml.ts';

export async function answerS3(practice: Practice, request: PracticeRequest): Promise<Answer> {
  const address = readAddress(request);
  const call = await identify(practice, request);
  if (isCallerGrants(request)) return listCallerAccessGrants(call);
  if (address.bucket === undefined) {
    if (call.region !== homeRegion) refuseRegion(call, homeRegion);
    return request.method === 'GET' ? listBuckets(call) : refuseMethod(request.method, 'SERVICE');
  }
  const bucket = practice.store.get(address.bucket);
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

/** Who calls, by the signature in the header or in the query. @throws Refused */
async function identify(practice: Practice, request: PracticeRequest): Promise<S3Call> {
  if (isPresigned(request)) {
    const authenticated = await authenticatePresigned(practice, request);
    if ('problem' in authenticated) return refuseCaller(authenticated.problem);
    const { caller, claim, presigned } = authenticated;
    return { practice, request: withQueryHeaders(request), region: claim.region, caller, presigned };
  }
  // A link of signature version 2, which no bucket made after 2020 takes.
  if (queryValue(request, 'AWSAccessKeyId') !== undefined) return refuseCaller({ kind: 'other-algorithm' });
  const authenticated = await authenticate(practice, 's3', request);
  if ('problem' in authenticated) return refuseCaller(authenticated.problem);
  const { claim, ...sender } = authenticated;
  return { practice, request, region: claim.region, ...sender };
}

/**
 * This endpoint is S3 of the home region, and of any region whose bucket is asked for in its own name. A bucket that
 * lies elsewhere is a redirect; a region that neither the bucket nor the endpoint has is a malformed header.
 */
function checkRegion(call: S3Call, bucket: ReadableBucket): void {
  const { region, request } = call;
  if (region === bucket.region) return;
  const headers = { 'x-amz-bucket-region': bucket.region };
  if (region !== homeRegion) refuseRegion(call, bucket.region, headers);
  refuse(
    301,
    'PermanentRedirect',
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    // AWS names its own host here: whoever followed that would leave this machine.
    { headers, details: { Endpoint: request.headers.host ?? '', Bucket: bucket.name } },
  );
}

function refuseRegion(
  { region, presigned }: S3Call,
  expected: string,
  headers: Readonly<Record<string, string>> = {},
): never {
  const wrong = `the region '${region}' is wrong; expecting '${expected}'`;
  const more = { headers, details: { Region: expected } };
  return presigned
    ? refuse(400, 'AuthorizationQueryParametersError', `Error parsing the X-Amz-Credential parameter; ${wrong}`, more)
    : refuse(400, 'AuthorizationHeaderMalformed', `The authorization header is malformed; ${wrong}`, more);
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
