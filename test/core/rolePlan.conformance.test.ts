// Made-up configurations, and what botocore itself does with each. A failure prints the seed and the smallest case found.
// ROLECALL_PLAN_RUNS and ROLECALL_PLAN_SEED change how many there are and which.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Ini, readIni } from '../../src/core/awsIni.ts';
import { readProfiles, staticKeys } from '../../src/core/profile.ts';
import { planFor } from '../../src/core/rolePlan.ts';
import { needs } from '../support/needs.ts';
import { type BotocoreAnswer, type ParsedFile, startBotocore } from './botocoreProcess.ts';
import { configurations } from './configurations.ts';
import { factsOf, inputOf, type ProfileCase } from './planFacts.ts';

const runs = Number(process.env.ROLECALL_PLAN_RUNS ?? 2_500);
const seed = Number(process.env.ROLECALL_PLAN_SEED ?? 20_250_101);

/** Where a plan may differ from botocore's; there are no others. */
const differences: readonly { readonly reason: string; readonly is: (theirs: BotocoreAnswer) => boolean }[] = [
  {
    // A block of settings where one value belongs (`source_profile =` and indented lines below), or a single value
    // where a block belongs (`sts = x` in services).
    reason: 'botocore stumbles over a value that it did not foresee (TypeError, AttributeError); Rolecall gives a plan',
    is: (theirs) => theirs.crash === true,
  },
];

/** A block where one value belongs is carried along as its text here and as a dictionary there: AWS refuses both. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'string' && inner.startsWith('\n') ? '(a block)' : inner,
  );
  return JSON.parse(text);
}

/** The sections in the form in which botocore's parser gives them. */
function sectionsOf(ini: Ini): Record<string, unknown> {
  return Object.fromEntries(
    [...ini.sections].map(([name, { settings }]) => [
      name,
      Object.fromEntries(
        [...settings].map(([key, { value, block }]) => [key, block ? Object.fromEntries(block) : value]),
      ),
    ]),
  );
}

function compareFile(text: string | null, theirs: ParsedFile): void {
  if (text === null || theirs === null) {
    assert.equal(text, theirs);
    return;
  }
  const ini = readIni(text);
  const refused = Array.isArray(theirs.lines) ? (theirs.lines as readonly number[]) : undefined;
  if (!refused) {
    assert.deepEqual(ini.problems, []);
    assert.deepEqual(sectionsOf(ini), theirs);
    return;
  }
  const lines = ini.problems.map(({ line }) => line);
  assert.notDeepEqual(lines, []);
  for (const line of refused) assert.ok(lines.includes(line), `botocore refuses line ${line}`);
}

function compare(profileCase: ProfileCase, theirs: BotocoreAnswer): string {
  compareFile(profileCase.config, theirs.files.config);
  compareFile(profileCase.credentials, theirs.files.credentials);
  const input = inputOf(profileCase);
  const plan = planFor(input);
  const ours = factsOf(plan);
  if (differences.some(({ is }) => is(theirs))) return 'X ' + theirs.exception?.slice(0, 80);
  assert.deepEqual(plain(ours), plain({ expect: theirs.expect, expectMore: theirs.expectMore }), theirs.exception);
  if ('error' in plan) {
    return [plan.error, 'detail' in plan ? plan.detail : []].flat().join(' ');
  }
  const profiles = readProfiles(input);
  assert.deepEqual([...profiles.all.keys()], theirs.profiles);
  if (theirs.endpoints) {
    const { sts = null, s3 = null } = plan.endpoints;
    assert.deepEqual(plain({ sts, s3 }), plain(theirs.endpoints));
    if (sts !== null) for (const endpoint of theirs.calls) assert.equal(endpoint, sts);
  }
  if (plan.source.kind === 'static') {
    const { accessKeyId, secretAccessKey, sessionToken } = staticKeys(profiles, plan.source) ?? {};
    if (theirs.keys) assert.deepEqual(plain([accessKeyId, secretAccessKey, sessionToken ?? null]), plain(theirs.keys));
  }
  return `${plan.source.kind}, ${plan.hops.length} hops`;
}

suite('core/rolePlan: made-up configurations against botocore', () => {
  needs('botocore');

  test(`${runs} configurations, seed ${seed}`, async function () {
    this.timeout(120_000 + runs * 100);
    const seen = new Map<string, number>();
    const botocore = startBotocore();
    const property = fc.asyncProperty(configurations, async (profileCase) => {
      const outcome = compare(profileCase, await botocore.ask(profileCase));
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    });
    try {
      await fc.assert(property, { numRuns: runs, seed });
    } finally {
      botocore.stop();
    }
    if (process.env.ROLECALL_PLAN_RUNS) console.log(Object.fromEntries([...seen].sort((a, b) => b[1] - a[1])));
  });
});
