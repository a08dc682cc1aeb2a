// How much of a session token's room the session's policies and tags take, in per cent. AWS keeps its packing to itself;
// this one compresses too, and its room is of the size that the percentages in AWS's answers suggest.
import { deflateRawSync } from 'node:zlib';
import { refuse } from './awsError.ts';
import type { SessionLimits, Tag } from './caller.ts';

const ROOM = 480;

/** undefined where there is nothing to pack. @throws Refused where it is more than fits. */
export function packedPolicySize(limits: SessionLimits | undefined, tags: readonly Tag[]): number | undefined {
  if (!limits && tags.length === 0) return undefined;
  const tagTexts = tags.flatMap(({ key, value }) => [key, value]);
  const ofTags = percent(tagTexts);
  if (ofTags > 100) {
    refuse(400, 'PackedPolicyTooLarge', `Packed size of session tags consumes ${ofTags}% of allotted space.`);
  }
  const all = percent([limits?.text ?? '', ...(limits?.arns ?? []), ...tagTexts]);
  if (all > 100) {
    refuse(400, 'PackedPolicyTooLarge', `Packed policy consumes ${all}% of allotted space, please use smaller policy.`);
  }
  return all;
}

const percent = (texts: readonly string[]) => Math.ceil((deflateRawSync(texts.join('\0')).length / ROOM) * 100);
