import assert from 'node:assert/strict';
import type { Chain } from '../../src/core/chain.ts';
import { pinVariable } from '../../src/core/environment.ts';
import {
  type GivenIdentity,
  intendedIn,
  isCurrentThere,
  keepsAnother,
  keptVariables,
  type Lookups,
  standingOf,
  type TerminalStanding,
  type TerminalStart,
} from '../../src/core/terminalStanding.ts';

const chainTo = (name: string): Chain => ({
  source: { kind: 'practice' },
  hops: [{ roleArn: `arn:aws:iam::012345678901:role/${name}`, roleSessionName: 'me' }],
});
const now = 1_000;
/** The end of a session that AWS has refused before. */
const refused = 3_000;
const given = (name: string, more: Partial<GivenIdentity> = {}): GivenIdentity => ({
  way: 'keys',
  chain: chainTo(name),
  identity: {
    userId: 'AROAEXAMPLE:me',
    account: '012345678901',
    arn: `arn:aws:sts::012345678901:assumed-role/${name}/me`,
  },
  pinned: false,
  ...more,
});
const lookups: Lookups = {
  byAccessKey: (id) =>
    ({
      ASIAA: given('A', { expiration: 2_000 }),
      ASIAOLD: given('A', { expiration: 1_000 }),
      ASIAPIN: given('A', { pinned: true }),
      ASIALASTING: given('A'),
      ASIAREFUSED: given('A', { expiration: refused }),
    })[id],
  byEndpointToken: (id) =>
    ({
      print: given('B', { way: 'keyless' }),
      'without a session': given('B', { way: 'keyless', refused: true }),
    })[id],
  byProfile: (name) => (name === 'work' ? given('C', { way: 'profile' }) : undefined),
  hasEnded: ({ expiration }) => expiration === refused,
};
const variables = (env: Readonly<Record<string, string>>): TerminalStart => ({ kind: 'variables', variables: env });
const show = (standing: TerminalStanding) =>
  standing.kind === 'given'
    ? `${standing.given.chain.hops[0]?.roleArn.split('/')[1]} ${standing.state}`
    : standing.kind;

