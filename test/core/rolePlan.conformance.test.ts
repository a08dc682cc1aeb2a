// Made-up configurations, and what botocore itself does with each. A failure prints the seed and the smallest case found.
// ROLECALL_PLAN_RUNS and ROLECALL_PLAN_SEED change how many there are and which.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Ini, readIni } from '../../src/core/awsIni.ts';
import { shellWords, windowsWords } from '../../src/core/commandWords.ts';
import { readProfiles, staticKeys } from '../../src/core/profile.ts';
import { planFor } from '../../src/core/rolePlan.ts';
import { needs } from '../support/needs.ts';
import { type BotocoreAnswer, type BotocoreProcess, type ParsedFile, startBotocore } from './botocoreProcess.ts';
import { configurations } from './configurations.ts';
import { rubbish } from './configurationText.ts';
import { factsOf, inputOfCase, type ProfileCase } from './planFacts.ts';

const usual = { runs: 2_000, seed: 20_250_101 };
const runs = Number(process.env.ROLECALL_PLAN_RUNS ?? usual.runs);
const seed = Number(process.env.ROLECALL_PLAN_SEED ?? usual.seed);

/**
 * Where a plan differs from botocore's. There are no other differences.
 *
 * 1. A file that botocore refuses as a whole: Rolecall says so as botocore does, and beside it gives the plan that comes
 *    out of what is known of the file (`readOn`), since one bad line should not take all profiles away. That plan is
 *    what botocore makes of the file with its bad lines repaired.
 * 2. A block of settings where one value belongs (`source_profile =` with indented lines below): botocore carries it
 *    along as a dictionary, Rolecall as the text that it is. AWS would refuse either.
 * 3. Where botocore itself stumbles over such a block (a TypeError, say), Rolecall gives a plan or a problem.
 *
 * Left out, as no plan depends on it: what settings say about timeouts and retries, whether variables with dates and
 * addresses hold such, and AWS_CREDENTIAL_FILE and boto.cfg, which no client but botocore reads.
 */
const stumbled = ({ crash, exception = '' }: BotocoreAnswer): boolean =>
  crash === true && /^(TypeError|AttributeError): /.test(exception);

/** Both kinds of block (2.) as one text. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'string' && inner.startsWith('\n') ? '(a block)' : inner,
  );
  return JSON.parse(text);
}

/** A file with what was read of it, written so that botocore refuses nothing. */
function repaired(ini: Ini | null): string | null {
  const texts = [...(ini?.sections.values() ?? [])].map(({ name, settings }) =>
    [
      `[${name}]`,
      ...[...settings].map(([key, { value, block }]) => {
        // One that is empty now must stay a block.
        const inner = [...(block ?? []), ...(block?.size === 0 ? [['a', 'b']] : [])];
        const lines = block ? ['', ...inner.map((pair) => pair.join(' = '))] : value.split('\n');
        return `${key} = ${lines.join('\n  ')}`;
      }),
      '',
    ].join('\n'),
  );
  return ini && texts.join('');
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

async function compare(profileCase: ProfileCase, botocore: BotocoreProcess): Promise<string> {
  const theirs = await botocore.ask(profileCase);
  compareFile(profileCase.config, theirs.files.config);
  compareFile(profileCase.credentials, theirs.files.credentials);
  const input = inputOfCase(profileCase);
  const plan = planFor(input);
  const ours = factsOf(plan);
  if (stumbled(theirs)) return 'botocore stumbles';
  assert.deepEqual(plain(ours), plain({ expect: theirs.expect, expectMore: theirs.expectMore }), theirs.exception);
  if ('readOn' in plan) {
    const { config, credentials } = input;
    const without = await botocore.ask({
      ...profileCase,
      config: repaired(config),
      credentials: repaired(credentials),
    });
    if (!stumbled(without)) {
      assert.deepEqual(plain(factsOf(plan.readOn)), plain({ expect: without.expect, expectMore: without.expectMore }));
    }
    return `refused: ${plan.reason}`;
  }
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

/** What comes up among the usual ones, so that agreement means something. */
const expected = [
  ...['static', 'environment', 'process', 'webIdentity', 'sso', 'login', 'ecs', 'ec2'].flatMap((kind) => [
    `${kind}, 0 hops`,
    `${kind}, 1 hops`,
  ]),
  'static, 3 hops',
  'profile-not-found',
  'source-profile-not-found',
  'cycle',
  'partial-credentials',
  'invalid-credential-source',
  'source-and-credential-source',
  'missing-source role-without-source',
  'missing-source no-credentials',
  'missing-source source-profile-without-credentials',
  'missing-source credential-source-empty',
  'malformed-config sso-session-not-found',
  'malformed-config sso-session-conflict',
  'malformed-config sso-incomplete',
  'malformed-config services-not-found',
  'malformed-config web-identity-without-role',
  'malformed-config credential-process-quoting',
  'refused: byte-order-mark',
  'refused: no-section',
  'refused: duplicate-section',
  'refused: duplicate-key',
  'refused: bare-word',
  'refused: empty-key',
  'refused: bare-word-in-block',
];

suite('core/rolePlan: made-up configurations against botocore', () => {
  needs('botocore');
  let botocore: BotocoreProcess;
  suiteSetup(() => {
    botocore = startBotocore();
  });
  suiteTeardown(() => {
    botocore?.stop();
  });

  test(`plans of ${runs} configurations, seed ${seed}`, async function () {
    this.timeout(120_000 + runs * 100);
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(configurations, async (profileCase) => {
        const outcome = await compare(profileCase, botocore);
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      }),
      { numRuns: runs, seed },
    );
    if (process.env.ROLECALL_PLAN_RUNS) console.log(Object.fromEntries([...seen].sort((a, b) => b[1] - a[1])));
    if (runs >= usual.runs && seed === usual.seed) {
      assert.deepEqual(
        expected.filter((outcome) => !seen.has(outcome)),
        [],
      );
    }
  });

  const fewer = Math.ceil(runs / 4);
  test(`plans of ${fewer} files of rubbish, seed ${seed}`, async function () {
    this.timeout(60_000 + fewer * 100);
    await fc.assert(
      fc.asyncProperty(rubbish, rubbish, async (config, credentials) => {
        await compare({ config, credentials, env: {}, profile: 'a' }, botocore);
      }),
      { numRuns: fewer, seed },
    );
  });

  test(`words of ${runs} commands, seed ${seed}`, async function () {
    this.timeout(60_000 + runs * 10);
    const piece = fc.constantFrom(
      'a',
      'bc',
      'ä',
      ' ',
      '\t',
      '\n',
      '"',
      "'",
      '\\',
      '\\\\',
      '#',
      '$x',
      '\u00a0',
      '"a b"',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const command = pieces.join('');
        const { posix, windows } = await botocore.wordsOf(command);
        assert.deepEqual(shellWords(command) ?? null, posix);
        assert.deepEqual(windowsWords(command) ?? null, windows);
      }),
      { numRuns: runs, seed },
    );
  });
});
