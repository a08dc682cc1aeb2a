// Inside VS Code, for its tree items: what a screen reader says of each row of the roles and the terminals view. Those of
// the bucket view are in bucketTree.
import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { readIni } from '../../src/core/awsIni.ts';
import type { Chain } from '../../src/core/chain.ts';
import { explain } from '../../src/core/explanation.ts';
import { planFor } from '../../src/core/rolePlan.ts';
import type { GivenIdentity, TerminalStanding } from '../../src/core/terminalStanding.ts';
import { explanationNodes } from '../../src/features/roles/explanationNodes.ts';
import { knownRoles } from '../../src/features/roles/knownRoles.ts';
import { proposedRole } from '../../src/features/roles/proposals.ts';
import { itemOf } from '../../src/features/roles/roleItems.ts';
import { type RoleNode, rootsOf } from '../../src/features/roles/roleNodes.ts';
import type { OpenTerminal } from '../../src/features/terminals/openTerminals.ts';
import { TerminalTree } from '../../src/features/terminals/terminalTree.ts';
import type { Current } from '../../src/session/current.ts';
import type { FolderInForce } from '../../src/session/inForce.ts';
import { Observable } from '../../src/session/observable.ts';

const now = Date.parse('2025-03-26T13:30:50Z');
const arnOf = (name: string) => `arn:aws:iam::012345678901:role/${name}`;
const hop = (name: string) => ({ roleArn: arnOf(name), roleSessionName: 'me' });
const dev = { kind: 'profile', profile: 'dev' } as const;
const chain: Chain = { source: dev, hops: [hop('FirstHop'), hop('SecondHop')] };
const identity = {
  userId: 'AROAEXAMPLE:me',
  account: '012345678901',
  arn: 'arn:aws:sts::012345678901:assumed-role/SecondHop/me',
};
const ann = { userId: 'AIDAEXAMPLE', account: '012345678901', arn: 'arn:aws:iam::012345678901:user/Ann' };
const place = { region: 'us-east-1', endpoints: {} };
const session = (minutes: number) => ({ chain, identity, expiration: now + minutes * 60_000, ...place });

