import assert from 'node:assert/strict';
import { ProposalConsent, type ProposedRole, proposedRole } from '../../../src/features/roles/proposals.ts';
import { FakeMemento } from '../../fakes/memento.ts';

const roleArn = 'arn:aws:iam::111122223333:role/Deploy';
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
      assert.equal(await consent.given(each), true);
      assert.equal(asked.length - before, asks ? 1 : 0, JSON.stringify(each));
    }
  });

  test('a no is asked again', async () => {
    const answers = [false, true];
    const consent = new ProposalConsent(new FakeMemento(), async () => answers.shift() ?? false);
    assert.equal(await consent.given(proposal({ roleArn })), false);
    assert.equal(await consent.given(proposal({ roleArn })), true);
    assert.equal(await consent.given(proposal({ roleArn })), true);
    await consent.forget();
    assert.equal(await consent.given(proposal({ roleArn })), false);
  });
});
