// What the status bar shows of a state: icon, words, colour. A pure function of the state and the clock.
import * as vscode from 'vscode';
import { type Identity, principalOf } from '../../core/identity.ts';
import { minutesLeft, sessionState } from '../../core/roleSession.ts';
import type { Agreement } from '../../session/inForce.ts';
import type { Current } from '../../session/keeper.ts';

export interface Look {
  readonly text: string;
  /** What a screen reader says: the same in words, without icons. */
  readonly spoken: string;
  readonly background?: 'error' | 'warning';
}

export function lookOf(current: Current, agreement: Agreement, now: number): Look {
  const { t } = vscode.l10n;
  switch (current.kind) {
    case 'none':
      return look('circle-slash', t('AWS: no identity'));
    case 'checking':
      return look('loading~spin', t('AWS: checking identity'));
    case 'failed':
      switch (current.failure.code) {
        case 'endpoint-unreachable':
        case 'endpoint-silent':
          return look('debug-disconnect', t('AWS: offline'));
        case 'session-expired':
          return look('error', t('{0} expired', hopName(current.chain.hops.at(-1)?.roleArn) ?? 'AWS'), 'error');
        case 'practice-stopped':
          return look('circle-slash', t('Practice account stopped'));
        default:
          return look('error', t('AWS: error'), 'error');
      }
    case 'source': {
      const icon = current.chain.source.kind === 'practice' ? 'mortar-board' : 'person';
      return look(icon, `${nameAndAccount(current.identity)}${terminalNote(agreement)}`);
    }
    case 'role': {
      const name = nameAndAccount(current.session.identity);
      const state = sessionState(current.session, now);
      switch (state) {
        case 'expired':
          return look('error', t('{0} expired', principalOf(current.session.identity).name), 'error');
        case 'expiring':
          return look('warning', `${name} · ${timeLeft(current.session, now)}${terminalNote(agreement)}`, 'warning');
        case 'active':
          return look('key', `${name} · ${timeLeft(current.session, now)}${terminalNote(agreement)}`);
      }
    }
  }
}

function look(icon: string, words: string, background?: 'error' | 'warning'): Look {
  return { text: `$(${icon}) ${words}`, spoken: words, ...(background && { background }) };
}

/** Assuming alone changes nothing in a shell: said until it does. */
function terminalNote(agreement: Agreement): string {
  return agreement === 'different' ? ` · ${vscode.l10n.t('not in terminals')}` : '';
}

function nameAndAccount(identity: Identity): string {
  return `${principalOf(identity).name} · ${identity.account}`;
}

function hopName(roleArn: string | undefined): string | undefined {
  return roleArn?.split('/').at(-1);
}

/** `58 min` or `1 h 20 min`, and `0 min` only when it is over. */
export function timeLeft(session: Parameters<typeof minutesLeft>[0], now: number): string {
  const minutes = minutesLeft(session, now);
  return minutes < 100
    ? vscode.l10n.t('{0} min', minutes)
    : vscode.l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}
