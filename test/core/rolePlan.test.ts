import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ConfigProblem } from '../../src/core/profile.ts';
import { type PlanInput, planFor } from '../../src/core/rolePlan.ts';
import { factsOf, furtherFacts, inputOfCase, type PlanFacts, type ProfileCase } from './planFacts.ts';

interface WrittenCase extends ProfileCase {
  readonly name: string;
  readonly expect: PlanFacts['expect'];
  readonly expectMore?: PlanFacts['expectMore'];
}

const folder = path.join(process.cwd(), 'test/fixtures/profiles');

suite('core/rolePlan: the plans that botocore carries out', () => {
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()) {
    suite(file, () => {
      const cases = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as readonly WrittenCase[];
      for (const written of cases) {
        test(written.name, () => {
          const { expect, expectMore } = factsOf(planFor(inputOfCase(written)));
          assert.deepEqual(expect, written.expect);
          const known = furtherFacts.flatMap((fact) =>
            written.expectMore && fact in written.expectMore ? [[fact, written.expectMore[fact]]] : [],
          );
          assert.deepEqual(expectMore, Object.fromEntries(known));
        });
      }
    });
  }
});

const keys = 'aws_access_key_id = AKIAONE\naws_secret_access_key = made-up-one\n';
const role = 'role_arn = arn:aws:iam::111111111111:role/A\n';

function inputOf(config: string | null, credentials: string | null = null): PlanInput {
  return inputOfCase({ config, credentials, env: {}, profile: null });
}

suite('core/rolePlan: problems say where they are', () => {
  const problems: readonly (readonly [config: string, problem: ConfigProblem, credentials?: string])[] = [
    ['', { error: 'profile-not-found', profile: 'p' }],
    [
      `[profile p]\n${role}source_profile = q\n`,
      { error: 'source-profile-not-found', sourceProfile: 'q', profile: 'p', file: 'config', line: 3 },
    ],
    [
      `[profile p]\n${role}[profile q]\n${role}source_profile = p\n`,
      { error: 'cycle', path: ['p', 'q', 'p'], profile: 'q', file: 'config', line: 5 },
      '[p]\nsource_profile = q\n',
    ],
    [
      '[profile p]\n',
      {
        error: 'partial-credentials',
        missing: 'aws_secret_access_key',
        profile: 'p',
        file: 'credentials',
        line: 3,
      },
      '[p]\n\naws_access_key_id = AKIAHALF\n',
    ],
    [
      `[profile p]\n${role}credential_source = Keychain\n`,
      { error: 'invalid-credential-source', credentialSource: 'Keychain', profile: 'p', file: 'config', line: 3 },
    ],
    [
      `[profile p]\n${role}source_profile = q\ncredential_source = Environment\n`,
      { error: 'source-and-credential-source', profile: 'p', file: 'config', line: 4 },
    ],
    [
      `[profile p]\n${role}`,
      { error: 'missing-source', detail: 'role-without-source', profile: 'p', file: 'config', line: 2 },
    ],
    [
      `[profile p]\n${role}source_profile = q\n[profile q]\n`,
      {
        error: 'missing-source',
        detail: 'source-profile-without-credentials',
        sourceProfile: 'q',
        profile: 'p',
        file: 'config',
        line: 3,
      },
    ],
    [
      '[profile p]\nsso_account_id = 111111111111\nsso_session = s\nsso_region = x\n[sso-session s]\nsso_region = y\n',
      {
        error: 'malformed-config',
        detail: 'sso-session-conflict',
        key: 'sso_region',
        profile: 'p',
        file: 'config',
        line: 4,
      },
    ],
    [
      `[profile p]\n${role}source_profile = q\nservices = v\n[profile q]\n${keys}`,
      { error: 'malformed-config', detail: 'services-not-found', section: 'v', profile: 'p', file: 'config', line: 4 },
    ],
  ];
  for (const [config, problem, credentials] of problems) {
    test(`${'detail' in problem ? problem.detail : problem.error}: ${JSON.stringify(config)}`, () => {
      assert.deepEqual(planFor({ ...inputOf(config, credentials ?? null), profile: 'p' }), problem);
    });
  }
});

suite('core/rolePlan: a file that the CLI refuses', () => {
  test('is named with its line, and the plan goes on with what is known', () => {
    assert.deepEqual(planFor({ ...inputOf(`\ufeff[profile p]\n${keys}`), profile: 'p' }), {
      error: 'malformed-config',
      detail: 'unparseable-file',
      reason: 'byte-order-mark',
      profile: 'p',
      file: 'config',
      line: 1,
      readOn: {
        source: { kind: 'static', profile: 'p', accessKeyId: 'AKIAONE', heldIn: 'config' },
        hops: [],
        endpoints: {},
      },
    });
  });

  test('no plan carries a secret', () => {
    const texts = [inputOf(`[default]\n${keys}`), inputOf(`word\n[default]\n${keys}`, `[p]\n${keys}`)].map((files) =>
      JSON.stringify(planFor({ ...files, env: { AWS_SECRET_ACCESS_KEY: 'made-up-environment' } })),
    );
    for (const text of texts) assert.doesNotMatch(text, /made-up/);
  });
});

suite('core/rolePlan: inputs beside the files', () => {
  test('an instance metadata service that may answer', () => {
    const plan = planFor({ ...inputOf(null), imds: 'unknown' });
    assert.deepEqual(plan, { source: { kind: 'ec2', unsure: true }, hops: [], endpoints: {} });
  });

  test('a command is split by the rules of the platform', () => {
    const files = inputOf('[default]\ncredential_process = C:\\get.exe a\n');
    const argv = (['posix', 'windows'] as const).map((commandLine) => {
      const plan = planFor({ ...files, commandLine });
      return 'source' in plan && plan.source.kind === 'process' ? plan.source.argv : plan;
    });
    assert.deepEqual(argv, [
      ['C:get.exe', 'a'],
      ['C:\\get.exe', 'a'],
    ]);
  });
});
