// Which of S3's operations a request on a bucket or an object is.
import { Refused, refuse } from './awsError.ts';
import { Bucket, type ReadableBucket } from './bucket.ts';
import type { Answer } from './practice.ts';
import { type PracticeRequest, queryValue } from './request.ts';
import { getBucketLocation, headBucket } from './s3Buckets.ts';
import { type BucketCall, bucketArn, demand, type ObjectCall, type ObjectWriteCall, objectArn } from './s3Call.ts';
import { completeMultipartUpload } from './s3CompleteUpload.ts';
import { copyObject } from './s3Copy.ts';
import { deleteObject } from './s3Delete.ts';
import { deleteObjects } from './s3DeleteMany.ts';
import { listObjects, listObjectsV2 } from './s3Listing.ts';
import { abortMultipartUpload, createMultipartUpload, uploadPart, uploadPartCopy } from './s3Multipart.ts';
import { getObject, headObject } from './s3Objects.ts';
import { putObject } from './s3Put.ts';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './s3Tagging.ts';
import { listMultipartUploads, listParts } from './s3UploadLists.ts';
import { getBucketVersioning, listObjectVersions, putBucketVersioning } from './s3Versions.ts';
import { unbuiltBucketAction, unbuiltObjectAction } from './unbuiltOperation.ts';

export async function answerBucket(call: BucketCall): Promise<Answer> {
  const { request } = call;
  const action = unbuiltBucketAction(request);
  if (action !== undefined) {
    demand(call, action, bucketArn(call.bucket));
    return refuseUnbuilt();
  }
  switch (request.method) {
    case 'HEAD':
      return withRegionOnRefusal(call.bucket, () => headBucket(call));
    case 'GET':
      if (has(request, 'location')) return getBucketLocation(call);
      if (has(request, 'versioning')) return getBucketVersioning(call);
      if (has(request, 'versions')) return listObjectVersions(call);
      if (has(request, 'uploads')) return listMultipartUploads(writing(call));
      return queryValue(request, 'list-type') === '2' ? listObjectsV2(call) : listObjects(call);
    case 'PUT':
      return putBucketVersioning(writing(call));
    case 'POST':
      return deleteObjects(writing(call));
    default:
      return refuseMethod(request.method, 'BUCKET');
  }
}

export async function answerObject(call: ObjectCall): Promise<Answer> {
  const { request } = call;
  const action = unbuiltObjectAction(request);
  if (action !== undefined) {
    demand(call, action, objectArn(call.bucket, call.key));
    return refuseUnbuilt();
  }
  switch (request.method) {
    case 'HEAD':
      return headObject(call);
    case 'GET':
      if (has(request, 'tagging')) return getObjectTagging(call);
      return has(request, 'uploadId') ? listParts(writing(call)) : getObject(call);
    case 'PUT':
      return put(writing(call));
    case 'POST':
      if (has(request, 'uploads')) return createMultipartUpload(writing(call));
      return has(request, 'uploadId') ? completeMultipartUpload(writing(call)) : refuseMethod('POST', 'OBJECT');
    case 'DELETE':
      if (has(request, 'tagging')) return deleteObjectTagging(writing(call));
      return has(request, 'uploadId') ? abortMultipartUpload(writing(call)) : deleteObject(writing(call));
    default:
      return refuseMethod(request.method, 'OBJECT');
  }
}

async function put(call: ObjectWriteCall): Promise<Answer> {
  const { request } = call;
  const isCopy = request.headers['x-amz-copy-source'] !== undefined;
  if (has(request, 'tagging')) return putObjectTagging(call);
  if (has(request, 'uploadId')) return isCopy ? uploadPartCopy(call) : uploadPart(call);
  return isCopy ? copyObject(call) : putObject(call);
}

const has = (request: PracticeRequest, name: string) => queryValue(request, name) !== undefined;

/** Some buckets can only be read: those whose contents are computed. */
function writing<Given extends BucketCall>(call: Given): Given & { readonly bucket: Bucket } {
  const { bucket } = call;
  return bucket instanceof Bucket ? { ...call, bucket } : refuseUnbuilt();
}

/** HeadBucket tells the region to whoever asks, even where it refuses: that is how clients find it. */
function withRegionOnRefusal(bucket: ReadableBucket, answer: () => Answer): Answer {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused({ ...error.error, headers: { 'x-amz-bucket-region': bucket.region } });
  }
}

export function refuseMethod(method: string, resourceType: string): never {
  return refuse(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    details: { Method: method, ResourceType: resourceType },
  });
}

function refuseUnbuilt(): never {
  return refuse(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented');
}
