// GetObjectTagging, PutObjectTagging and DeleteObjectTagging, of the object or of one version of it.
import type { Tag } from './caller.ts';
import type { Answer } from './practice.ts';
import { queryValue } from './request.ts';
import { demand, type ObjectCall, type ObjectWriteCall, objectArn, s3Element, xmlAnswer } from './s3Call.ts';
import { readDigestedDocument, refuseDocument } from './s3Document.ts';
import { demandVersion } from './s3Objects.ts';
import { requestTagKeys, versionHeaders } from './s3Writing.ts';
import { checkTags } from './tagging.ts';
import { element, elements } from './xml.ts';
import { childText, type XmlElement } from './xmlDocument.ts';

export function getObjectTagging(call: ObjectCall): Answer {
  const object = demandVersion(call, queryValue(call.request, 'versionId'), {
    object: 's3:GetObjectTagging',
    version: 's3:GetObjectVersionTagging',
  });
  const tags = object.tags.map(({ key, value }) => element('Tag', elements({ Key: key, Value: value })));
  return xmlAnswer(s3Element('Tagging', [element('TagSet', tags)]), versionHeaders(call.bucket, object));
}

export async function putObjectTagging(call: ObjectWriteCall): Promise<Answer> {
  const version = queryValue(call.request, 'versionId');
  const actions = { object: 's3:PutObjectTagging', version: 's3:PutObjectVersionTagging' } as const;
  demandVersion(call, version, actions);
  const tags = readTags(await readDigestedDocument(call, 'Tagging'));
  // Policies can ask for the tags, which are known only now.
  const action = version === undefined ? actions.object : actions.version;
  demand(call, action, objectArn(call.bucket, call.key), requestTagKeys(tags));
  const object = demandVersion(call, version, actions);
  call.bucket.replace({ ...object, tags });
  return { status: 200, headers: versionHeaders(call.bucket, object) };
}

export function deleteObjectTagging(call: ObjectWriteCall): Answer {
  const object = demandVersion(call, queryValue(call.request, 'versionId'), {
    object: 's3:DeleteObjectTagging',
    version: 's3:DeleteObjectVersionTagging',
  });
  call.bucket.replace({ ...object, tags: [] });
  return { status: 204, headers: versionHeaders(call.bucket, object) };
}

function readTags(document: XmlElement): readonly Tag[] {
  const [set, ...more] = document.children.filter(({ name }) => name === 'TagSet');
  if (!set || more.length > 0) return refuseDocument();
  const tags = set.children.map((tag) => {
    const [key, value] = [childText(tag, 'Key'), childText(tag, 'Value')];
    return tag.name !== 'Tag' || key === undefined || value === undefined ? refuseDocument() : { key, value };
  });
  return checkTags(tags);
}
