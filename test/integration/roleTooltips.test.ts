// Inside VS Code, for its texts: what the roles view says on hover of what was remembered or written by anybody.
import assert from 'node:assert/strict';
import type { KnownRole } from '../../src/features/roles/knownRoles.ts';
import { knownTooltip } from '../../src/features/roles/roleTooltips.ts';

suite('tooltips of roles, inside VS Code', () => {
  const recent = (policy: string): KnownRole => ({
    group: 'recent',
    chain: {
      source: { kind: 'profile', profile: 'work' },
      hops: [{ roleArn: 'arn:aws:iam::012345678901:role/R', roleSessionName: 'me', policy }],
    },
  });

  test('a session policy is shown as JSON', () => {
    assert.match(
      knownTooltip(recent('{"Version":"2012-10-17"}')).value,
      /```json\n\{\n {2}"Version": "2012-10-17"\n\}\n```/,
    );
  });

  test('one that is no JSON is shown as it is, and nothing of it is Markdown', () => {
    const { value } = knownTooltip(recent('{"Version": [x](command:rolecall.forgetEverything)'));
    assert.ok(value.includes('Version') && !value.includes('[x]('), value);
  });
});
