// Which open terminals are counted after a change of what is in force.
import assert from 'node:assert/strict';
import type { Chain } from '../../../src/core/chain.ts';
import type { TerminalStanding } from '../../../src/core/terminalStanding.ts';
import { countKeeping } from '../../../src/features/terminals/terminalOffers.ts';

const chainTo = (role: string): Chain => ({
  source: { kind: 'profile', profile: 'work' },
  hops: [{ roleArn: `arn:aws:iam::012345678901:role/${role}`, roleSessionName: 'me' }],
});
const identity = {
  userId: 'AROAEXAMPLE:me',
  account: '012345678901',
  arn: 'arn:aws:sts::012345678901:assumed-role/R/me',
};
const standingAs = (role: string): TerminalStanding => ({
  kind: 'given',
  given: { way: 'keys', chain: chainTo(role), identity, pinned: false },
  state: 'older',
});

interface Open {
  readonly state: { readonly isInteractedWith: boolean; readonly shell: undefined };
  readonly standing: TerminalStanding;
}
const typedIn = (standing: TerminalStanding): Open => ({
  state: { isInteractedWith: true, shell: undefined },
  standing,
});
const untouched = (standing: TerminalStanding): Open => ({
  state: { isInteractedWith: false, shell: undefined },
  standing,
});

suite('features/terminals/terminalOffers: terminals that keep another identity than new ones get', () => {
  const rows: readonly [title: string, terminals: readonly Open[], count: number][] = [
    ['none is open', [], 0],
    ['one that was typed in', [typedIn(standingAs('Other'))], 1],
    ['one that nobody touched: VS Code restarts it by itself', [untouched(standingAs('Other'))], 0],
    ['one of each', [untouched(standingAs('Other')), typedIn(standingAs('Other'))], 1],
    ['one that is the new identity already', [typedIn(standingAs('R'))], 0],
    ['one of which nothing is known', [typedIn({ kind: 'unknown' }), untouched({ kind: 'unknown' })], 1],
  ];
  for (const [title, terminals, count] of rows) {
    test(title, async () => {
      const newOnes = { chain: chainTo('R'), inherited: false };
      assert.equal(await countKeeping(terminals, async ({ standing }) => standing, newOnes), count);
    });
  }
});
