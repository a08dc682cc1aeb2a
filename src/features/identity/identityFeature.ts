// The identity in the status bar, its menu, and the commands that ask or tell who one is.
import * as vscode from 'vscode';
import { nextChangeMs } from '../../core/roleSession.ts';
import type { CommandHandlers } from '../../manifest.ts';
import { identityItemId } from '../../manifest.ts';
import { setContextKey } from '../../platform/contextKeys.ts';
import { commandLabel } from '../../platform/messages.ts';
import { agreement, type InForce } from '../../session/inForce.ts';
import type { Keeper } from '../../session/keeper.ts';
import type { Watched } from '../../session/observable.ts';
import { lookOf } from './look.ts';
import { menuOf } from './menu.ts';
import { inForceText, tooltipOf } from './tooltip.ts';

type Handled = 'rolecall.showMenu' | 'rolecall.checkIdentity' | 'rolecall.copyIdentity';

export class IdentityFeature implements vscode.Disposable {
  readonly #keeper: Keeper;
  readonly #inForce: Watched<InForce>;
  readonly #practice: Watched<object | undefined>;
  readonly #item: vscode.StatusBarItem;
  readonly #parts: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;

  /** `practice` is the practice account while it runs. */
  constructor(keeper: Keeper, inForce: Watched<InForce>, practice: Watched<object | undefined>) {
    this.#keeper = keeper;
    this.#inForce = inForce;
    this.#practice = practice;
    this.#item = vscode.window.createStatusBarItem(identityItemId, vscode.StatusBarAlignment.Left, 50);
    this.#item.name = vscode.l10n.t('AWS Identity');
    this.#item.command = 'rolecall.showMenu';
    const show = () => this.#show();
    this.#parts = vscode.Disposable.from(
      this.#item,
      keeper.current.subscribe(show),
      inForce.subscribe(show),
      practice.subscribe(show),
    );
    this.#show();
    this.#item.show();
  }

  get handlers(): Pick<CommandHandlers, Handled> {
    return {
      'rolecall.showMenu': () => this.#showMenu(),
      'rolecall.checkIdentity': () => this.#keeper.check(),
      'rolecall.copyIdentity': () => this.#copy(),
    };
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#parts.dispose();
  }

  #show(): void {
    const current = this.#keeper.current.value;
    const now = Date.now();
    const look = lookOf(current, agreement(current, this.#inForce.value), now);
    this.#item.text = look.text;
    this.#item.accessibilityInformation = {
      label: vscode.l10n.t('AWS identity: {0}. Press to see what can be done.', look.spoken),
      role: 'button',
    };
    this.#item.tooltip = tooltipOf(current, this.#inForce.value, now);
    this.#item.backgroundColor = look.background && new vscode.ThemeColor(`statusBarItem.${look.background}Background`);
    setContextKey('rolecall.current', current.kind);
    setContextKey('rolecall.practiceRunning', this.#practice.value !== undefined);
    setContextKey('rolecall.terminalEnvironmentSet', this.#inForce.value.kind === 'set');

    clearTimeout(this.#timer);
    const next = current.kind === 'role' ? nextChangeMs(current.session, now) : undefined;
    if (next !== undefined) this.#timer = setTimeout(() => this.#show(), next + 50);
  }

  async #showMenu(): Promise<void> {
    const current = this.#keeper.current.value;
    const inForce = this.#inForce.value;
    const look = lookOf(current, 'same', Date.now());
    const items = menuOf({ current, inForce, practiceRunning: this.#practice.value !== undefined }).map((id) => ({
      id,
      label: commandLabel(id),
      ...(id === 'rolecall.setTerminalEnvironment' && { description: inForceText(current, inForce) }),
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      title: look.spoken,
      placeHolder: vscode.l10n.t('What next?'),
    });
    if (chosen) await vscode.commands.executeCommand(chosen.id);
  }

  async #copy(): Promise<void> {
    const { userId, account, arn } = await this.#keeper.check();
    const { t } = vscode.l10n;
    const chosen = await vscode.window.showQuickPick(
      [
        { label: 'Arn', description: arn },
        { label: 'Account', description: account },
        { label: 'UserId', description: userId },
      ],
      { title: t('Copy to the clipboard') },
    );
    if (chosen) await vscode.env.clipboard.writeText(chosen.description);
  }
}
