// What is known of the current session, and forgotten with it.
import assert from 'node:assert/strict';
import { abilities, type Change, type S3Answer } from '../../src/core/bucketCapabilities.ts';
import type { FolderTarget } from '../../src/core/objectTarget.ts';
import { Capabilities } from '../../src/session/capabilities.ts';
import type { Current } from '../../src/session/current.ts';
import { Observable } from '../../src/session/observable.ts';
import { ownerOf } from '../../src/session/owner.ts';

const bucket = 'my-bucket';
const root: FolderTarget = { kind: 'folder', bucket, prefix: '' };
const denied: S3Answer = {
  operation: 'PutObject',
  bucket,
  key: 'a',
  denial: { category: 'denied', action: 's3:PutObject' },
};

function role(name: string, policy?: string): Current {
  const hop = { roleArn: `arn:aws:iam::012345678901:role/${name}`, roleSessionName: 'MySession' };
  const chain = {
    source: { kind: 'automatic' as const },
    hops: [{ ...hop, ...(policy !== undefined && { policy }) }],
  };
  const arn = `arn:aws:sts::012345678901:assumed-role/${name}/MySession`;
  const identity = { userId: 'AROAEXAMPLE:MySession', account: '012345678901', arn };
  return { kind: 'role', chain, session: { chain, identity, region: 'us-east-1', endpoints: {}, expiration: 0 } };
}
const sessionOf = (current: Current) => ownerOf(current)?.session ?? '';
const reading = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: '*' },
});

suite('session/capabilities', () => {
  let current: Observable<Current>;
  let capabilities: Capabilities;
  let changes: Change[];

  setup(() => {
    current = new Observable<Current>(role('Reader'));
    capabilities = new Capabilities(current);
    changes = [];
    capabilities.subscribe((change) => changes.push(change));
  });

  const marks = () =>
    abilities
      .map((ability) => capabilities.mark(ability, root))
      .map((mark) => (mark.state === 'unknown' ? '?' : `${mark.state} ${mark.how}`));

  test('an answer to the current session, told to who watches', () => {
    capabilities.note(sessionOf(current.value), denied);
    assert.deepEqual(marks(), ['?', '?', 'denied observed', '?', '?', '?']);
    assert.deepEqual(changes, [{ bucket, ability: 'write', isOfDenial: true }]);
  });

  test('another session forgets, and an answer to the old one that comes late is not noted', () => {
    const before = sessionOf(current.value);
    capabilities.note(before, denied);
    current.set(role('Writer'));
    assert.deepEqual(marks(), ['?', '?', '?', '?', '?', '?']);
    capabilities.note(before, denied);
    assert.deepEqual(marks(), ['?', '?', '?', '?', '?', '?']);
    current.set({ kind: 'none' });
    assert.deepEqual(marks(), ['?', '?', '?', '?', '?', '?']);
  });

  test('the same session with new keys forgets nothing', () => {
    capabilities.note(sessionOf(current.value), denied);
    current.set(role('Reader'));
    assert.equal(marks()[2], 'denied observed');
  });

  test('asked to, it forgets', () => {
    capabilities.note(sessionOf(current.value), denied);
    capabilities.forget();
    assert.equal(marks()[2], '?');
  });

  test('what the policy of the session rules out is simulated, and what was observed goes before it', () => {
    current.set(role('Reader', reading));
    const simulated = ['?', '?', 'denied simulated', 'denied simulated', 'denied simulated', 'denied simulated'];
    assert.deepEqual(marks(), simulated);
    const mark = capabilities.mark('delete', { kind: 'object', bucket, key: 'a b', size: 0 });
    assert.deepEqual(mark.state === 'denied' && mark.denial, {
      category: 'denied',
      principal: 'arn:aws:sts::012345678901:assumed-role/Reader/MySession',
      action: 's3:DeleteObject',
      resource: 'arn:aws:s3:::my-bucket/a b',
      policyType: 'session',
      explicit: false,
    });
    capabilities.note(sessionOf(current.value), { operation: 'PutObject', bucket, key: 'a' });
    assert.equal(marks()[2], 'allowed observed');
  });

  test('of a folder of which nothing is known, what is known of a place in it', () => {
    capabilities.note(sessionOf(current.value), { ...denied, key: 'x/a' });
    assert.equal(capabilities.mark('write', root).state, 'unknown');
    assert.equal(capabilities.markWithin('write', root).state, 'denied');
  });
});
