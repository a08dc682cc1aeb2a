// Tags of a session: those that the request passes, and those that the calling session hands on. Keys are compared
// without case. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
import { refuse } from './awsError.ts';
import type { Caller, SessionTag, Tag } from './caller.ts';

/** What the calling session hands on to every session that is made from it. */
export const inheritedTags = (caller: Caller): readonly SessionTag[] =>
  caller.session?.tags.filter(({ transitive }) => transitive) ?? [];

/** The tags that the request asks for, without what is inherited. @throws Refused where AWS refuses them. */
export function requestedTags(
  caller: Caller,
  tags: readonly Tag[],
  transitiveKeys: readonly string[],
): readonly SessionTag[] {
  const keys = new Set(tags.map(({ key }) => key.toLowerCase()));
  if (keys.size < tags.length) {
    refuse(400, 'InvalidParameterValue', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  const transitive = new Set(transitiveKeys.map((key) => key.toLowerCase()));
  if ([...transitive].some((key) => !keys.has(key))) {
    refuse(400, 'InvalidParameterValue', 'The specified transitive tag key must be included in the requested tags.');
  }
  if (inheritedTags(caller).some(({ key }) => keys.has(key.toLowerCase()))) {
    refuse(
      400,
      'InvalidParameterValue',
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  return tags.map((tag) => ({ ...tag, transitive: transitive.has(tag.key.toLowerCase()) }));
}
