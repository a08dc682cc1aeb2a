// What policies that only limit rule out, whatever else may allow it. Says so only where nothing that is not known here (an
// address, a tag, a variable) could make it otherwise.
import { type Condition, isMet } from './condition.ts';
import type { RequestContext } from './context.ts';
import { selectsAction } from './decision.ts';
import type { Policy, Selection, Statement } from './document.ts';
import { type Fit, fitsArnBeginning, matchesArn, readPattern } from './pattern.ts';

export interface Reach {
  /** `s3:PutObject` */
  readonly action: string;
  readonly resource: string;
  /** Not this resource alone: all whose ARN begins so. */
  readonly andBelow: boolean;
  /** The condition keys whose values are known. */
  readonly context: RequestContext;
}

export type RuledOut = 'explicit' | 'implicit';

/** All policies together, of which one has to allow. Undefined where it may be allowed. */
export function ruledOut(policies: readonly Policy[], reach: Reach): RuledOut | undefined {
  const some = (effect: Statement['effect'], fits: readonly Fit[]) =>
    policies.some((policy) =>
      policy.statements.some(
        (statement) => statement.effect === effect && fits.includes(fitOf(policy, statement, reach)),
      ),
    );
  if (some('Deny', ['all'])) return 'explicit';
  return some('Allow', ['some', 'all']) ? undefined : 'implicit';
}

function fitOf(policy: Policy, { actions, resources, conditions }: Statement, reach: Reach): Fit {
  if (!selectsAction(actions, reach.action)) return 'none';
  return least([
    ...(resources ? [resourceFit(policy, resources, reach)] : []),
    ...conditions.map((condition) => conditionFit(policy, condition, reach.context)),
  ]);
}

function resourceFit({ withVariables }: Policy, { patterns, not }: Selection, { resource, andBelow }: Reach): Fit {
  const fits = patterns.map((text): Fit => {
    const pattern = readPattern(text, withVariables ? () => undefined : undefined);
    // A variable, of which the value is not known here.
    if (pattern === undefined) return 'some';
    if (andBelow) return fitsArnBeginning(pattern, resource);
    return matchesArn(pattern, resource) ? 'all' : 'none';
  });
  const most = fits.includes('all') ? 'all' : fits.includes('some') ? 'some' : 'none';
  return not ? ({ all: 'none', some: 'some', none: 'all' } as const)[most] : most;
}

function conditionFit({ withVariables }: Policy, condition: Condition, context: RequestContext): Fit {
  const isKnown =
    context.has(condition.key.toLowerCase()) &&
    !(withVariables && condition.values.some((value) => value.includes('${')));
  if (!isKnown) return 'some';
  return isMet(condition, context, withVariables) ? 'all' : 'none';
}

function least(fits: readonly Fit[]): Fit {
  return fits.includes('none') ? 'none' : fits.includes('some') ? 'some' : 'all';
}
