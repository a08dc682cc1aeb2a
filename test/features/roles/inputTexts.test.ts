// What a person reads who gives AssumeRole something that it does not take: from the input to the sentence, every one of them.
import assert from 'node:assert/strict';
import { parseRoleArn } from '../../../src/core/arn.ts';
import { wrongTypeIn } from '../../../src/core/assumeRoleFields.ts';
import { type AssumeRoleRequest, assumeRoleProblem } from '../../../src/core/assumeRoleRequest.ts';
import {
  assumeRoleProblemText,
  roleArnText,
  wrongTypeText,
  wrongWayText,
} from '../../../src/features/roles/inputTexts.ts';
import { localizedTexts } from '../../house/localizedTexts.ts';
import { readText } from '../../house/project.ts';
import { assertSays } from '../../support/inBothLanguages.ts';

const role = 'arn:aws:iam::012345678901:role/S3ListBucketOnly';
const request: AssumeRoleRequest = { roleArn: role, roleSessionName: 'MySession' };

type Row = readonly [title: string, english: string, japanese: string];

const arns: readonly (readonly [arn: string, ...Row])[] = [
  ['', 'nothing', 'Type or paste the ARN of the role.', 'ロールの ARN を入力するか、貼り付けてください。'],
  [
    'S3ListBucketOnly',
    'a role name instead of an ARN',
    'That is only a name. A role ARN has the account too: arn:aws:iam::<account>:role/<name>',
    '名前だけです。ロールの ARN にはアカウントも必要です: arn:aws:iam::<アカウント>:role/<名前>',
  ],
  ...['arn:aws:iam', 'arn:aws:iam::012345678901:role', 'arn:aws:iam::012345678901:role/'].map(
    (half) =>
      [
        half,
        'half an ARN',
        'The ARN is not complete. It ends with role/<name>: arn:aws:iam::<account>:role/<name>',
        'ARN が途中までです。最後は role/<名前> です: arn:aws:iam::<アカウント>:role/<名前>',
      ] as const,
  ),
  [
    'arn:aws:iam::012345678901:user/AssumeRoleUser',
    'the ARN of a user',
    'That is the ARN of something else. Only a role can be assumed: arn:aws:iam::<account>:role/<name>',
    'ロール以外の ARN です。引き受けられるのはロールだけです: arn:aws:iam::<アカウント>:role/<名前>',
  ],
  [
    'arn:aws:sts::012345678901:assumed-role/S3ListBucketOnly/MySession',
    'the ARN of a session',
    'That names a session of a role. The role itself is arn:aws:iam::<account>:role/<name>',
    'ロールのセッションの ARN です。ロール自体の ARN は arn:aws:iam::<アカウント>:role/<名前> です',
  ],
  [
    'arn:asw:iam::012345678901:role/S3ListBucketOnly',
    'a mistyped partition',
    'The second part is no AWS partition. It is usually "aws".',
    '2 番目の部分が AWS のパーティションではありません。通常は "aws" です。',
  ],
  ...['arn:aws:iam::12345678901:role/X', 'arn:aws:iam:us-east-1:012345678901:role/X'].map(
    (wrong) =>
      [
        wrong,
        'an account of 11 digits, or after a region',
        'The account has 12 digits, and no region stands before it: arn:aws:iam::<account>:role/<name>',
        'アカウントは 12 桁の数字で、その前にリージョンは入りません: arn:aws:iam::<アカウント>:role/<名前>',
      ] as const,
  ),
  ...['S3 List', `${role}!`].map(
    (wrong) =>
      [
        wrong,
        'characters that no role has',
        'A role has only letters, digits and _+=,.@- in its name.',
        'ロール名に使えるのは、英数字と _+=,.@- だけです。',
      ] as const,
  ),
  [
    `arn:aws:iam::012345678901:role/${'x'.repeat(2048)}`,
    'an ARN that is too long',
    'A role ARN has 2,048 characters at most.',
    'ロールの ARN は 2,048 文字までです。',
  ],
];

