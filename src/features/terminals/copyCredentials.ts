// "Copy Credentials as…": the current identity on the clipboard, in the format of some shell or file, for a minute.
import * as vscode from 'vscode';
import { failureError } from '../../core/failure.ts';
import { type Identity, principalText } from '../../core/identity.ts';
import type { CommandHandlers } from '../../manifest.ts';
import { showInformation } from '../../platform/notices.ts';
import { ClipboardSecret } from '../../session/clipboardSecret.ts';
import type { Keeper } from '../../session/keeper.ts';

/** The formats that were used, the latest first. */
const rememberedKey = 'rolecall.exportFormats';
const clearAfterMs = 60_000;

export class CopyCredentials implements vscode.Disposable {
  readonly #keeper: Keeper;
  readonly #remembered: vscode.Memento;
  readonly #clipboard = new ClipboardSecret(vscode.env.clipboard, afterAMinute);

  constructor(keeper: Keeper, remembered: vscode.Memento) {
    this.#keeper = keeper;
    this.#remembered = remembered;
  }

  get handlers(): Pick<CommandHandlers, 'rolecall.copyCredentials'> {
    return { 'rolecall.copyCredentials': () => this.#copy() };
  }

  dispose(): void {
    this.#clipboard.dispose();
  }

  /** Takes what is still on the clipboard off it. */
  async forget(): Promise<void> {
    await this.#clipboard.clear();
  }

  /** Gives nothing back: a launch configuration can call it. */
  async #copy(): Promise<void> {
    // Both from one moment: what is copied is whose it is said to be, whatever becomes current while somebody chooses.
    const grant = this.#keeper.grant();
    const identity = this.#identity();
    const { exportText } = await import('../../core/shellExport.ts');
    const { chooseFormat, formatLabel, problemTexts } = await import('./exportFormats.ts');
    const used = this.#remembered.get<readonly string[]>(rememberedKey, []);
    const title = vscode.l10n.t('Copy Credentials of {0}', principalText(identity));
    const format = await chooseFormat(title, used);
    if (format === undefined) return;
    await this.#remembered.update(rememberedKey, [format, ...used.filter((each) => each !== format)]);
    const exported = exportText(format, grant, identity);
    if ('problem' in exported) {
      throw failureError({ code: 'input-invalid', ...problemTexts(exported.problem, formatLabel(format)) });
    }
    if (grant.kind === 'profile') {
      await vscode.env.clipboard.writeText(exported.text);
      const said = vscode.l10n.t(
        'The name of the profile {0} is on the clipboard ({1}), without its keys.',
        grant.profile,
        formatLabel(format),
      );
      void showInformation(said);
      return;
    }
    await this.#clipboard.put(exported.text);
    void this.#tell(copiedText(grant.credentials.expiration, identity, formatLabel(format)));
  }

  async #tell(sentence: string): Promise<void> {
    const clear = vscode.l10n.t('Clear Now');
    const chosen = await showInformation(sentence, clear);
    if (chosen === clear) await this.#clipboard.clear();
  }

  #identity(): Identity {
    const current = this.#keeper.current.value;
    if (current.kind === 'role') return current.session.identity;
    if (current.kind === 'source') return current.identity;
    throw failureError({ code: 'source-missing' });
  }
}

/** In a browser it waits for the focus too: without it, the clipboard cannot be read. */
function afterAMinute(act: () => void): vscode.Disposable {
  let focus: vscode.Disposable | undefined;
  const timer = setTimeout(() => {
    if (vscode.env.uiKind === vscode.UIKind.Desktop || vscode.window.state.focused) {
      act();
      return;
    }
    focus = vscode.window.onDidChangeWindowState(({ focused }) => {
      if (!focused) return;
      focus?.dispose();
      act();
    });
  }, clearAfterMs);
  return {
    dispose: () => {
      clearTimeout(timer);
      focus?.dispose();
    },
  };
}

/** Whose it is, until when, and how long it stays there. */
function copiedText(expiration: number | undefined, identity: Identity, format: string): string {
  const { t } = vscode.l10n;
  const who = principalText(identity);
  const whose =
    expiration === undefined
      ? t('The lasting keys of {0} are on the clipboard ({1}).', who, format)
      : t(
          'The keys of {0} are on the clipboard ({1}). They end at {2}.',
          who,
          format,
          new Date(expiration).toLocaleTimeString(),
        );
  return `${whose} ${t('In a minute the clipboard is cleared, if it still holds them and this window is still open.')}`;
}
