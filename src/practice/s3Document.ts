// The XML document that some requests bring as their body.
import { refuse } from './awsError.ts';
import { readPayload } from './payload.ts';
import type { S3Call } from './s3Call.ts';
import { readXml, type XmlElement } from './xmlDocument.ts';

/** More than any of these documents needs: a thousand keys, or ten thousand parts. */
const MAX_DOCUMENT = 2 * 1024 * 1024;

/**
 * The document's root, if it has that name.
 *
 * @throws Refused
 */
export async function readDocument(call: S3Call, root: string): Promise<XmlElement> {
  if (call.request.body.size > MAX_DOCUMENT) {
    refuse(400, 'MaxMessageLengthExceeded', 'Your request was too big.', {
      details: { MaxMessageLengthBytes: String(MAX_DOCUMENT) },
    });
  }
  const { bytes } = await readPayload(call);
  const element = readXml(bytes);
  return element?.name === root ? element : refuseDocument();
}

/** The same, where the request must give a digest of it. */
export async function readDigestedDocument(call: S3Call, root: string): Promise<XmlElement> {
  const { headers } = call.request;
  const isDigested = Object.keys(headers).some((name) => name === 'content-md5' || DIGEST.test(name));
  if (!isDigested) refuse(400, 'InvalidRequest', 'Missing required header for this request: Content-MD5');
  return readDocument(call, root);
}

const DIGEST = /^x-amz-(?:checksum-(?:crc32c?|crc64nvme|sha1|sha256)|trailer)$/;

export function refuseDocument(): never {
  return refuse(
    400,
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}
