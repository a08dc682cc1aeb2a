// Guards: a person's own rules for identities that want care, by account, role or profile.
import { parseRoleArn } from './arn.ts';
import type { Chain } from './chain.ts';
import type { Identity } from './identity.ts';

export interface GuardMatch {
  readonly account?: string;
  /** The role's name, without its path. */
  readonly role?: string;
  /** The profile that the chain starts from, or that leads to the role. */
  readonly profile?: string;
}

export interface Guard {
  /** Stands before the name in the status bar. */
  readonly label?: string;
  /** The name of a codicon. */
  readonly icon?: string;
  readonly background?: 'warning' | 'error';
  /** A theme colour's id; VS Code shows it only where there is no background. */
  readonly color?: string;
  /** Asked for where the role is assumed without a duration. */
  readonly durationSeconds?: number;
  /** Asks before the identity is put in force in terminals. */
  readonly confirm?: boolean;
  /** Returns to the source after so long without use. */
  readonly leaveAfterMinutes?: number;
}

export interface GuardRule extends Guard {
  /** All that are given have to match; a rule that gives none matches nothing. `*` stands for any text, `?` for one character. */
  readonly match: GuardMatch;
}

/** What all rules that match ask for; where two say different things, the first one counts. */
export function guardFor(rules: readonly unknown[], subject: GuardMatch): Guard {
  const matching = rules.flatMap((rule) => readRule(rule) ?? []).filter(({ match }) => matches(match, subject));
  return Object.assign({}, ...matching.reverse().map(({ match: _, ...guard }) => guard));
}

/** Whom rules are held against: whoever the last hop leads to, or whom the source is. */
export function guardSubject(
  chain: Chain,
  chosenProfile: string | undefined,
  identity: Identity | undefined,
): GuardMatch {
  const hop = chain.hops.at(-1);
  const role = hop && parseRoleArn(hop.roleArn);
  // A source may be a role already: of single sign-on, an instance, a program.
  const ofSource = hop ? undefined : /^arn:[^:]+:sts::\d+:assumed-role\/([^/]+)\//.exec(identity?.arn ?? '')?.[1];
  const named =
    role && !('problem' in role)
      ? { account: role.account, role: role.name }
      : ofSource !== undefined && { role: ofSource };
  const profile = chosenProfile ?? (chain.source.kind === 'profile' ? chain.source.profile : undefined);
  return {
    ...(identity && { account: identity.account }),
    ...named,
    ...(profile !== undefined && { profile }),
  };
}

function matches(match: GuardMatch, subject: GuardMatch): boolean {
  const wanted = Object.entries(match) as [keyof GuardMatch, string][];
  return wanted.length > 0 && wanted.every(([name, pattern]) => like(pattern, subject[name]));
}

function like(pattern: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  // Walks both from the left; after a star it goes back to the last one and lets it take one character more.
  let p = 0;
  let star = -1;
  let resume = 0;
  for (let n = 0; n < text.length; ) {
    if (pattern[p] === '?' || (pattern[p] !== '*' && pattern[p] === text[n])) {
      p++;
      n++;
    } else if (pattern[p] === '*') {
      star = p++;
      resume = n;
    } else if (star >= 0) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(p));
}

/** A settings file holds whatever somebody wrote; what is not of the right type is left out, and a rule without a match is none. */
function readRule(value: unknown): GuardRule | undefined {
  const rule = fieldsOf(value);
  const match = Object.fromEntries(
    Object.entries(fieldsOf(rule.match)).filter(
      ([name, pattern]) => ['account', 'role', 'profile'].includes(name) && typeof pattern === 'string',
    ),
  );
  if (Object.keys(match).length === 0) return undefined;
  const { label, icon, background, color, durationSeconds, confirm, leaveAfterMinutes } = rule;
  return {
    match,
    ...(typeof label === 'string' && { label }),
    ...(typeof icon === 'string' && /^[a-z0-9-]+$/.test(icon) && { icon }),
    ...((background === 'warning' || background === 'error') && { background }),
    ...(typeof color === 'string' && { color }),
    ...(typeof durationSeconds === 'number' && { durationSeconds }),
    ...(typeof confirm === 'boolean' && { confirm }),
    ...(typeof leaveAfterMinutes === 'number' && leaveAfterMinutes > 0 && { leaveAfterMinutes }),
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
