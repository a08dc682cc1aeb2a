import assert from 'node:assert/strict';
import { readIni } from '../../../src/core/awsIni.ts';
import { explain } from '../../../src/core/explanation.ts';
import { readProfiles } from '../../../src/core/profile.ts';
import { planFor } from '../../../src/core/rolePlan.ts';
import { explanationNodes, type StepNode } from '../../../src/features/roles/explanationNodes.ts';

function nodesFor(config: string, profile: string): readonly StepNode[] {
  const files = { config: readIni(config), credentials: null };
  const { all } = readProfiles(files);
  return explanationNodes(profile, {
    explanation: explain(planFor({ ...files, env: {}, profile }), { sessionName: 'me@host' }),
    pathOf: (file) => `~/.aws/${file}`,
    placeOf: (name, key) => {
      const setting = all.get(name)?.settings.get(key);
      return setting && { path: `~/.aws/${setting.file}`, line: setting.line };
    },
  });
}

/** One line a step: how deep, what, and the line of the file. */
function lines(nodes: readonly StepNode[], depth = 0): string[] {
  return nodes.flatMap(({ step, place, children }) => [
    `${'  '.repeat(depth)}${step.is}${place ? ` ${place.path}:${place.line}` : ''}`,
    ...lines(children, depth + 1),
  ]);
}

const base = '[profile base]\naws_access_key_id = AKIAEXAMPLE000000001\naws_secret_access_key = held-in-a-test\n';

suite('features/roles/explanationNodes', () => {
  const rows: readonly [title: string, config: string, expected: string[]][] = [
    ['keys alone', base.replace('base', 'p'), ['source']],
    [
      'two hops, the second with more than an hour and an MFA device',
      `${base}[profile mid]\nrole_arn = arn:aws:iam::012345678901:role/Mid\nsource_profile = base\nexternal_id = abc\n` +
        '[profile p]\nrole_arn = arn:aws:iam::111122223333:role/Admin\nsource_profile = mid\nduration_seconds = 7200\n' +
        'mfa_serial = arn:aws:iam::012345678901:mfa/Ann\nrole_session_name = Ann\n',
      [
        'source',
        'hop ~/.aws/config:5',
        '  session-name',
        '  external-id ~/.aws/config:7',
        '  lasts',
        'hop ~/.aws/config:9',
        '  session-name ~/.aws/config:13',
        '  mfa-device ~/.aws/config:12',
        '  lasts ~/.aws/config:11',
        '  hop-problem ~/.aws/config:11',
        '  hop-problem ~/.aws/config:12',
      ],
    ],
    [
      'a source profile that is missing',
      '[profile p]\nrole_arn = arn:aws:iam::012345678901:role/Mid\nsource_profile = gone\n',
      ['problem ~/.aws/config:3'],
    ],
    ['no such profile', base, ['problem']],
    [
      'a file that the AWS CLI refuses',
      `${base}nonsense\n[profile p]\naws_access_key_id = AKIAEXAMPLE000000001\naws_secret_access_key = held-in-a-test\n`,
      ['refused ~/.aws/config:4', 'source'],
    ],
  ];
  for (const [title, config, expected] of rows) {
    test(title, () => assert.deepEqual(lines(nodesFor(config, 'p')), expected));
  }
});
