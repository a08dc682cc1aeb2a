// An object's tags, with the limits that S3 sets them.
import { refuse } from './awsError.ts';
import type { Tag } from './caller.ts';
import { refuseArgument } from './s3Call.ts';

const MAX_TAGS = 10;
const MAX_KEY = 128;
const MAX_VALUE = 256;
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Tags as x-amz-tagging has them: like a query. @throws Refused */
export function readTaggingHeader(header: string | undefined): readonly Tag[] {
  if (header === undefined) return [];
  const tags = header
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [key = '', value = '', ...rest] = pair.split('=').map(decodePart);
      if (rest.length > 0) refuseForm(header);
      return { key, value };
    });
  if (new Set(tags.map(({ key }) => key)).size < tags.length) refuseForm(header);
  return checkTags(tags);

  function decodePart(text: string): string {
    try {
      return decodeURIComponent(text.replaceAll('+', ' '));
    } catch {
      return refuseForm(header ?? '');
    }
  }
}

function refuseForm(header: string): never {
  return refuseArgument(
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    'x-amz-tagging',
    header,
  );
}

/** @throws Refused (BadRequest, InvalidTag) */
export function checkTags(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > MAX_TAGS) refuse(400, 'BadRequest', `Object tags cannot be greater than ${MAX_TAGS}`);
  const seen = new Set<string>();
  for (const { key, value } of tags) {
    if (key.toLowerCase().startsWith('aws:')) refuseTag(key, 'System tags cannot be added/updated by requester');
    if (key === '' || key.length > MAX_KEY || !TAG_TEXT.test(key)) {
      refuseTag(key, 'The TagKey you have provided is invalid');
    }
    if (value.length > MAX_VALUE || !TAG_TEXT.test(value)) refuseTag(key, 'The TagValue you have provided is invalid');
    if (seen.has(key)) refuseTag(key, 'Cannot provide multiple Tags with the same key');
    seen.add(key);
  }
  return tags;
}

function refuseTag(key: string, message: string): never {
  return refuse(400, 'InvalidTag', message, { details: { TagKey: key } });
}
