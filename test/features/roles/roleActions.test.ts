// What can be done from the menu of each row of the roles view, as package.json has it.
import assert from 'node:assert/strict';
import { explain } from '../../../src/core/explanation.ts';
import { explanationNodes } from '../../../src/features/roles/explanationNodes.ts';
import type { KnownRole } from '../../../src/features/roles/knownRoles.ts';
import { proposedRole } from '../../../src/features/roles/proposals.ts';
import { chainIn } from '../../../src/features/roles/roleNodeArguments.ts';
import { contextOf, type LinkNode, rootsOf, type ViewState } from '../../../src/features/roles/roleNodes.ts';
import type { Current } from '../../../src/session/current.ts';
import { readJson } from '../../house/project.ts';

interface MenuItem {
  readonly command: string;
  readonly when: string;
  readonly group?: string;
}

const { menus } = (
  readJson('package.json') as {
    readonly contributes: { readonly menus: { readonly 'view/item/context': readonly MenuItem[] } };
  }
).contributes;

type Context = Readonly<Record<string, string | number | boolean | undefined>>;

/** A `when` clause of the kinds that stand in package.json: terms joined by `&&`. */
function holds(when: string, context: Context): boolean {
  return when.split(' && ').every((term) => {
    const [, key = '', operator, value = ''] = /^(!?[\w.]+)(?: (==|=~|>) (.+))?$/.exec(term) ?? assert.fail(term);
    const seen = context[key.replace('!', '')];
    switch (operator) {
      case '==':
        return String(seen) === value;
      case '=~':
        return new RegExp(value.slice(1, -1)).test(String(seen));
      case '>':
        return Number(seen) > Number(value);
      default:
        return key.startsWith('!') ? !seen : Boolean(seen);
    }
  });
}

/** The commands of a row's menu, without `rolecall.`; those that also stand on the row itself with a `*`. */
function actions(viewItem: string, current: 'role' | 'source' | 'failed', more: Context = {}): readonly string[] {
  const context = {
    view: 'rolecall.roles',
    viewItem,
    'rolecall.current': current,
    'rolecall.hasRole': current === 'role',
    workspaceFolderCount: 1,
    ...more,
  };
  const shown = menus['view/item/context'].filter(({ when }) => holds(when, context));
  const inline = shown.filter(({ group }) => group?.startsWith('inline')).map(({ command }) => command);
  return shown
    .filter(({ group }) => !group?.startsWith('inline'))
    .map(({ command }) => command.replace('rolecall.', '') + (inline.includes(command) ? '*' : ''))
    .sort();
}

const role = (name: string) => ({ roleArn: `arn:aws:iam::012345678901:role/${name}`, roleSessionName: 'Me' });
const source = { kind: 'profile', profile: 'work' } as const;
const known: readonly KnownRole[] = [
  { group: 'saved', role: role('Saved') },
  { group: 'recent', chain: { source, hops: [role('A'), role('B')] }, roleArn: role('B').roleArn },
  { group: 'profiles', profile: 'leads', roleArn: role('C').roleArn },
  { group: 'profiles', profile: 'keys' },
  { group: 'proposed', proposal: proposedRole(role('D'), 'team', 'file:///team') ?? assert.fail() },
  { group: 'practice', name: 'E', roleArn: role('E').roleArn },
];
const identity = {
  userId: 'AROAEXAMPLE:Me',
  account: '012345678901',
  arn: 'arn:aws:sts::012345678901:assumed-role/Y/Me',
};
const chain = { source, hops: [role('X'), role('Y')] };
const inRole: Current = {
  kind: 'role',
  chain,
  session: { chain, identity, region: 'us-east-1', endpoints: {}, expiration: 3_600_000 },
};
const state: ViewState = { current: inRole, chosen: chain, known, sessionAfter: () => undefined };
const roots = rootsOf(state, 0);
const links = (): readonly LinkNode[] => {
  const found: LinkNode[] = [];
  for (let node = roots[0]; node?.kind === 'link'; node = node.children[0]) found.push(node);
  return found;
};

