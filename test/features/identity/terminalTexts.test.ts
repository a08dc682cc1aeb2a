import type { Chain } from '../../../src/core/chain.ts';
import { differenceText } from '../../../src/features/identity/terminalTexts.ts';
import type { Current } from '../../../src/session/current.ts';
import type { InForce } from '../../../src/session/inForce.ts';
import { assertSays } from '../../support/inBothLanguages.ts';

const identity = (name: string) => ({
  userId: 'AROAEXAMPLE:me',
  account: '012345678901',
  arn: `arn:aws:sts::012345678901:assumed-role/${name}/me`,
});
const chainTo = (name: string): Chain => ({
  source: { kind: 'profile', profile: 'work' },
  hops: [{ roleArn: `arn:aws:iam::012345678901:role/${name}`, roleSessionName: 'me' }],
});
const place = { region: 'us-east-1', endpoints: {} };
const role: Current = {
  kind: 'role',
  chain: chainTo('R'),
  session: { chain: chainTo('R'), identity: identity('R'), expiration: 0, ...place },
};
const source = (inherited: boolean): Current => ({
  kind: 'source',
  chain: { ...chainTo('R'), hops: [] },
  inherited,
  identity: identity('S'),
  ...place,
});
const untouched: InForce = { kind: 'untouched' };
const set = (name: string): InForce => ({ kind: 'set', way: 'keys', chain: chainTo(name), identity: identity(name) });

suite('features/identity/terminalTexts: who new terminals are, where that is somebody else', () => {
  const asConfigured = [
    'new terminals are as this machine is configured',
    '新しいターミナルの ID はこのマシンの設定どおり',
  ] as const;
  for (const [title, current, inForce, [english, japanese]] of [
    ['nothing was put in force', role, untouched, asConfigured],
    ['a source that Rolecall holds', source(false), untouched, asConfigured],
    [
      'another role is in force',
      role,
      set('Other'),
      ['new terminals are Other/me', '新しいターミナルの ID は Other/me'],
    ],
  ] as const) {
    test(title, () => assertSays(() => differenceText(current, inForce), english, japanese));
  }

  for (const [title, current, inForce] of [
    ['the role is in force', role, set('R')],
    ['the machine’s own source', source(true), untouched],
    ['nobody is known', { kind: 'none' }, untouched],
  ] as const) {
    test(`${title}: nothing`, () =>
      assertSays(() => String(differenceText(current, inForce)), 'undefined', 'undefined'));
  }
});