suite('what a screen reader says of rows, inside VS Code', () => {
  /** Clock times differ with the machine's zone and language. */
  const labelOf = (item: vscode.TreeItem) =>
    item.accessibilityInformation?.label.replace(/\d{1,2}:\d\d(?:\s[AP]M)?/u, 'TIME');

  function labels(nodes: readonly RoleNode[]): (string | undefined)[] {
    return nodes.flatMap((node) => [labelOf(itemOf(node)), ...labels(node.kind === 'role' ? [] : node.children)]);
  }

  test('the chain, in every state', () => {
    const current = (state: Current) =>
      labels(rootsOf({ current: state, chosen: chain, known: [], sessionAfter: () => undefined }, now));
    const way = ['source profile dev', 'role FirstHop, account 012345678901'];
    const second = 'role SecondHop, account 012345678901';
    const rows: readonly [state: Current, last: string][] = [
      [{ kind: 'role', chain, session: session(60) }, `${second}, until TIME, current`],
      [{ kind: 'role', chain, session: session(4) }, `${second}, ends at TIME, current`],
      [{ kind: 'role', chain, session: session(0) }, `${second}, ended, current`],
      [
        { kind: 'role', chain, session: session(60), renewalFailure: { code: 'throttled' } },
        `${second}, until TIME, renewal failed, current`,
      ],
      [
        { kind: 'role', chain, session: session(4), renewalFailure: { code: 'throttled' } },
        `${second}, ends at TIME, renewal failed, current`,
      ],
      [{ kind: 'failed', chain, failure: { code: 'throttled' } }, `${second}, failed, current`],
      [{ kind: 'failed', chain, failure: { code: 'session-expired' } }, `${second}, ended, current`],
      [{ kind: 'checking', chain }, `${second}, checking…, current`],
    ];
    for (const [state, last] of rows) assert.deepEqual(current(state), [...way, last]);
    assert.deepEqual(
      current({ kind: 'source', chain: { source: dev, hops: [] }, inherited: true, identity: ann, ...place }),
      ['source Ann, account 012345678901, current'],
    );
  });

  test('the groups, and the roles in them', () => {
    const proposal = proposedRole({ roleArn: arnOf('Deploy'), name: 'Deploy it' }, 'team', 'file:///team');
    assert.ok(proposal);
    const known = knownRoles({
      recent: [chain],
      saved: [{ roleArn: arnOf('Admin'), name: 'Production' }],
      profiles: [{ name: 'dev' }, { name: 'prod', roleArn: arnOf('Admin') }],
      proposed: [proposal],
      practice: { FirstHop: arnOf('FirstHop') },
    });
    const roots = rootsOf(
      { current: { kind: 'checking', chain }, chosen: chain, known, sessionAfter: () => undefined },
      now,
    );
    const groups = roots.filter(({ kind }) => kind === 'group');
    assert.deepEqual(
      groups.map((node) => [labelOf(itemOf(node)), ...node.children.map((child) => labelOf(itemOf(child)))]),
      [
        ['Saved roles, one role', 'role Production, press to assume, account 012345678901'],
        ['Recent, one role', 'role SecondHop, press to assume, account 012345678901, profile dev → FirstHop, current'],
        [
          'Profiles, 2 roles',
          'profile dev, press to start from it',
          'role prod, press to assume, account 012345678901, Admin',
        ],
        ['Proposed by the workspace, one role', 'role Deploy it, press to assume, account 012345678901, team'],
        ['Practice account, one role', 'role FirstHop, press to assume, account 012345678901'],
      ],
    );
  });

  test('the steps of a profile', () => {
    const config = readIni(
      '[profile base]\naws_access_key_id = AKIAEXAMPLE000000001\naws_secret_access_key = held-in-a-test\n' +
        `[profile p]\nrole_arn = ${arnOf('Mid')}\nsource_profile = base\nexternal_id = abc\nmfa_serial = a-device\n`,
    );
    const labelsOf = (profile: string) => {
      const explanation = explain(planFor({ config, credentials: null, env: {}, profile }), { sessionName: 'me@host' });
      const placeOf = (_profile: string, key: string) =>
        key === 'external_id' ? { path: '~/.aws/config', line: 7 } : undefined;
      return labels(explanationNodes(profile, { explanation, pathOf: (file) => `~/.aws/${file}`, placeOf }));
    };
    assert.deepEqual(labelsOf('p'), [
      'Access key of the profile base',
      '→ Mid, 012345678901 · asks for an MFA code',
      'Session name, me@host',
      'External id, abc, press to open line 7',
      'MFA device, a-device',
      'Lasts 3600 seconds, 43200 at most',
    ]);
    assert.deepEqual(labelsOf('gone'), [
      'There is no profile "gone" in the AWS configuration. Check the name, or choose another source.',
    ]);
  });

  test('terminals in every standing, and folders', () => {
    const given: GivenIdentity = { way: 'keys', chain, identity, pinned: false };
    const standings: readonly TerminalStanding[] = [
      { kind: 'unknown' },
      { kind: 'not-ours' },
      ...(['current', 'pinned', 'folder', 'older', 'expired'] as const).map(
        (state): TerminalStanding => ({ kind: 'given', given, state }),
      ),
      { kind: 'given', given: { ...given, way: 'keyless' }, state: 'current' },
    ];
    const terminal = { name: 'bash' } as vscode.Terminal;
    const open = standings.map((standing): OpenTerminal => ({ terminal, standing, canReopen: true, shadows: [] }));
    const folder: FolderInForce = {
      folder: 'file:///team',
      name: 'team',
      mark: 'x',
      inForce: { kind: 'set', way: 'keys', chain, identity },
    };
    const tree = new TerminalTree(
      new Observable<readonly OpenTerminal[]>(open),
      new Observable<readonly FolderInForce[]>([folder]),
      () => false,
    );
    const said = tree.getChildren().map((node) => labelOf(tree.getTreeItem(node)));
    tree.dispose();
    assert.deepEqual(said, [
      'New terminals in the folder "team" are SecondHop/me.',
      'terminal bash: unknown',
      'terminal bash: not set by Rolecall',
      'terminal bash: SecondHop/me',
      'terminal bash: SecondHop/me, pinned',
      'terminal bash: SecondHop/me, for this folder',
      'terminal bash: SecondHop/me, not current',
      'terminal bash: SecondHop/me, ended',
      'terminal bash: SecondHop/me, keyless',
    ]);
  });
});
