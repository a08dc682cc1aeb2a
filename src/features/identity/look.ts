// What the status bar shows of a state: icon, words, colour. A pure function of the state and the clock.
import * as vscode from 'vscode';
import type { Failure } from '../../core/failure.ts';
import { type Identity, principalOf } from '../../core/identity.ts';
import { visibleName } from '../../core/objectKey.ts';
import { minutesLeft, type RoleSession, sessionState } from '../../core/roleSession.ts';
import type { Current } from '../../session/current.ts';
import type { Agreement, AgreementHere } from '../../session/inForce.ts';

export interface Look {
  readonly text: string;
  /** What a screen reader says: the same in words, without icons, and whole where the text is cut. */
  readonly spoken: string;
  readonly background?: 'error' | 'warning';
}

/** Names of single sign-on roles have 50 characters and more; the status bar is everybody's. */
const longestName = 32;

/** @param here of the active terminal */
export function lookOf(current: Current, agreement: Agreement, now: number, here: AgreementHere = 'unknown'): Look {
  const { t } = vscode.l10n;
  switch (current.kind) {
    case 'none':
      return ofAws('circle-slash', t('no identity'));
    case 'checking':
      return ofAws('loading~spin', t('checking identity'));
    case 'failed':
      return lookOfFailure(current.failure, endedName(current));
    case 'source': {
      const { identity, expiration, chain } = current;
      const icon = chain.source.kind === 'practice' ? 'mortar-board' : 'person';
      const notes = terminalNote(agreement, here);
      return expiration === undefined
        ? ofIdentity(icon, identity, notes)
        : lookOfEnding(identity, expiration, now, notes, () => ofIdentity(icon, identity, notes));
    }
    case 'role': {
      const { identity, expiration } = current.session;
      const notes = terminalNote(agreement, here);
      const left = timeLeft(current.session, now);
      return lookOfEnding(identity, expiration, now, notes, () => ofIdentity('key', identity, [left, ...notes]));
    }
  }
}

/** @param active how it looks while it is not about to end */
function lookOfEnding(
  identity: Identity,
  expiration: number,
  now: number,
  notes: readonly string[],
  active: () => Look,
): Look {
  switch (sessionState({ expiration }, now)) {
    case 'expired':
      return expired(principalOf(identity).name);
    case 'expiring':
      return ofIdentity(
        'warning',
        identity,
        [vscode.l10n.t('ends in {0}', timeLeft({ expiration }, now)), ...notes],
        'warning',
      );
    case 'active':
      return active();
  }
}

/** Of a session that has ended; after a reload only its role is known. */
function endedName({ chain, ended }: Current & { readonly kind: 'failed' }): string {
  return ended ? principalOf(ended.identity).name : (chain.hops.at(-1)?.roleArn.split('/').at(-1) ?? 'AWS');
}

function lookOfFailure(failure: Failure, name: string): Look {
  const { t } = vscode.l10n;
  switch (failure.code) {
    case 'endpoint-unreachable':
    case 'endpoint-silent':
      return ofAws('debug-disconnect', t('offline'));
    case 'session-expired':
      return expired(name);
    case 'practice-stopped':
      return { text: `$(circle-slash) ${t('Practice account stopped')}`, spoken: t('Practice account stopped') };
    // What a person has not been asked yet, or has not wanted yet, is no error.
    case 'source-waits':
      return failure.kind === 'sso' ? ofAws('sign-in', t('sign-in needed')) : ofAws('circle-outline', t('not checked'));
    case 'mfa-needed':
      return ofAws('shield', t('MFA code needed'));
    case 'endpoint-unconfirmed':
    case 'key-unconfirmed':
      return ofAws('question', t('confirmation needed'));
    case 'denied':
      return ofAws('error', t('access denied'), 'error');
    default:
      return ofAws('error', t('error'), 'error');
  }
}

/** A state without an identity: the status bar says first what it is about. */
function ofAws(icon: string, words: string, background?: 'error'): Look {
  const spoken = `AWS: ${words}`;
  return { text: `$(${icon}) ${spoken}`, spoken, ...(background && { background }) };
}

function ofIdentity(icon: string, identity: Identity, notes: readonly string[], background?: 'warning'): Look {
  const { name } = principalOf(identity);
  return {
    text: `$(${icon}) ${[shownName(name), shownName(identity.account), ...notes].join(' · ')}`,
    spoken: vscode.l10n.t('AWS identity: {0}', [name, identity.account, ...notes].join(', ')),
    ...(background && { background }),
  };
}

function expired(name: string): Look {
  const { t } = vscode.l10n;
  return {
    text: `$(error) ${t('{0} expired', shownName(name))}`,
    spoken: t('AWS identity: {0}', t('{0} expired', name)),
    background: 'error',
  };
}

/** Assuming alone changes nothing in a shell: said until it does. */
function terminalNote(agreement: Agreement, here: AgreementHere): readonly string[] {
  if (agreement === 'different') return [vscode.l10n.t('not in terminals')];
  if (here === 'different') return [vscode.l10n.t('not in this terminal')];
  return here === 'partly' ? [vscode.l10n.t('only partly in this terminal')] : [];
}

/** A name is whatever the endpoint answers: no icon, line break or invisible mark of it takes effect. */
function shownName(name: string): string {
  const visible = visibleName(name);
  const short = visible.length > longestName ? `${visible.slice(0, longestName - 1)}…` : visible;
  return short.replaceAll('$(', '\\$(');
}

/** `58 min` or `1 h 20 min`, and `0 min` only when it is over. */
export function timeLeft(session: Pick<RoleSession, 'expiration'>, now: number): string {
  const minutes = minutesLeft(session, now);
  return minutes < 100
    ? vscode.l10n.t('{0} min', minutes)
    : vscode.l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}
