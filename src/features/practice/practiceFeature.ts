// Starting and stopping the practice account, and becoming its user.
import * as vscode from 'vscode';
import type { CommandHandlers } from '../../manifest.ts';
import type { Keeper } from '../../session/keeper.ts';

type Handled = 'rolecall.startPractice' | 'rolecall.stopPractice';

export interface PracticePorts {
  readonly keeper: Keeper;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly setTerminals: () => void;
  readonly clearTerminals: () => void;
  readonly tell: (sentence: string) => void;
}

export class PracticeFeature {
  readonly #ports: PracticePorts;

  constructor(ports: PracticePorts) {
    this.#ports = ports;
  }

  get handlers(): Pick<CommandHandlers, Handled> {
    return {
      'rolecall.startPractice': () => this.#start(),
      'rolecall.stopPractice': () => this.#stop(),
    };
  }

  async #start(): Promise<void> {
    const { keeper, start, setTerminals, tell } = this.#ports;
    await start();
    await keeper.become({ kind: 'practice' }, []);
    // Its endpoint has to be in the terminals for any of its keys to mean something there.
    setTerminals();
    tell(
      vscode.l10n.t(
        'The practice account is running on this machine. You are its user AssumeRoleUser, who may only ask for roles.',
      ),
    );
  }

  async #stop(): Promise<void> {
    const { keeper, stop, clearTerminals, tell } = this.#ports;
    const { value } = keeper.current;
    const inPractice = value.kind !== 'none' && value.chain.source.kind === 'practice';
    await stop();
    if (inPractice) {
      clearTerminals();
      await keeper.reset();
    }
    tell(vscode.l10n.t('The practice account has stopped.'));
  }
}
