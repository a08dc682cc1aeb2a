// What a person reads of a denied AssumeRole, from what STS answers to the sentence: which of the two gates is closed.
import { awsFailure } from '../../src/aws/failures.ts';
import { failureSentence } from '../../src/platform/messages.ts';
import { assertSays } from '../support/inBothLanguages.ts';

const asked =
  'User: arn:aws:iam::012345678901:user/AssumeRoleUser is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::012345678901:role/S3ListBucketOnly';
const english = 'Access denied: user/AssumeRoleUser may not sts:AssumeRole on role/S3ListBucketOnly.';
const japanese =
  'アクセスが拒否されました: user/AssumeRoleUser には role/S3ListBucketOnly に対する sts:AssumeRole が許可されていません。';

suite('platform/messages: a denied AssumeRole', () => {
  const rows: readonly [title: string, reason: string, english: string, japanese: string][] = [
    [
      'one’s own gate',
      ' because no identity-based policy allows the sts:AssumeRole action',
      'No identity-based policy allows it.',
      '許可しているアイデンティティベースのポリシーがありません。',
    ],
    [
      'one’s own gate, by a Deny',
      ' with an explicit deny in an identity-based policy',
      'There is an explicit deny in the identity-based policy.',
      'アイデンティティベースのポリシーが明示的に拒否しています。',
    ],
    [
      'the role’s gate',
      ' because no role trust policy allows the sts:AssumeRole action',
      'No trust policy allows it.',
      '許可している信頼ポリシーがありません。',
    ],
    [
      'the role’s gate, by a Deny',
      ' with an explicit deny in the role trust policy',
      'There is an explicit deny in the trust policy.',
      '信頼ポリシーが明示的に拒否しています。',
    ],
    [
      'a Deny that has no place',
      ' with an explicit deny',
      'A policy denies it explicitly.',
      'ポリシーで明示的に拒否されています。',
    ],
    [
      'either gate, or no such role',
      '',
      'AWS does not say which gate is closed: your own policy must let you ask, and the trust policy of the role must lend it to you. A role that does not exist is denied in the same words.',
      'どちらの関門が閉じているのか、AWS は教えません。自分のポリシーがロールの要求を許可していることと、ロールの信頼ポリシーが自分に貸すことを許可していることの両方が必要です。存在しないロールも、同じ文面で拒否されます。',
    ],
  ];
  for (const [title, reason, why, whyJapanese] of rows) {
    test(title, () => {
      const refused = { name: 'AccessDenied', message: asked + reason, $metadata: { httpStatusCode: 403 } };
      const failure = awsFailure(refused, {
        operation: 'AssumeRole',
        endpoint: 'https://sts.ap-northeast-1.amazonaws.com',
        region: 'ap-northeast-1',
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      });
      assertSays(() => failureSentence(failure), `${english} ${why}`, japanese + whyJapanese);
    });
  }
});

suite('platform/messages: a turn that does not come', () => {
  test('says that another window has it, and what to do', () =>
    assertSays(
      () => failureSentence({ code: 'turn-not-reached', afterMs: 300_000 }),
      'Another window has been asking for the same for more than 5 minutes. See whether a question is open there, answer or close it, then try again.',
      '別のウィンドウが同じものを 5 分以上前から要求しています。そのウィンドウに質問が表示されていないか確認し、答えるか閉じてから、もう一度試してください。',
    ));
});
