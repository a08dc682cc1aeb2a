// Buckets and roles that a text names, as people and programs write them: in a file, in a terminal's output.
import { parseRoleArn } from './arn.ts';
import { type BucketPlace, bucketNameProblem } from './bucket.ts';

export type AwsReference =
  | { readonly kind: 'bucket'; readonly start: number; readonly length: number; readonly place: BucketPlace }
  | { readonly kind: 'role'; readonly start: number; readonly length: number; readonly roleArn: string };

/** Longer lines are data, and nobody reads them. */
const longestLine = 4000;

// Quotes, brackets and commas end an address: they are part of a key only rarely, and of what stands around it often.
const bucket = /(?:\bs3[an]?:\/\/|\barn:aws[a-z-]{0,10}:s3:::)([\w.-]{3,255})(\/[^\s'"`<>()[\]{}|,;]*)?/g;
const role = /\barn:aws[a-z-]{0,10}:iam::\d{12}:role\/[\w+=,.@/-]{1,577}/g;

/**
 * The references in one line, in order.
 *
 * The place of an object is the folder that it is in, since a tree opens folders; that of a pattern (`logs/*`, as policies
 * have them) is what stands before its first wildcard.
 */
export function awsReferences(line: string): readonly AwsReference[] {
  if (line.length > longestLine) return [];
  return [...bucketsIn(line), ...rolesIn(line)].sort((one, other) => one.start - other.start);
}

function bucketsIn(line: string): AwsReference[] {
  return [...line.matchAll(bucket)].flatMap((match): AwsReference[] => {
    const text = withoutFullStop(match[0]);
    const name = match[2] === undefined ? withoutFullStop(match[1] ?? '') : (match[1] ?? '');
    if (bucketNameProblem(name)) return [];
    const key = match[2] === undefined ? '' : withoutFullStop(match[2]).slice(1);
    return [
      { kind: 'bucket', start: match.index, length: text.length, place: { bucket: name, prefix: folderOf(key) } },
    ];
  });
}

function rolesIn(line: string): AwsReference[] {
  return [...line.matchAll(role)].flatMap((match): AwsReference[] => {
    const text = match[0].replace(/[.,/]+$/, '');
    const arn = parseRoleArn(text);
    return 'problem' in arn ? [] : [{ kind: 'role', start: match.index, length: text.length, roleArn: arn.arn }];
  });
}

function folderOf(key: string): string {
  const fixed = key.split(/[*?]/, 1)[0] ?? '';
  return fixed.slice(0, fixed.lastIndexOf('/') + 1);
}

/** Of a sentence that ends with the address. */
function withoutFullStop(text: string): string {
  return text.replace(/[.:!]+$/, '');
}
