// What a profile will do before any call, as nodes of the roles view: the source, each role with what is asked for and
// which limits hold, and what is wrong with the place in the file where it is.
import type { Explanation, HopStep, Need, StepProblem } from '../../core/explanation.ts';
import type { ConfigFile, ConfigProblem } from '../../core/profile.ts';
import type { PlanSource } from '../../core/profileSource.ts';
import type { RefusedFile } from '../../core/rolePlan.ts';

/** A line of a file. */
export interface Place {
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
}

export interface ExplainedProfile {
  readonly explanation: Explanation;
  /** Where a file lies. */
  readonly pathOf: (file: ConfigFile) => string;
  /** Where a setting of a profile stands. */
  readonly placeOf: (profile: string, key: string) => Place | undefined;
}

export type Step =
  | { readonly is: 'source'; readonly source: PlanSource; readonly needs: readonly Need[] }
  | { readonly is: 'hop'; readonly step: HopStep }
  | { readonly is: 'session-name' | 'external-id' | 'mfa-device'; readonly value: string }
  | { readonly is: 'lasts'; readonly step: HopStep }
  | { readonly is: 'hop-problem'; readonly problem: StepProblem }
  | { readonly is: 'problem'; readonly problem: ConfigProblem }
  | { readonly is: 'refused'; readonly refused: RefusedFile };

export interface StepNode {
  readonly kind: 'step';
  readonly id: string;
  readonly step: Step;
  /** Where it is written, to be opened. */
  readonly place?: Place;
  readonly children: readonly StepNode[];
}

export function explanationNodes(profile: string, explained: ExplainedProfile): readonly StepNode[] {
  const { source, hops, problem, refused } = explained.explanation;
  const id = `explained.${profile}`;
  return [
    ...(refused
      ? [
          node(
            `${id}.refused`,
            { is: 'refused', refused },
            { path: explained.pathOf(refused.file), line: refused.line },
          ),
        ]
      : []),
    ...(problem ? [problemNode(id, problem, explained)] : []),
    ...(source ? [node(`${id}.source`, { is: 'source', ...source })] : []),
    ...hops.map((step, index) => hopNode(`${id}.${index}`, step, explained)),
  ];
}

function problemNode(id: string, problem: ConfigProblem, { pathOf }: ExplainedProfile): StepNode {
  const { file, line } = problem;
  const place = file === undefined || line === undefined ? undefined : { path: pathOf(file), line };
  return node(`${id}.problem`, { is: 'problem', problem }, place);
}

function hopNode(id: string, step: HopStep, { placeOf }: ExplainedProfile): StepNode {
  const { profile, externalId, mfaSerial } = step.hop;
  const facts: readonly (readonly [Step, string])[] = [
    ...given('session-name', step.sessionName, 'role_session_name'),
    ...given('external-id', externalId, 'external_id'),
    ...given('mfa-device', mfaSerial, 'mfa_serial'),
    [{ is: 'lasts', step }, 'duration_seconds'],
    ...step.problems.map((problem) => [{ is: 'hop-problem', problem }, keyOf[problem.field]] as const),
  ];
  const children = facts.map(([fact, key], index) => node(`${id}.${index}`, fact, placeOf(profile, key)));
  return { ...node(id, { is: 'hop', step }, placeOf(profile, 'role_arn')), children };
}

function given(
  is: 'session-name' | 'external-id' | 'mfa-device',
  value: string | undefined,
  key: string,
): readonly (readonly [Step, string])[] {
  return value === undefined ? [] : [[{ is, value }, key]];
}

const keyOf: Readonly<Record<StepProblem['field'], string>> = {
  roleArn: 'role_arn',
  roleSessionName: 'role_session_name',
  externalId: 'external_id',
  durationSeconds: 'duration_seconds',
  mfaSerial: 'mfa_serial',
};

function node(id: string, step: Step, place?: Place): StepNode {
  return { kind: 'step', id, step, ...(place && { place }), children: [] };
}
