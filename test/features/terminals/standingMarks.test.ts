// How each standing looks, beside its words: a mark on the tab that VS Code does not drop, and one of its own for each.
import assert from 'node:assert/strict';
import type { GivenIdentity, TerminalStanding } from '../../../src/core/terminalStanding.ts';
import { shadowedLook } from '../../../src/features/terminals/standingTexts.ts';

const given: GivenIdentity = {
  way: 'keys',
  chain: { source: { kind: 'practice' }, hops: [] },
  identity: { userId: 'AROAEXAMPLE:S', account: '012345678901', arn: 'arn:aws:sts::012345678901:assumed-role/R/S' },
  pinned: false,
};
const stands = (state: 'current' | 'pinned' | 'folder' | 'older' | 'expired'): TerminalStanding => ({
  kind: 'given',
  given,
  state,
});

const rows: readonly (readonly [
  standing: TerminalStanding,
  icon: string,
  color: string,
  badge: string,
  label: string,
])[] = [
  [{ kind: 'unknown' }, 'question', '', '?', 'unknown'],
  [{ kind: 'not-ours' }, 'terminal', '', '', 'not set by Rolecall'],
  [stands('current'), 'pass', 'charts.green', '✓', 'R/S'],
  [stands('pinned'), 'pin', 'charts.blue', '◆', 'R/S, pinned'],
  [stands('folder'), 'root-folder', 'charts.blue', '◇', 'R/S, for this folder'],
  [stands('older'), 'history', 'list.warningForeground', '≠', 'R/S, not current'],
  [stands('expired'), 'error', 'list.errorForeground', '!', 'R/S, ended'],
];

suite('features/terminals: how a standing looks', () => {
  for (const [standing, ...expected] of rows) {
    test(expected.at(-1) as string, () => {
      const { icon, color = '', badge = '', label } = shadowedLook(standing, []);
      assert.deepEqual([icon, color, badge, label], expected);
      assert.ok(badge.length <= 2, 'VS Code drops a longer one');
    });
  }

  test('shadowed, whoever it is', () => {
    const shadow = {
      client: 'cli',
      winner: { source: { kind: 'environment' }, hops: [] },
      cause: { kind: 'variable', name: 'AWS_ACCESS_KEY_ID' },
    } as const;
    for (const [standing] of rows) {
      const { icon, color, badge } = shadowedLook(standing, [shadow]);
      assert.deepEqual([icon, color, badge], ['warning', 'list.warningForeground', '!≠']);
    }
  });
});
