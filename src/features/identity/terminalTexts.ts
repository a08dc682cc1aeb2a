// Who new terminals are, in words: beside the current identity in the tooltip, and on its own in the menu.
import * as vscode from 'vscode';
import { principalText } from '../../core/identity.ts';
import type { Current } from '../../session/current.ts';
import { agreement, type FolderInForce, type InForce, isOver } from '../../session/inForce.ts';

/** Stand in a row that is headed "New terminals". */
export function newTerminalLines(
  current: Current,
  inForce: InForce,
  folders: readonly FolderInForce[],
  now: number,
): readonly [string, ...string[]] {
  const ofFolders = folders.map(({ name, inForce: ofFolder }) =>
    vscode.l10n.t('in the folder {0}: {1}', name, nameOf(ofFolder, current, now)),
  );
  return [inForceText(current, inForce, now), ...ofFolders];
}

function nameOf(inForce: InForce & { kind: 'set' }, current: Current, now: number): string {
  const name = principalText(inForce.identity);
  return isOver(inForce, current, now) ? vscode.l10n.t('{0} (expired)', name) : name;
}

function inForceText(current: Current, inForce: InForce, now: number): string {
  const { t } = vscode.l10n;
  switch (inForce.kind) {
    case 'untouched':
      switch (agreement(current, inForce)) {
        case 'same':
          return t('this identity, by the configuration of this machine');
        case 'different':
          return t('not this identity, but as this machine is configured');
        case 'unknown':
          return t('as this machine is configured');
      }
      break;
    case 'set': {
      const who = nameOf(inForce, current, now);
      switch (agreement(current, inForce)) {
        case 'same':
          return t('this identity: {0}', who);
        case 'different':
          return t('not this identity, but {0}', who);
        case 'unknown':
          return who;
      }
    }
  }
}

/** Why one may want to set the terminal environment; undefined where new terminals are not known to be somebody else. */
export function differenceText(current: Current, inForce: InForce): string | undefined {
  const { t } = vscode.l10n;
  if (agreement(current, inForce) !== 'different') return undefined;
  return inForce.kind === 'set'
    ? t('new terminals are {0}', principalText(inForce.identity))
    : t('new terminals are as this machine is configured');
}
