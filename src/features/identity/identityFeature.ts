// The identity in the status bar, its menu, and the commands that ask or tell who one is.
import * as vscode from 'vscode';
import type { Failure } from '../../core/failure.ts';
import type { Guard } from '../../core/guard.ts';
import type { Identity } from '../../core/identity.ts';
import { nextChangeMs } from '../../core/roleSession.ts';
import type { CommandHandlers, CommandId } from '../../manifest.ts';
import { identityItemId } from '../../manifest.ts';
import { setContextKey } from '../../platform/contextKeys.ts';
import { withCancel } from '../../platform/progress.ts';
import { commandIcon, commandLabel, remedies } from '../../platform/remedies.ts';
import { type Current, endOf, hasEnded } from '../../session/current.ts';
import { type AgreementHere, agreement, type FolderInForce, type InForce } from '../../session/inForce.ts';
import type { Keeper } from '../../session/keeper.ts';
import type { Watched } from '../../session/observable.ts';
import { guardedLook, withGuard } from './guardedLook.ts';
import { lookOf } from './look.ts';
import { menuOf } from './menu.ts';
import { differenceText, newTerminalLines } from './terminalTexts.ts';
import { tooltipOf } from './tooltip.ts';

/** The tooltip offers the first of the menu. */
const tooltipActions = 3;

type Handled = 'rolecall.showMenu' | 'rolecall.checkIdentity' | 'rolecall.copyIdentity';

export interface IdentityPorts {
  readonly keeper: Keeper;
  readonly inForce: Watched<InForce>;
  readonly folders: Watched<readonly FolderInForce[]>;
  /** Whether the active terminal is the current identity; undefined where there is none, or nobody can tell. */
  readonly activeTerminal: Watched<AgreementHere>;
  /** The practice account while it runs. */
  readonly practice: Watched<object | undefined>;
  /** Runs what a person asked for, and asks first where an endpoint has to be agreed to. */
  readonly asking: <T>(run: () => Promise<T>) => Promise<T>;
  readonly guardOf: (current: Current) => Guard;
  /** AWS's time. */
  readonly now: () => number;
}

export class IdentityFeature implements vscode.Disposable {
  readonly #ports: IdentityPorts;
  readonly #item: vscode.StatusBarItem;
  readonly #parts: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;
  #sentences: ((failure: Failure) => string) | undefined;

  constructor(ports: IdentityPorts) {
    this.#ports = ports;
    this.#item = vscode.window.createStatusBarItem(identityItemId, vscode.StatusBarAlignment.Left, 50);
    this.#item.name = vscode.l10n.t('AWS Identity');
    this.#item.command = 'rolecall.showMenu';
    const show = () => this.#show();
    this.#parts = vscode.Disposable.from(
      this.#item,
      ports.keeper.current.subscribe(show),
      ports.inForce.subscribe(show),
      ports.folders.subscribe(show),
      vscode.workspace.onDidChangeWorkspaceFolders(show),
      ports.practice.subscribe(show),
      vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration('rolecall.guards') && show()),
      ports.activeTerminal.subscribe(show),
    );
    this.#show();
    this.#item.show();
  }

  get handlers(): Pick<CommandHandlers, Handled> {
    return {
      'rolecall.showMenu': () => this.#showMenu(),
      'rolecall.checkIdentity': () => this.#check(),
      'rolecall.copyIdentity': () => this.#copy(),
    };
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#parts.dispose();
  }

  #show(): void {
    const current = this.#ports.keeper.current.value;
    const now = this.#ports.now();
    const guard = this.#ports.guardOf(current);
    const look = guardedLook(
      lookOf(current, agreement(current, this.#ports.inForce.value), now, this.#ports.activeTerminal.value),
      guard,
    );
    this.#item.text = look.text;
    this.#item.accessibilityInformation = {
      label: vscode.l10n.t('{0}. Press to see what can be done.', look.spoken),
      role: 'button',
    };
    const actions = this.#menu(now).slice(0, tooltipActions);
    const inForce = this.#ports.inForce.value;
    const folders = this.#ports.folders.value;
    const newTerminals = newTerminalLines(current, inForce, folders, now);
    this.#item.tooltip = withGuard(tooltipOf(current, newTerminals, actions, this.#sentenceOf, now), guard);
    this.#item.color = look.color === undefined ? undefined : new vscode.ThemeColor(look.color);
    this.#item.backgroundColor = look.background && new vscode.ThemeColor(`statusBarItem.${look.background}Background`);
    // Nothing can be done with a session that has ended, but to renew or to leave it.
    setContextKey('rolecall.current', hasEnded(current, now) ? 'failed' : current.kind);
    setContextKey('rolecall.hasRole', current.kind !== 'none' && current.chain.hops.length > 0);
    setContextKey('rolecall.practiceRunning', this.#ports.practice.value !== undefined);
    setContextKey('rolecall.terminalEnvironmentSet', inForce.kind === 'set' || folders.length > 0);
    setContextKey('rolecall.folderEnvironmentSet', folders.length > 0);

    clearTimeout(this.#timer);
    const expiration = endOf(current);
    const next = expiration === undefined ? undefined : nextChangeMs({ expiration }, now);
    if (next !== undefined) this.#timer = setTimeout(() => this.#show(), next + 50);
  }

  /** Sentences are loaded with the first failure; until they are there, none is shown. */
  readonly #sentenceOf = (failure: Failure): string | undefined => {
    if (this.#sentences) return this.#sentences(failure);
    void import('../../platform/messages.ts').then(({ failureSentence }) => {
      this.#sentences = failureSentence;
      this.#show();
    });
    return undefined;
  };

  async #showMenu(): Promise<void> {
    const now = this.#ports.now();
    const current = this.#ports.keeper.current.value;
    const inForce = this.#ports.inForce.value;
    const difference = differenceText(current, inForce);
    const items = this.#menu(now).map((id) => ({
      id,
      label: commandLabel(id),
      iconPath: new vscode.ThemeIcon(commandIcon(id) ?? 'circle-small'),
      ...(difference !== undefined && id === 'rolecall.setTerminalEnvironment' && { description: difference }),
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      title: lookOf(current, 'same', now).spoken,
      placeHolder: vscode.l10n.t('What next?'),
    });
    if (chosen) await vscode.commands.executeCommand(chosen.id);
  }

  #menu(now: number): readonly CommandId[] {
    const current = this.#ports.keeper.current.value;
    const state = {
      current,
      inForce: this.#ports.inForce.value,
      folders: this.#ports.folders.value,
      severalFolders: (vscode.workspace.workspaceFolders?.length ?? 0) > 1,
      practiceRunning: this.#ports.practice.value !== undefined,
      remedies: current.kind === 'failed' ? remedies(current.failure) : [],
    };
    return menuOf(state, now);
  }

  #check(): Promise<Identity> {
    const title = vscode.l10n.t('Asking AWS who you are…');
    return this.#ports.asking(async () =>
      withCancel(title, (signal) => this.#ports.keeper.check({ quiet: false, signal })),
    );
  }

  async #copy(): Promise<void> {
    const { userId, account, arn } = await this.#check();
    const { t } = vscode.l10n;
    const chosen = await vscode.window.showQuickPick(
      [
        { label: 'Arn', description: arn },
        { label: 'Account', description: account },
        { label: 'UserId', description: userId },
      ],
      { title: t('Copy to the clipboard'), placeHolder: t('What to copy') },
    );
    if (chosen) await vscode.env.clipboard.writeText(chosen.description);
  }
}
