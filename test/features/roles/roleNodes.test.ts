import assert from 'node:assert/strict';
import type { AssumeRoleRequest } from '../../../src/core/assumeRoleRequest.ts';
import type { Chain } from '../../../src/core/chain.ts';
import type { RoleSession } from '../../../src/core/roleSession.ts';
import { knownRoles, nameOf } from '../../../src/features/roles/knownRoles.ts';
import { proposedRole } from '../../../src/features/roles/proposals.ts';
import {
  type GroupNode,
  type LinkNode,
  nextStateChange,
  rootsOf,
  type ViewState,
} from '../../../src/features/roles/roleNodes.ts';
import type { Current } from '../../../src/session/current.ts';

const minute = 60_000;
const now = 1_000 * minute;
const hop = (name: string, account = '012345678901'): AssumeRoleRequest => ({
  roleArn: `arn:aws:iam::${account}:role/${name}`,
  roleSessionName: 'MySession',
});
const first = hop('FirstHop');
const second = hop('SecondHop', '111122223333');
const dev = { kind: 'profile', profile: 'dev' } as const;
const chain: Chain = { source: dev, hops: [first, second] };

function session(hops: readonly AssumeRoleRequest[], expiration: number): RoleSession {
  const arn = `arn:aws:sts::${hops.at(-1)?.roleArn.split(':')[4]}:assumed-role/${hops.at(-1)?.roleArn.split('/')[1]}/MySession`;
  const identity = { userId: 'AROAEXAMPLE:MySession', account: arn.split(':')[4] ?? '', arn };
  return { chain: { source: dev, hops }, identity, region: 'eu-west-1', endpoints: {}, expiration };
}

const role = (expiration: number, more = {}): Current => ({
  kind: 'role',
  chain,
  session: session([first, second], expiration),
  ...more,
});

const state = (current: Current, more: Partial<ViewState> = {}): ViewState => ({
  current,
  chosen: current.kind === 'none' ? { source: { kind: 'automatic' }, hops: [] } : current.chain,
  known: [],
  sessionAfter: () => undefined,
  ...more,
});

/** One line an identity: how deep, what, account, state, `*` for the current one. */
function lines(nodes: readonly (LinkNode | GroupNode)[], depth = 0): string[] {
  return nodes.flatMap((node) =>
    node.kind === 'link'
      ? [
          `${'  '.repeat(depth)}${node.roleArn?.split('/')[1] ?? node.source.kind} ${node.account ?? '-'} ${node.state}${node.current ? ' *' : ''}`,
          ...lines(node.children, depth + 1),
        ]
      : [],
  );
}

suite('features/roles/roleNodes: the chain', () => {
  const identity = { userId: 'AIDAEXAMPLE', account: '012345678901', arn: 'arn:aws:iam::012345678901:user/Ann' };
  const source = { kind: 'source', chain: { source: dev, hops: [] }, inherited: false, identity } as const;
  const rows: readonly [title: string, ViewState, string[]][] = [
    ['nobody', state({ kind: 'none' }), []],
    ['being found out', state({ kind: 'checking', chain: { source: dev, hops: [] } }), ['profile - checking *']],
    [
      'a source that does not end',
      state({ ...source, region: 'eu-west-1', endpoints: {} }),
      ['profile 012345678901 lasting *'],
    ],
    [
      'a source that ends',
      state({ ...source, region: 'eu-west-1', endpoints: {}, expiration: now + 2 * minute }),
      ['profile 012345678901 expiring *'],
    ],
    [
      'two hops; nothing is held of the first',
      state(role(now + 60 * minute)),
      ['profile - unknown', '  FirstHop 012345678901 unknown', '    SecondHop 111122223333 active *'],
    ],
    [
      'two hops; the first ends soon',
      state(role(now + 60 * minute), {
        sessionAfter: (count) => (count === 1 ? session([first], now + 4 * minute) : undefined),
      }),
      ['profile - unknown', '  FirstHop 012345678901 expiring', '    SecondHop 111122223333 active *'],
    ],
    [
      'at its very end',
      state(role(now)),
      ['profile - unknown', '  FirstHop 012345678901 unknown', '    SecondHop 111122223333 expired *'],
    ],
    [
      'ended',
      state({ kind: 'failed', chain, failure: { code: 'session-expired' } }),
      ['profile - unknown', '  FirstHop 012345678901 unknown', '    SecondHop 111122223333 expired *'],
    ],
    [
      'a source that has ended',
      state({ ...source, region: 'eu-west-1', endpoints: {}, expiration: now }),
      ['profile 012345678901 expired *'],
    ],
    [
      'a source that AWS refuses: who it was stays known',
      state({
        kind: 'failed',
        chain: { source: dev, hops: [] },
        failure: { code: 'session-expired' },
        ended: { identity, isRefused: true },
      }),
      ['profile 012345678901 expired *'],
    ],
    [
      'failed at the source',
      state({ kind: 'failed', chain: { source: dev, hops: [] }, failure: { code: 'throttled' } }),
      ['profile - failed *'],
    ],
  ];
  for (const [title, given, expected] of rows) {
    test(title, () => assert.deepEqual(lines(rootsOf(given, now)), expected));
  }

  test('a renewal that failed is told of', () => {
    const [root] = rootsOf(state(role(now + minute, { renewalFailure: { code: 'throttled' } })), now) as LinkNode[];
    assert.deepEqual(root?.children[0]?.children[0]?.renewalFailure, { code: 'throttled' });
    const place = { region: 'eu-west-1', endpoints: {}, expiration: now + minute };
    const [ofSource] = rootsOf(
      state({ ...source, ...place, renewalFailure: { code: 'throttled' } }),
      now,
    ) as LinkNode[];
    assert.deepEqual(ofSource?.renewalFailure, { code: 'throttled' });
  });

  const changes: readonly [title: string, expiration: number, next: number | undefined][] = [
    ['an hour left: when it begins to expire', now + 60 * minute, now + 55 * minute],
    ['four minutes left: at its end', now + 4 * minute, now + 4 * minute],
    ['over: never', now, undefined],
  ];
  for (const [title, expiration, next] of changes) {
    test(`changes by time alone, ${title}`, () =>
      assert.equal(nextStateChange(rootsOf(state(role(expiration)), now), now), next));
  }
});

