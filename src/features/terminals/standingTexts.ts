// The standing of a terminal as a person sees it: icon, badge, colour and words.
import * as vscode from 'vscode';
import { principalText } from '../../core/identity.ts';
import type { GivenIdentity, TerminalStanding } from '../../core/terminalStanding.ts';
import { shadowText, type TracedShadow } from './shadowTexts.ts';

export interface StandingLook {
  readonly icon: string;
  readonly color?: string;
  /** For a tab: one that is longer than two characters makes VS Code drop the whole decoration. */
  readonly badge?: string;
  /** A few words. */
  readonly label: string;
  /** A sentence, for a tooltip or a message. */
  readonly sentence: string;
}

const shadowed = { icon: 'warning', color: 'list.warningForeground', badge: '!≠' } as const;

/** Of a terminal in which some client is somebody else than it was opened for. */
export function shadowedLook(standing: TerminalStanding, shadows: readonly TracedShadow[]): StandingLook {
  const { t } = vscode.l10n;
  const look = standingLook(standing);
  if (shadows.length === 0) return look;
  if (standing.kind === 'not-ours') {
    return {
      ...shadowed,
      label: t('not set by Rolecall, but by something else'),
      sentence: [
        t('Rolecall has put nobody in force here, and not every program is who this machine is configured to be.'),
        ...shadows.map(shadowText),
      ].join(' '),
    };
  }
  return {
    ...shadowed,
    label: t('{0}, shadowed', look.label),
    sentence: [look.sentence, t('Not for every program:'), ...shadows.map(shadowText)].join(' '),
  };
}

function standingLook(standing: TerminalStanding): StandingLook {
  const { t } = vscode.l10n;
  switch (standing.kind) {
    case 'unknown':
      return {
        icon: 'question',
        badge: '?',
        label: t('unknown'),
        sentence: t('Nothing is known about the start of this terminal, so it may be anybody.'),
      };
    case 'not-ours':
      return {
        icon: 'terminal',
        label: t('not set by Rolecall'),
        sentence: t('Rolecall has put nobody in force here: it is who this machine is configured to be.'),
      };
    case 'given': {
      const who = principalText(standing.given.identity);
      const name = standing.given.way === 'keyless' ? t('{0}, keyless', who) : who;
      switch (standing.state) {
        case 'current':
          return {
            icon: 'pass',
            color: 'charts.green',
            badge: '✓',
            label: name,
            sentence: t('{0} is in force here, which is the current identity.', name),
          };
        case 'pinned':
          return {
            icon: 'pin',
            color: 'charts.blue',
            badge: '◆',
            label: t('{0}, pinned', name),
            sentence: t('This terminal was opened as {0} and stays so, whoever is current.', name),
          };
        case 'folder':
          return {
            icon: 'root-folder',
            color: 'charts.blue',
            badge: '◇',
            label: t('{0}, for this folder', name),
            sentence: t('{0} is in force here, as in all new terminals of this folder, whoever is current.', name),
          };
        case 'older':
          return {
            icon: 'history',
            color: 'list.warningForeground',
            badge: '≠',
            label: t('{0}, not current', name),
            sentence: t(
              '{0} is in force here, from before the last change. Reopen it to be the current identity.',
              name,
            ),
          };
        case 'expired':
          return {
            icon: 'error',
            color: 'list.errorForeground',
            badge: '!',
            label: t('{0}, ended', name),
            sentence: endedText(standing.given, name, who),
          };
      }
    }
  }
}

function endedText({ refused, way, expiration }: GivenIdentity, name: string, who: string): string {
  const { t } = vscode.l10n;
  if (refused)
    return t('Rolecall has no session of {0} to give now, so nobody is in force here until it has one.', who);
  return way !== 'keys' && expiration === undefined
    ? t('The session of this terminal has ended ({0}). Once it is renewed, it goes on here.', name)
    : t('What this terminal was given has ended ({0}). Reopen it to go on.', name);
}
