// DeleteObjects: up to a thousand objects or versions in one request, each allowed or refused on its own.
import { Refused } from './awsError.ts';
import type { WriteCondition } from './conditions.ts';
import type { Answer } from './practice.ts';
import { type BucketWriteCall, demand, objectArn, s3Element, xmlAnswer } from './s3Call.ts';
import { carryOut, demandDelete } from './s3Delete.ts';
import { readDigestedDocument, refuseDocument } from './s3Document.ts';
import { element, elements, type Xml } from './xml.ts';
import { childText, type XmlElement } from './xmlDocument.ts';

const MAX_KEYS = 1000;

export async function deleteObjects(call: BucketWriteCall): Promise<Answer> {
  const document = await readDigestedDocument(call, 'Delete');
  const isQuiet = childText(document, 'Quiet') === 'true';
  const wanted = document.children.filter(({ name }) => name === 'Object').map(readObject);
  if (wanted.length === 0 || wanted.length > MAX_KEYS) refuseDocument();
  const results = wanted.flatMap((each) => {
    const result = deleteOne(call, each);
    return isQuiet && !result.isError ? [] : result.xml;
  });
  return xmlAnswer(s3Element('DeleteResult', results));
}

interface Wanted {
  readonly key: string;
  readonly version?: string;
  readonly condition: WriteCondition;
}

function readObject(object: XmlElement): Wanted {
  const key = childText(object, 'Key');
  const version = childText(object, 'VersionId');
  const tags = childText(object, 'ETag');
  if (key === undefined || key === '') return refuseDocument();
  return {
    key,
    ...(version === undefined || version === '' ? {} : { version }),
    condition: tags === undefined ? { kind: 'none' } : { kind: 'match', tags },
  };
}

function deleteOne(call: BucketWriteCall, { key, version, condition }: Wanted): { isError: boolean; xml: Xml } {
  try {
    demandDelete({ ...call, key }, version);
    if (condition.kind === 'match') demand(call, 's3:GetObject', objectArn(call.bucket, key));
    const { versionId, isMarker } = carryOut(call.bucket, key, version, condition, call.practice.now());
    const deleted = {
      Key: key,
      VersionId: version,
      DeleteMarker: isMarker || undefined,
      DeleteMarkerVersionId: isMarker ? versionId : undefined,
    };
    return { isError: false, xml: element('Deleted', elements(deleted)) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { code, message } = error.error;
    const refused = { Key: key, VersionId: version, Code: code, Message: message };
    return { isError: true, xml: element('Error', elements(refused)) };
  }
}
