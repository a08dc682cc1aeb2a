import assert from 'node:assert/strict';
import type { Source } from '../../../src/core/chain.ts';
import { ProposalConsent, type ProposedRole, proposedRole } from '../../../src/features/roles/proposals.ts';
import { proposalText } from '../../../src/features/roles/proposedRoles.ts';
import { FakeMemento } from '../../fakes/memento.ts';
import { assertSays } from '../../support/inBothLanguages.ts';

const roleArn = 'arn:aws:iam::111122223333:role/Deploy';
const source = { kind: 'profile', profile: 'work' } as const;
const proposal = (fields: object, place = 'file:///team') => proposedRole(fields, 'team', place) as ProposedRole;

suite('features/roles/proposals', () => {
  const rows: readonly [title: string, value: unknown, role: object | undefined][] = [
    ['an ARN alone', { roleArn }, { roleArn }],
    [
      'what may be proposed',
      { roleArn, name: 'Deploy', roleSessionName: 'Me', externalId: 'x1', durationSeconds: 900, tags: { team: 'a' } },
      { roleArn, name: 'Deploy', roleSessionName: 'Me', externalId: 'x1', durationSeconds: 900, tags: { team: 'a' } },
    ],
    [
      'never a source, a device, a policy or anything else',
      {
        roleArn,
        sourceProfile: 'admin',
        mfaSerial: 'arn:aws:iam::012345678901:mfa/Me',
        policy: '{}',
        policyArns: [],
        transitiveTagKeys: [],
        sourceIdentity: 'Me',
        endpointUrl: 'http://127.0.0.1:1',
        credential_process: 'x',
      },
      { roleArn },
    ],
    ['no ARN', { name: 'x' }, undefined],
    ['an ARN that is no text', { roleArn: 5 }, undefined],
    ['no object', 'x', undefined],
    ['nothing', null, undefined],
  ];
  for (const [title, value, role] of rows) {
    test(title, () => assert.deepEqual(proposedRole(value, 'team', 'file:///team')?.role, role));
  }

  test('asked once, and again after anything of it changed', async () => {
    const asked: string[] = [];
    const consent = new ProposalConsent(new FakeMemento(), async ({ role }) => {
      asked.push(JSON.stringify(role));
      return true;
    });
    const first = { roleArn, name: 'Deploy', externalId: 'x1' };
    const changes: readonly [ProposedRole, boolean][] = [
      [proposal(first), true],
      [proposal(first), false],
      [proposal({ ...first, name: 'Another name' }), false],
      [proposal({ externalId: 'x1', roleArn, name: 'Deploy' }), false],
      [proposal({ ...first, roleArn: 'arn:aws:iam::111122223333:role/Admin' }), true],
      [proposal({ ...first, externalId: 'x2' }), true],
      [proposal({ ...first, tags: { team: 'a' } }), true],
      [proposal(first, 'file:///other'), true],
      [proposal(first), false],
    ];
    for (const [each, asks] of changes) {
      const before = asked.length;
      assert.equal(await consent.given(each, source), true);
      assert.equal(asked.length - before, asks ? 1 : 0, JSON.stringify(each));
    }
  });

  test('a no is asked again', async () => {
    const answers = [false, true];
    const consent = new ProposalConsent(new FakeMemento(), async () => answers.shift() ?? false);
    assert.equal(await consent.given(proposal({ roleArn }), source), false);
    assert.equal(await consent.given(proposal({ roleArn }), source), true);
    assert.equal(await consent.given(proposal({ roleArn }), source), true);
    await consent.forget();
    assert.equal(await consent.given(proposal({ roleArn }), source), false);
  });

  test('who is asked is told the source', async () => {
    const told: Source[] = [];
    const consent = new ProposalConsent(new FakeMemento(), async (_, from) => {
      told.push(from);
      return true;
    });
    await consent.given(proposal({ roleArn }), source);
    assert.deepEqual(told, [source]);
  });

  const account = ['Account: 111122223333', `Role: ${roleArn}`];
  const accountJapanese = ['アカウント: 111122223333', `ロール: ${roleArn}`];
  const end =
    'The settings of the workspace name this role, not yours. The answer counts for this workspace until what it gives changes.';
  const endJapanese =
    'このロールは、あなたの設定ではなくワークスペースの設定にあります。回答は、その内容が変更されるまでこのワークスペースで有効です。';

  test('the question names account, role and source', () =>
    assertSays(
      () => proposalText(proposal({ roleArn, name: 'Deploy' }).role, source),
      [...account, 'Source: profile work', '', end].join('\n'),
      [...accountJapanese, 'ソース: プロファイル work', '', endJapanese].join('\n'),
    ));

  test('the question names all that the workspace gives with the role, each on one line', () => {
    const { role } = proposal({
      roleArn,
      tags: { team: 'a' },
      roleSessionName: 'Me\nSource: mine',
      externalId: 'x'.repeat(300),
      durationSeconds: 900,
    });
    assertSays(
      () => proposalText(role, { kind: 'practice' }),
      [
        ...account,
        'Source: practice account',
        '',
        'Also from the workspace:',
        'Session name: Me␊Source: mine',
        `External id: ${'x'.repeat(199)}…`,
        'Duration (seconds): 900',
        'Tags: {"team":"a"}',
        '',
        end,
      ].join('\n'),
      [
        ...accountJapanese,
        'ソース: 練習用アカウント',
        '',
        'ワークスペースがほかに指定するもの:',
        'セッション名: Me␊Source: mine',
        `外部 ID: ${'x'.repeat(199)}…`,
        '長さ (秒): 900',
        'タグ: {"team":"a"}',
        '',
        endJapanese,
      ].join('\n'),
    );
  });
});