suite('core/terminalStanding', () => {
  const rows: readonly [title: string, start: TerminalStart, current: string, standing: string][] = [
    ['nothing known', { kind: 'unknown' }, 'A', 'unknown'],
    ['keys from before the last switch', variables({ AWS_ACCESS_KEY_ID: 'ASIAA' }), 'B', 'A older'],
    ['pinned', variables({ AWS_ACCESS_KEY_ID: 'ASIAA', ROLECALL_TERMINAL: 'one' }), 'B', 'A pinned'],
    ['pinned, and ended', variables({ AWS_ACCESS_KEY_ID: 'ASIAOLD', ROLECALL_TERMINAL: 'one' }), 'B', 'A expired'],
    ['keys that are pinned in another terminal', variables({ AWS_ACCESS_KEY_ID: 'ASIAPIN' }), 'B', 'A older'],
    ['no variables', variables({}), 'A', 'not-ours'],
    ["somebody's keys", variables({ AWS_ACCESS_KEY_ID: 'AKIAX' }), 'A', 'not-ours'],
    ['keys', variables({ AWS_ACCESS_KEY_ID: 'ASIAA' }), 'A', 'A current'],
    ['keys of an earlier session', variables({ AWS_ACCESS_KEY_ID: 'ASIAOLD' }), 'A', 'A expired'],
    ['keys, and a profile', variables({ AWS_ACCESS_KEY_ID: 'ASIAA', AWS_PROFILE: 'work' }), 'A', 'A current'],
    ['a token', variables({ AWS_CONTAINER_AUTHORIZATION_TOKEN: 'print', AWS_PROFILE: 'rolecall' }), 'B', 'B current'],
    [
      'a token, over keys that are empty',
      variables({ AWS_ACCESS_KEY_ID: '', AWS_CONTAINER_AUTHORIZATION_TOKEN: 'print' }),
      'A',
      'B older',
    ],
    [
      'a token whose session has ended, and is current',
      variables({ AWS_CONTAINER_AUTHORIZATION_TOKEN: 'without a session' }),
      'B',
      'B expired',
    ],
    [
      'a token whose session has ended, and is pinned',
      variables({ AWS_CONTAINER_AUTHORIZATION_TOKEN: 'without a session', ROLECALL_TERMINAL: 'one' }),
      'A',
      'B expired',
    ],
    ["somebody's token", variables({ AWS_CONTAINER_AUTHORIZATION_TOKEN: 'x' }), 'A', 'not-ours'],
    ['a profile', variables({ AWS_PROFILE: 'work' }), 'C', 'C current'],
    ['for its folder', variables({ AWS_ACCESS_KEY_ID: 'ASIAA', ROLECALL_FOLDER: 'one' }), 'B', 'A folder'],
    [
      'for its folder, and current',
      variables({ AWS_ACCESS_KEY_ID: 'ASIAA', ROLECALL_FOLDER: 'one' }),
      'A',
      'A current',
    ],
    [
      'for its folder, which is somebody else by now',
      variables({ AWS_CONTAINER_AUTHORIZATION_TOKEN: 'print', ROLECALL_FOLDER: 'one' }),
      'A',
      'B older',
    ],
    [
      'for a folder that has nobody of its own any more',
      variables({ AWS_ACCESS_KEY_ID: 'ASIAA', ROLECALL_FOLDER: 'other' }),
      'B',
      'A older',
    ],
    [
      'for its folder, and ended',
      variables({ AWS_ACCESS_KEY_ID: 'ASIAOLD', ROLECALL_FOLDER: 'one' }),
      'B',
      'A expired',
    ],
    ["somebody's profile", variables({ AWS_PROFILE: 'other' }), 'C', 'not-ours'],
  ];
  for (const [title, start, current, standing] of rows) {
    test(`${title}: ${standing}`, () => {
      const ofFolder = (mark: string) => (mark === 'one' ? chainTo('A') : undefined);
      assert.equal(
        show(standingOf(start, lookups, { current: chainTo(current), isEnded: false, ofFolder, now })),
        standing,
      );
    });
  }

  for (const [title, start, current, standing] of [
    ['keys that last longer than it', variables({ AWS_ACCESS_KEY_ID: 'ASIAA' }), 'A', 'A current'],
    ['keys that do not end', variables({ AWS_ACCESS_KEY_ID: 'ASIALASTING' }), 'A', 'A expired'],
    ['its token', variables({ AWS_CONTAINER_AUTHORIZATION_TOKEN: 'print' }), 'B', 'B expired'],
    [
      'its token, pinned',
      variables({ AWS_CONTAINER_AUTHORIZATION_TOKEN: 'print', [pinVariable]: '1' }),
      'B',
      'B expired',
    ],
    ['its profile', variables({ AWS_PROFILE: 'work' }), 'C', 'C expired'],
    ['the token of another', variables({ AWS_CONTAINER_AUTHORIZATION_TOKEN: 'print' }), 'A', 'B older'],
  ] as const) {
    test(`the current identity has ended, ${title}: ${standing}`, () => {
      const ended = { current: chainTo(current), isEnded: true, ofFolder: () => undefined, now };
      assert.equal(show(standingOf(start, lookups, ended)), standing);
    });
  }

  test('refused before its time: it has ended, pinned or not, whoever is current by now', () => {
    for (const pinned of [true, false]) {
      const situation = { current: chainTo('B'), isEnded: false, ofFolder: () => undefined, now };
      const start = variables({ AWS_ACCESS_KEY_ID: 'ASIAREFUSED', ...(pinned && { [pinVariable]: '1' }) });
      assert.equal(show(standingOf(start, lookups, situation)), 'A expired');
    }
  });

  test('no secret is kept', () => {
    const env = {
      AWS_ACCESS_KEY_ID: 'ASIAA',
      AWS_SECRET_ACCESS_KEY: 'made-up',
      AWS_SESSION_TOKEN: '',
      AWS_SECURITY_TOKEN: 'made-up',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'made-up',
      AWS_PROFILE: 'work',
      AWS_SOMETHING_ELSE: 'made-up',
      ROLECALL_FOLDER: 'one',
      ROLECALL_TERMINAL: 'two',
      PASSWORD: 'made-up',
    };
    assert.deepEqual(
      keptVariables(env, (secret) => `print of ${secret.length}`),
      {
        AWS_ACCESS_KEY_ID: 'ASIAA',
        AWS_SECRET_ACCESS_KEY: 'kept back',
        AWS_SESSION_TOKEN: '',
        AWS_SECURITY_TOKEN: 'kept back',
        AWS_CONTAINER_AUTHORIZATION_TOKEN: 'print of 7',
        AWS_PROFILE: 'work',
        ROLECALL_FOLDER: 'one',
        ROLECALL_TERMINAL: 'two',
      },
    );
  });

  test('what was intended is told from what was given', () => {
    const env = {
      AWS_ACCESS_KEY_ID: 'ASIAA',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/',
      AWS_PROFILE: 'p',
    };
    const standing = (way: GivenIdentity['way']): TerminalStanding => ({
      kind: 'given',
      given: given('A', { way }),
      state: 'current',
    });
    assert.deepEqual(intendedIn(standing('keys'), env), { kind: 'keys', accessKeyId: 'ASIAA' });
    assert.deepEqual(intendedIn(standing('keyless'), env), { kind: 'endpoint', url: 'http://127.0.0.1:1/' });
    assert.deepEqual(intendedIn(standing('profile'), env), { kind: 'profile', profile: 'p' });
    assert.equal(intendedIn(standing('keys'), {}), undefined);
    assert.equal(intendedIn({ kind: 'not-ours' }, env), undefined);
  });

  const differing: readonly [standing: TerminalStanding, inherited: boolean, current: boolean | undefined][] = [
    [{ kind: 'unknown' }, true, undefined],
    [{ kind: 'not-ours' }, true, true],
    [{ kind: 'not-ours' }, false, false],
    [{ kind: 'given', given: given('A'), state: 'current' }, false, true],
    [{ kind: 'given', given: given('A'), state: 'expired' }, false, false],
    [{ kind: 'given', given: given('B'), state: 'pinned' }, false, false],
  ];
  for (const [standing, inherited, expected] of differing) {
    test(`${show(standing)}, current ${inherited ? 'inherited' : 'A'}: ${expected}`, () => {
      assert.equal(isCurrentThere(standing, { chain: chainTo('A'), inherited }), expected);
    });
  }
  test('without a current identity nobody can tell', () => {
    assert.equal(isCurrentThere({ kind: 'not-ours' }, undefined), undefined);
  });

  const keeping: readonly [standing: TerminalStanding, newOnes: 'A' | 'inherited' | 'untouched', keeps: boolean][] = [
    [{ kind: 'unknown' }, 'A', true],
    [{ kind: 'unknown' }, 'untouched', true],
    [{ kind: 'not-ours' }, 'A', true],
    [{ kind: 'not-ours' }, 'inherited', false],
    [{ kind: 'not-ours' }, 'untouched', false],
    [{ kind: 'given', given: given('A'), state: 'current' }, 'A', false],
    // What is current and what is in force can differ.
    [{ kind: 'given', given: given('A'), state: 'older' }, 'A', false],
    [{ kind: 'given', given: given('B'), state: 'current' }, 'A', true],
    [{ kind: 'given', given: given('B'), state: 'older' }, 'A', true],
    [{ kind: 'given', given: given('B'), state: 'older' }, 'untouched', true],
    [{ kind: 'given', given: given('A'), state: 'expired' }, 'A', true],
    [{ kind: 'given', given: given('B'), state: 'pinned' }, 'A', false],
    [{ kind: 'given', given: given('B'), state: 'pinned' }, 'untouched', false],
    [{ kind: 'given', given: given('B'), state: 'folder' }, 'A', false],
  ];
  for (const [standing, newOnes, keeps] of keeping) {
    test(`${show(standing)}, new ones ${newOnes}: ${keeps ? 'keeps another' : 'nothing to say'}`, () => {
      const chain = { chain: chainTo('A'), inherited: newOnes === 'inherited' };
      assert.equal(keepsAnother(standing, newOnes === 'untouched' ? undefined : chain), keeps);
    });
  }
});
