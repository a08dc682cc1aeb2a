// Forget Everything: removes what Rolecall holds and says what was there before and what is left, both read back.
import * as vscode from 'vscode';
import type { CommandHandlers } from '../../manifest.ts';
import { showInformation } from '../../platform/notices.ts';

interface Counts {
  readonly sessions: number;
  readonly accessKeys: number;
  /** MFA seeds, sign-in tokens and the like. */
  readonly others: number;
  readonly buckets: number;
}

export interface ForgetPorts {
  /** Reads back what is held. */
  readonly count: () => Promise<Counts>;
  /** What takes effect at once comes first. */
  readonly steps: readonly (() => unknown)[];
  /** What this window holds beside what all windows share, which another one has forgotten. */
  readonly ownSteps: readonly (() => unknown)[];
}

export class ForgetFeature {
  readonly #ports: ForgetPorts;

  constructor(ports: ForgetPorts) {
    this.#ports = ports;
  }

  get handlers(): Pick<CommandHandlers, 'rolecall.forgetEverything'> {
    return { 'rolecall.forgetEverything': () => this.#forget() };
  }

  /** After all was forgotten in another window. Rejects with the first failure. */
  async forgetOwn(): Promise<void> {
    await takeAll(this.#ports.ownSteps);
    void showInformation(
      vscode.l10n.t(
        'Everything was forgotten in another window. This one starts anew from what this machine is configured to be.',
      ),
    );
  }

  async #forget(): Promise<{ readonly before: Counts; readonly after: Counts }> {
    const { t } = vscode.l10n;
    const { count, steps } = this.#ports;
    const before = await count().catch(() => undefined);
    await takeAll(steps);
    const after = await count();
    const was = before ?? after;
    void showInformation(
      t(
        'Forgotten: access keys {0}, sessions {1}, other secrets {2}, buckets {3}. Left: {4}. Your settings and files are as they were.',
        was.accessKeys,
        was.sessions,
        was.others,
        was.buckets,
        after.accessKeys + after.sessions + after.others + after.buckets,
      ),
    );
    return { before: was, after };
  }
}

/** Every step is taken, whatever another one comes to; the first failure is thrown at the end. */
async function takeAll(steps: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
