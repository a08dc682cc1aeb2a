// Forget Everything: removes what Rolecall holds and says what was there before and what is left, both read back.
import * as vscode from 'vscode';
import type { CommandHandlers } from '../../manifest.ts';

interface Counts {
  readonly sessions: number;
  readonly accessKeys: number;
  readonly buckets: number;
}

export interface ForgetPorts {
  /** Reads back what is held. */
  readonly count: () => Promise<Counts>;
  readonly forget: () => Promise<void>;
}

export class ForgetFeature {
  readonly #ports: ForgetPorts;

  constructor(ports: ForgetPorts) {
    this.#ports = ports;
  }

  get handlers(): Pick<CommandHandlers, 'rolecall.forgetEverything'> {
    return { 'rolecall.forgetEverything': () => this.#forget() };
  }

  async #forget(): Promise<{ readonly before: Counts; readonly after: Counts } | undefined> {
    const { t } = vscode.l10n;
    const before = await this.#ports.count();
    await this.#ports.forget();
    const after = await this.#ports.count();
    void vscode.window.showInformationMessage(
      t(
        'Forgotten: {0} access keys, {1} sessions, {2} buckets. Left: {3}. Your settings and files are as they were.',
        before.accessKeys,
        before.sessions,
        before.buckets,
        after.accessKeys + after.sessions + after.buckets,
      ),
    );
    return { before, after };
  }
}