const requests: readonly (readonly [change: Partial<AssumeRoleRequest>, ...Row])[] = [
  [
    { roleArn: 'S3ListBucketOnly' },
    'a role name, in a request',
    'That is only a name. A role ARN has the account too: arn:aws:iam::<account>:role/<name>',
    '名前だけです。ロールの ARN にはアカウントも必要です: arn:aws:iam::<アカウント>:role/<名前>',
  ],
  [
    { roleSessionName: 'x' },
    'a session name of 1 character',
    'A session name has at least 2 characters.',
    'セッション名は 2 文字以上です。',
  ],
  [
    { roleSessionName: 'x'.repeat(65) },
    'a session name of 65 characters',
    'A session name has 64 characters at most.',
    'セッション名は 64 文字までです。',
  ],
  [
    { roleSessionName: 'My Session' },
    'a session name with a space',
    'A session name has no spaces.',
    'セッション名に空白は使えません。',
  ],
  [
    { roleSessionName: 'My/Session' },
    'a session name with a slash',
    'A session name has only letters, digits and _+=,.@-',
    'セッション名に使えるのは、英数字と _+=,.@- だけです',
  ],
  [
    { externalId: 'x' },
    'an external id of 1 character',
    'An external id has 2 to 1,224 letters, digits and _+=,.@:/-',
    '外部 ID は 2 から 1,224 文字で、使えるのは英数字と _+=,.@:/- だけです',
  ],
  [
    { durationSeconds: 899 },
    'a duration below the least',
    'A session lasts 900 to 43,200 seconds.',
    'セッションの長さは 900 から 43,200 秒です。',
  ],
  [
    { mfaSerial: 'x' },
    'a device that cannot be one',
    'An MFA device is named by its ARN (arn:aws:iam::<account>:mfa/<name>) or its serial number.',
    'MFA デバイスは ARN (arn:aws:iam::<account>:mfa/<name>) かシリアル番号で指定します。',
  ],
  [
    { policy: 'no JSON' },
    'a policy that is no JSON',
    'A session policy is a JSON object of 2,048 characters at most.',
    'セッションポリシーは 2,048 文字以内の JSON オブジェクトです。',
  ],
  [
    { policyArns: [role] },
    'a policy ARN that names a role',
    'Session policies are up to 10 ARNs of managed policies (arn:aws:iam::aws:policy/<name>).',
    'セッションポリシーに指定できるのは管理ポリシーの ARN 10 個までです (arn:aws:iam::aws:policy/<name>)。',
  ],
  [
    { tags: { '': 'blue' } },
    'a tag without a key',
    'A session has up to 50 tags, with keys of up to 128 and values of up to 256 letters, digits, spaces and _.:/=+-@',
    'セッションタグは 50 個までです。キーは 128 文字、値は 256 文字までで、文字、数字、空白、_.:/=+-@ が使えます。',
  ],
  [
    { transitiveTagKeys: ['team'] },
    'a tag to go on that is not there',
    'Only tags that the session has can go on to the next role.',
    '次のロールに引き継げるのは、セッションに付けたタグだけです。',
  ],
  [
    { sourceIdentity: 'Ann B' },
    'a source identity with a space',
    'A source identity has 2 to 64 letters, digits and _+=,.@-',
    'ソース ID は 2 ～ 64 文字で、英数字と _+=,.@- が使えます。',
  ],
];

const typed: readonly (readonly [value: Readonly<Record<string, unknown>>, ...Row])[] = [
  [
    { roleSessionName: 42 },
    'a number for a text',
    'roleSessionName has to be a text.',
    'roleSessionName は文字列で指定してください。',
  ],
  [
    { durationSeconds: '3600' },
    'a text for a number',
    'durationSeconds has to be a number.',
    'durationSeconds は数値で指定してください。',
  ],
  [
    { policyArns: role },
    'a text for a list',
    'policyArns has to be a list of texts.',
    'policyArns は文字列の配列で指定してください。',
  ],
  [
    { tags: ['team=blue'] },
    'a list for an object',
    'tags has to be an object of texts, such as { "team": "blue" }.',
    'tags は { "team": "blue" } のような、値が文字列のオブジェクトで指定してください。',
  ],
];

const wrongWay = [
  'via has to be a list of roles, each with its roleArn and without a source of its own.',
  'via は、roleArn があり、独自のソースを持たないロールの配列で指定してください。',
] as const;

suite('features/roles/inputTexts', () => {
  for (const [arn, title, english, japanese] of arns) {
    test(`${title}: ${arn.slice(0, 60)}`, () => {
      const parsed = parseRoleArn(arn);
      assertSays(() => ('problem' in parsed ? roleArnText(parsed.problem) : undefined), english, japanese);
    });
  }

  for (const [change, title, english, japanese] of requests) {
    test(title, () => {
      const problem = assumeRoleProblem({ ...request, ...change });
      assertSays(() => problem && assumeRoleProblemText(problem), english, japanese);
    });
  }

  for (const [value, title, english, japanese] of typed) {
    test(title, () => {
      const wrong = wrongTypeIn(value);
      assertSays(() => wrong && wrongTypeText(wrong.field, wrong.type), english, japanese);
    });
  }

  test('what is no list of roles on the way', () => assertSays(wrongWayText, ...wrongWay));

  test('no sentence is without a row', () => {
    const shown = [...[...arns, ...requests, ...typed].map(([, , english]) => english), wrongWay[0]];
    const questions = [
      'Session Name',
      'Yours to choose. It becomes part of who you are, and stands in the logs of the account.',
    ];
    const { texts } = localizedTexts(readText('src/features/roles/inputTexts.ts'));
    assert.deepEqual(
      texts.filter((text) => !questions.includes(text) && !shown.some((row) => row.endsWith(text.replace('{0} ', '')))),
      [],
    );
  });
});