suite('features/roles: the actions of a row', () => {
  test('rows are known by what they are', () => {
    const groups = roots.flatMap((root) => (root.kind === 'group' ? [root, ...root.children] : []));
    assert.deepEqual([...links(), ...groups].map(contextOf), [
      'identity.source',
      'identity.hop',
      'identity.current',
      'group.saved',
      'role.saved',
      'group.recent',
      'role.recent',
      'group.profiles',
      'role.profiles',
      'role.profiles.plain',
      'group.proposed',
      'role.proposed',
      'group.practice',
      'role.practice',
    ]);
    const explanation = explain(
      { error: 'cycle', profile: 'p', file: 'config', line: 3, path: ['p'] },
      { sessionName: 'me' },
    );
    const steps = explanationNodes('p', { explanation, pathOf: () => '/config', placeOf: () => undefined });
    assert.deepEqual(steps.map(contextOf), ['step.placed']);
  });

  const session = ['copyRoleArn', 'openTerminal'];
  for (const [row, expected] of [
    ['role.saved', ['assumeRole', 'assumeRoleWithOptions*', 'copyRoleArn', 'openTerminal', 'removeRole*']],
    ['role.recent', ['assumeRole', 'assumeRoleWithOptions*', 'copyRoleArn', 'openTerminal', 'removeRole*', 'saveRole']],
    ['role.profiles', ['assumeRole', 'copyRoleArn', 'explainProfile*', 'openTerminal']],
    // A profile with keys is a source: there is no role to copy, and no session to open a terminal with.
    ['role.profiles.plain', ['assumeRole', 'explainProfile*']],
    // Asked about where it is assumed, and no terminal before that.
    ['role.proposed', ['assumeRole', 'assumeRoleWithOptions*', 'copyRoleArn', 'saveRole']],
    ['role.practice', ['assumeRole', 'assumeRoleWithOptions*', 'copyRoleArn', 'openTerminal', 'saveRole']],
    ['identity.source', []],
    ['identity.hop', session],
    [
      'identity.current',
      [
        ...session,
        'copyCredentials',
        'copyIdentity',
        'leaveRole*',
        'openConsole',
        'renewSession*',
        'saveRole',
        'setTerminalEnvironment',
      ],
    ],
    ['group.saved', []],
    ['group.profiles', []],
    ['step', []],
    ['step.placed', []],
  ] as const) {
    test(`${row}: ${expected.join(', ') || 'none'}`, () =>
      assert.deepEqual(actions(row, 'role'), [...expected].sort()));
  }

  test('without a role: only what a source has', () => {
    assert.deepEqual(actions('identity.current', 'source'), [
      'copyCredentials',
      'copyIdentity',
      'setTerminalEnvironment',
    ]);
    assert.deepEqual(actions('identity.current', 'failed'), []);
  });

  test('several folders: one may have its own', () => {
    assert.ok(
      actions('identity.current', 'role', { workspaceFolderCount: 2 }).includes('setFolderTerminalEnvironment'),
    );
  });

  test('nothing of it stands in another view', () => {
    for (const row of ['role.saved', 'identity.current']) {
      assert.deepEqual(actions(row, 'role', { view: 'rolecall.buckets' }), []);
    }
  });

  test('a terminal is opened by the way that the row shows', () => {
    assert.deepEqual(links().map(chainIn), [
      { source, hops: [] },
      { source, hops: [role('X')] },
      { source, hops: [role('X'), role('Y')] },
    ]);
    const nodes = roots.flatMap((root) => (root.kind === 'group' ? root.children : []));
    assert.deepEqual(nodes.map(chainIn), [
      undefined,
      { source, hops: [role('A'), role('B')] },
      ...Array(4).fill(undefined),
    ]);
    assert.equal(chainIn({ chain: { source, hops: [] } }), undefined);
    assert.equal(chainIn(undefined), undefined);
  });
});
