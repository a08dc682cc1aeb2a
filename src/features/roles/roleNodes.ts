// What the roles view shows, as a tree of values: the current chain from its source, and below it the roles that can be
// assumed, in groups. A pure function of the state and the clock; how a node looks is roleItems'.
import { parseRoleArn } from '../../core/arn.ts';
import type { AssumeRoleRequest } from '../../core/assumeRoleRequest.ts';
import type { Chain, Source } from '../../core/chain.ts';
import type { Failure } from '../../core/failure.ts';
import type { Identity } from '../../core/identity.ts';
import { expiringMs, type RoleSession, sessionState } from '../../core/roleSession.ts';
import { type Current, endOf, identityOf } from '../../session/current.ts';
import type { StepNode } from './explanationNodes.ts';
import { isCurrent, type KnownRole, nameOf, type RoleGroup, roleArnOf } from './knownRoles.ts';

export type LinkState =
  /** Does not end, as far as is known. */
  | 'lasting'
  | 'active'
  | 'expiring'
  | 'expired'
  | 'failed'
  | 'checking'
  /** On the way to the current identity, and nothing is known of it. */
  | 'unknown';

/** One identity of the current chain. */
export interface LinkNode {
  readonly kind: 'link';
  readonly id: string;
  readonly source: Source;
  /** The way to it. */
  readonly chain: Chain;
  /** Absent for the source itself. */
  readonly hop?: AssumeRoleRequest;
  readonly roleArn?: string;
  readonly account?: string;
  readonly identity?: Identity;
  readonly current: boolean;
  readonly state: LinkState;
  /** Milliseconds since the epoch. */
  readonly expiration?: number;
  readonly failure?: Failure;
  readonly renewalFailure?: Failure;
  readonly children: readonly LinkNode[];
}

export interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
  readonly group: RoleGroup;
  readonly children: readonly RoleItemNode[];
}

export interface RoleItemNode {
  readonly kind: 'role';
  readonly id: string;
  readonly known: KnownRole;
  readonly current: boolean;
}

export type RoleNode = LinkNode | GroupNode | RoleItemNode | StepNode;

export interface ViewState {
  readonly current: Current;
  /** What the current chain was chosen by. */
  readonly chosen: Chain;
  readonly known: readonly KnownRole[];
  /** The session after so many hops, where one is held. */
  readonly sessionAfter: (hops: number) => RoleSession | undefined;
}

export function rootsOf(state: ViewState, now: number): readonly (LinkNode | GroupNode)[] {
  return [...chainLinks(state, now), ...groupsOf(state)];
}

/** What the menus of package.json know a row by. */
export function contextOf(node: RoleNode): string {
  switch (node.kind) {
    case 'link':
      return node.current ? 'identity.current' : node.hop ? 'identity.hop' : 'identity.source';
    case 'group':
      return `group.${node.group}`;
    case 'role': {
      const { known } = node;
      const isPlain = known.group === 'profiles' && roleArnOf(known) === undefined;
      return isPlain ? 'role.profiles.plain' : `role.${known.group}`;
    }
    case 'step':
      return node.place ? 'step.placed' : 'step';
  }
}

function chainLinks({ current, sessionAfter }: ViewState, now: number): readonly LinkNode[] {
  if (current.kind === 'none') return [];
  const { source, hops } = current.chain;
  let links: readonly LinkNode[] = [];
  for (let count = hops.length; count >= 0; count--) {
    const hop = count === 0 ? undefined : hops[count - 1];
    const isLast = count === hops.length;
    const seen = isLast ? lastLink(current, now) : wayLink(count === 0 ? undefined : sessionAfter(count), now);
    const role = hop && parseRoleArn(hop.roleArn);
    const account = seen.identity?.account ?? (role && !('problem' in role) ? role.account : undefined);
    links = [
      {
        kind: 'link',
        id: `link.${count} of ${hops.length}`,
        source,
        chain: { source, hops: hops.slice(0, count) },
        ...(hop && { hop, roleArn: hop.roleArn }),
        ...(account !== undefined && { account }),
        ...seen,
        current: isLast,
        children: links,
      },
    ];
  }
  return links;
}

type Seen = Pick<LinkNode, 'state' | 'identity' | 'expiration' | 'failure' | 'renewalFailure'>;

function lastLink(current: Exclude<Current, { kind: 'none' }>, now: number): Seen {
  const identity = identityOf(current);
  const expiration = endOf(current);
  const known = { ...(identity && { identity }), ...(expiration !== undefined && { expiration }) };
  switch (current.kind) {
    case 'checking':
      return { state: 'checking' };
    case 'failed': {
      const { failure, ended } = current;
      const state = failure.code === 'session-expired' ? 'expired' : 'failed';
      return { state, failure, ...(ended && { identity: ended.identity }) };
    }
    case 'source':
    case 'role':
      return {
        state: expiration === undefined ? 'lasting' : sessionState({ expiration }, now),
        ...known,
        ...(current.renewalFailure && { renewalFailure: current.renewalFailure }),
      };
  }
}

function wayLink(session: RoleSession | undefined, now: number): Seen {
  if (!session) return { state: 'unknown' };
  const { identity, expiration } = session;
  return { state: sessionState(session, now), identity, expiration };
}

const groupOrder: readonly RoleGroup[] = ['saved', 'recent', 'profiles', 'proposed', 'practice'];

function groupsOf({ known, chosen, current }: ViewState): readonly GroupNode[] {
  const isRole = current.kind !== 'none' && current.chain.hops.length > 0;
  return groupOrder.flatMap((group) => {
    const children = known
      .filter((each) => each.group === group)
      .map(
        (each, index): RoleItemNode => ({
          kind: 'role',
          // A profile has its name to itself; others can be there twice.
          id: `${group}.${group === 'profiles' ? nameOf(each) : index}`,
          known: each,
          current: (isRole || group === 'profiles') && isCurrent(each, chosen),
        }),
      );
    return children.length === 0 ? [] : [{ kind: 'group', id: group, group, children }];
  });
}

/** When what is shown changes by time alone: milliseconds since the epoch, or undefined. */
export function nextStateChange(nodes: readonly RoleNode[], now: number): number | undefined {
  const moments = linksIn(nodes).flatMap(({ expiration }) =>
    expiration === undefined ? [] : [expiration - expiringMs, expiration].filter((moment) => moment > now),
  );
  return moments.length === 0 ? undefined : Math.min(...moments);
}

function linksIn(nodes: readonly RoleNode[]): readonly LinkNode[] {
  return nodes.flatMap((node) => (node.kind === 'link' ? [node, ...linksIn(node.children)] : []));
}
