// What is told after a change of what is in force, and what can be done about terminals then. Loaded with the first.
import * as vscode from 'vscode';
import { sameChain } from '../../core/chain.ts';
import type { Environment } from '../../core/environment.ts';
import { keepsAnother } from '../../core/terminalStanding.ts';
import { showInformation } from '../../platform/notices.ts';
import type { Current } from '../../session/current.ts';
import type { InForce } from '../../session/inForce.ts';
import { ownColor, ownIcon, withoutShadows } from './ownTerminals.ts';
import type { TerminalsPorts } from './terminalsFeature.ts';

/** What new terminals get where one is opened. */
export interface NewTerminal {
  readonly inForce: InForce;
  readonly environment: Environment;
  readonly folder?: vscode.Uri;
}

type OfferPorts = Pick<TerminalsPorts, 'keeper' | 'standingIn'>;

/** Shows `sentence`, adds how many open terminals keep another identity, and offers what can be done about it. */
export async function offerTerminals(sentence: string, terminal: NewTerminal, ports: OfferPorts): Promise<void> {
  const { t } = vscode.l10n;
  const keeping = await keepingTerminals(terminal.inForce, ports);
  const open = t('New Terminal');
  const relaunch = t('Relaunch Active Terminal');
  const chosen = await showInformation(sentence + keepingNote(keeping), open, ...(keeping > 0 ? [relaunch] : []));
  if (chosen === open) openTerminal(terminal);
  if (chosen === relaunch) await vscode.commands.executeCommand('workbench.action.terminal.relaunch');
}

/** After a change that terminals do not follow: says so, and offers to put the identity in force. */
export async function offerToSet(sentence: string): Promise<void> {
  const set = vscode.l10n.t('Set Terminal Environment');
  const chosen = await showInformation(sentence, set);
  if (chosen === set) await vscode.commands.executeCommand('rolecall.setTerminalEnvironment');
}

/** How many of those that were typed in keep another identity. VS Code restarts the others by itself. */
async function keepingTerminals(inForce: InForce, { keeper, standingIn }: OfferPorts): Promise<number> {
  const newOnes = identityOfNewOnes(inForce, keeper.current.value);
  const typedIn = vscode.window.terminals.filter((terminal) => terminal.state.isInteractedWith);
  const standings = await Promise.all(typedIn.map(standingIn));
  return standings.filter((standing) => keepsAnother(standing, newOnes)).length;
}

/** Undefined: the machine's own, while somebody else is current. */
function identityOfNewOnes(inForce: InForce, current: Current) {
  const machine = current.kind === 'source' && current.inherited ? current.chain : undefined;
  const chain = inForce.kind === 'set' ? inForce.chain : machine;
  return chain && { chain, inherited: machine !== undefined && sameChain(machine, chain) };
}

function keepingNote(keeping: number): string {
  const { t } = vscode.l10n;
  if (keeping === 0) return '';
  return keeping === 1
    ? ` ${t('One open terminal keeps the identity it was started with.')}`
    : ` ${t('{0} open terminals keep the identity they were started with.', keeping)}`;
}

function openTerminal({ inForce, environment, folder }: NewTerminal): void {
  const own = {
    iconPath: new vscode.ThemeIcon(ownIcon),
    color: new vscode.ThemeColor(ownColor),
    env: withoutShadows(environment),
  };
  vscode.window.createTerminal({ ...(inForce.kind === 'set' && own), ...(folder && { cwd: folder }) }).show();
}
