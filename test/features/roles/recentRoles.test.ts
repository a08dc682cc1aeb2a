import assert from 'node:assert/strict';
import type { Chain } from '../../../src/core/chain.ts';
import { RecentRoles } from '../../../src/features/roles/recentRoles.ts';
import { FakeMemento } from '../../fakes/memento.ts';

const hop = (name: string, more = {}) => ({
  roleArn: `arn:aws:iam::012345678901:role/${name}`,
  roleSessionName: 'MySession',
  ...more,
});
const from = (profile: string, ...hops: Chain['hops']): Chain => ({ source: { kind: 'profile', profile }, hops });

suite('features/roles/recentRoles', () => {
  test('the latest comes first, and each way to a role is there once with what it was last asked for with', async () => {
    let changes = 0;
    const recent = new RecentRoles(new FakeMemento(), () => changes++);
    await recent.add(from('dev', hop('A')));
    await recent.add(from('dev', hop('B')));
    await recent.add(from('ops', hop('A')));
    await recent.add(from('dev', hop('A', { durationSeconds: 900, tags: { team: 'blue' } })));
    assert.deepEqual(recent.list(), [
      from('dev', hop('A', { durationSeconds: 900, tags: { team: 'blue' } })),
      from('ops', hop('A')),
      from('dev', hop('B')),
    ]);
    assert.equal(changes, 4);
  });

  test('twenty are kept', async () => {
    const recent = new RecentRoles(new FakeMemento());
    for (let n = 1; n <= 25; n++) await recent.add(from('dev', hop(`Role${n}`)));
    const names = recent.list().map(({ hops }) => hops[0]?.roleArn.split('/')[1]);
    assert.equal(names.length, 20);
    assert.deepEqual([names[0], names.at(-1)], ['Role25', 'Role6']);
  });

  test('one can be removed, and all', async () => {
    const recent = new RecentRoles(new FakeMemento());
    await recent.add(from('dev', hop('A')));
    await recent.add(from('dev', hop('B')));
    await recent.remove(from('dev', hop('A', { durationSeconds: 900 })));
    assert.deepEqual(recent.list(), [from('dev', hop('B'))]);
    await recent.forget();
    assert.deepEqual(recent.list(), []);
  });

  test('what is no chain is left out', async () => {
    const memento = new FakeMemento();
    const good = from('dev', hop('A'));
    await memento.update('rolecall.recentRoles', [null, 'x', { source: {} }, from('dev', hop('B', { tags: 5 })), good]);
    assert.deepEqual(new RecentRoles(memento).list(), [good]);
    await memento.update('rolecall.recentRoles', 'x');
    assert.deepEqual(new RecentRoles(memento).list(), []);
  });
});