suite('features/roles/roleNodes: the groups', () => {
  const practiceChain: Chain = { source: { kind: 'practice' }, hops: [hop('FirstHop')] };
  const proposal = proposedRole({ roleArn: hop('Deploy').roleArn, name: 'Deploy it' }, 'team', 'file:///team');
  const sources = {
    recent: [{ source: dev, hops: [second] }, practiceChain],
    saved: [{ roleArn: hop('Admin').roleArn, name: 'Production' }, { name: 'no ARN' }, 'x', null, first],
    profiles: [{ name: 'dev' }, { name: 'prod', roleArn: hop('Admin').roleArn }],
    proposed: proposal ? [proposal] : [],
    practice: { FirstHop: hop('FirstHop').roleArn },
  };
  const groups = (known: ReturnType<typeof knownRoles>, chosen: Chain, current: Current = role(now + 60 * minute)) =>
    rootsOf(state(current, { known, chosen }), now).flatMap((node) =>
      node.kind === 'group'
        ? [`${node.group}: ${node.children.map((each) => nameOf(each.known) + (each.current ? '*' : '')).join(', ')}`]
        : [],
    );

  test('in order, with their members', () => {
    assert.deepEqual(groups(knownRoles(sources), chain), [
      'saved: Production, FirstHop',
      'recent: SecondHop, FirstHop',
      'profiles: dev, prod',
      'proposed: Deploy it',
      'practice: FirstHop',
    ]);
  });

  test('the current role is marked wherever it is', () => {
    assert.deepEqual(groups(knownRoles(sources), practiceChain), [
      'saved: Production, FirstHop*',
      'recent: SecondHop, FirstHop*',
      'profiles: dev, prod',
      'proposed: Deploy it',
      'practice: FirstHop*',
    ]);
    assert.match(
      groups(knownRoles(sources), { source: { kind: 'profile', profile: 'prod' }, hops: [] }).join(),
      /prod\*/,
    );
  });

  for (const [title, via, isMarked] of [
    ['of the same roles', [first], true],
    ['of other roles', [hop('Other')], false],
    ['of more roles', [hop('Other'), first], false],
    ['that is not told', undefined, true],
    ['that is no list', 'FirstHop', true],
  ] as const) {
    test(`a saved role by a way ${title}: ${isMarked ? 'current' : 'another one'}`, () => {
      const saved = { ...second, name: 'Second', ...(via && { via }) };
      const known = knownRoles({ recent: [], saved: [saved], profiles: [], proposed: [], practice: {} });
      assert.deepEqual(groups(known, chain), [`saved: Second${isMarked ? '*' : ''}`]);
    });
  }

  test('no group without members, and none of a practice account that does not run', () => {
    const known = knownRoles({ ...sources, saved: [], profiles: [], proposed: [], practice: {} });
    assert.deepEqual(groups(known, chain), ['recent: SecondHop']);
    assert.deepEqual(rootsOf(state({ kind: 'none' }), now), []);
  });

  test('no two nodes share an id', () => {
    const saved = [first, first, { ...first, name: 'x' }];
    const roots = rootsOf(state(role(now + minute), { known: knownRoles({ ...sources, saved }) }), now);
    const ids = (nodes: readonly (LinkNode | GroupNode)[]): string[] =>
      nodes.flatMap((node) => [
        node.id,
        ...(node.kind === 'link' ? ids(node.children) : node.children.map(({ id }) => id)),
      ]);
    assert.equal(new Set(ids(roots)).size, ids(roots).length);
  });
});
