// What a person reads of a denial, from what AWS answers to the sentence: which policy it is, and of a denied AssumeRole
// which of the two gates is closed.
import { awsFailure } from '../../src/aws/failures.ts';
import { denialSentence, failureSentence } from '../../src/platform/messages.ts';
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

suite('platform/messages: a denied request, by what AWS names', () => {
  const request =
    'User: arn:aws:sts::012345678901:assumed-role/Reader/me is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::amzn-s3-demo-bucket/a.txt"';
  const denied = 'Access denied: assumed-role/Reader/me may not s3:GetObject on amzn-s3-demo-bucket/a.txt.';
  const deniedJapanese =
    'アクセスが拒否されました: assumed-role/Reader/me には amzn-s3-demo-bucket/a.txt に対する s3:GetObject が許可されていません。';

  const kinds: readonly (readonly [kind: string, japanese: string])[] = [
    ['identity-based policy', 'アイデンティティベースのポリシー'],
    ['resource-based policy', 'リソースベースのポリシー'],
    ['session policy', 'セッションポリシー'],
    ['permissions boundary', 'アクセス許可の境界'],
    ['service control policy', 'サービスコントロールポリシー (SCP)'],
    ['resource control policy', 'リソースコントロールポリシー (RCP)'],
    ['VPC endpoint policy', 'VPC エンドポイントポリシー'],
  ];
  for (const [kind, kindJapanese] of kinds) {
    test(`${kind}: none allows it`, () =>
      saysOf(
        `${request} because no ${kind} allows the s3:GetObject action`,
        `${denied} No ${kind} allows it.`,
        `${deniedJapanese}許可している${kindJapanese}がありません。`,
      ));
    test(`${kind}: one denies it`, () =>
      saysOf(
        `${request} with an explicit deny in a ${kind}`,
        `${denied} There is an explicit deny in the ${kind}.`,
        `${deniedJapanese}${kindJapanese}が明示的に拒否しています。`,
      ));
  }

  test('no kind: none is made up', () => saysOf(request, denied, deniedJapanese));

  test('no principal: who asked is the current identity, and the operation is what was asked', () =>
    saysOf(
      'Access Denied',
      'Access denied: The current identity may not GetObject.',
      'アクセスが拒否されました: 現在の ID には GetObject が許可されていません。',
    ));

  test('nothing at all: a text that a person has', () =>
    assertSays(
      () => denialSentence({ category: 'denied' }),
      'Access denied: The current identity may not do this.',
      'アクセスが拒否されました: 現在の ID には この操作 が許可されていません。',
    ));

  function saysOf(message: string, sentence: string, sentenceJapanese: string): void {
    const refused = { name: 'AccessDenied', message, $metadata: { httpStatusCode: 403 } };
    const failure = awsFailure(refused, {
      operation: 'GetObject',
      endpoint: 'https://s3.ap-northeast-1.amazonaws.com',
      region: 'ap-northeast-1',
      accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    });
    assertSays(() => failureSentence(failure), sentence, sentenceJapanese);
  }
});
