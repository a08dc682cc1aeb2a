// A plan in the form in which the cases are written down: test/fixtures/profiles, and what botocorePlan.py answers.
import { type Ini, readIni } from '../../src/core/awsIni.ts';
import type { ConfigProblem } from '../../src/core/profile.ts';
import type { Plan, PlanInput, RefusedFile } from '../../src/core/rolePlan.ts';

export interface ProfileCase {
  readonly config: string | null;
  readonly credentials: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly profile: string | null;
  readonly imds?: boolean;
}

export interface PlanFacts {
  readonly expect: Readonly<Record<string, unknown>>;
  readonly expectMore: Readonly<Record<string, unknown>>;
}

/** The facts that a plan has beside the agreed ones. A case may know others. */
export const furtherFacts = [
  'detail',
  'heldIn',
  'sessionToken',
  'argv',
  'webIdentity',
  'ssoRegion',
  'ssoSession',
  'loginSession',
] as const;

export function inputOfCase({ config, credentials, env, profile, imds }: ProfileCase): PlanInput {
  return { config: iniOf(config), credentials: iniOf(credentials), env, profile, imds: imds ?? false };
}

function iniOf(text: string | null): Ini | null {
  return text === null ? null : readIni(text);
}

export function factsOf(plan: Plan | ConfigProblem | RefusedFile): PlanFacts {
  if ('error' in plan) {
    return { expect: { error: plan.error }, expectMore: 'detail' in plan ? { detail: plan.detail } : {} };
  }
  const isFurther = ([key]: [string, unknown]) => (furtherFacts as readonly string[]).includes(key);
  const source = Object.entries(plan.source);
  return {
    expect: {
      source: Object.fromEntries(source.filter((entry) => !isFurther(entry))),
      hops: plan.hops.map(({ profile: _, ...hop }) => hop),
      ...(plan.region !== undefined && { region: plan.region }),
    },
    expectMore: Object.fromEntries(source.filter(isFurther)),
  };
}
