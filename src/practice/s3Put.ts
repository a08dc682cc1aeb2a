// PutObject: an object from the bytes of one request.
import { checkWrite } from './conditions.ts';
import { readDescription, readStorageClass } from './objectContent.ts';
import { readPayload } from './payload.ts';
import type { Answer } from './practice.ts';
import type { ObjectWriteCall } from './s3Call.ts';
import { checkWritable, demandCondition, demandWrite, writtenHeaders } from './s3Writing.ts';
import { heldBody } from './storedObject.ts';
import { readTaggingHeader } from './tagging.ts';

export async function putObject(call: ObjectWriteCall): Promise<Answer> {
  const { request, bucket, key, practice } = call;
  const tags = readTaggingHeader(request.headers['x-amz-tagging']);
  demandWrite(call, 'object', tags);
  const condition = demandCondition(call);
  checkWritable(call);
  const description = readDescription(request);
  const storageClass = readStorageClass(request) ?? 'STANDARD';
  const { bytes, md5, checksum } = await readPayload(call);
  // From here to the put nothing waits: of two writes with one condition, the second sees the first.
  checkWrite(condition, key, bucket.object(key));
  const content = { ...description, body: heldBody(bytes), etag: md5, storageClass, tags };
  const object = bucket.put(key, { ...content, ...(checksum ? { checksum } : {}) }, practice.now());
  return { status: 200, headers: { etag: `"${object.etag}"`, ...writtenHeaders(bucket, object) } };
}
