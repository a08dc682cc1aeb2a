// Starting and stopping the practice account, and becoming its user.
import * as vscode from 'vscode';
import type { Chain } from '../../core/chain.ts';
import type { CommandHandlers } from '../../manifest.ts';
import type { InForce } from '../../session/inForce.ts';
import type { Keeper } from '../../session/keeper.ts';
import type { Watched } from '../../session/observable.ts';

type Handled = 'rolecall.startPractice' | 'rolecall.stopPractice';

export interface PracticePorts {
  readonly keeper: Keeper;
  readonly inForce: Watched<InForce>;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly setTerminals: () => Promise<void>;
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
    await setTerminals();
    tell(
      vscode.l10n.t(
        'The practice account is running on this machine. You are its user AssumeRoleUser, who may only ask for roles.',
      ),
    );
  }

  async #stop(): Promise<void> {
    const { keeper, inForce, stop, clearTerminals, tell } = this.#ports;
    const { value } = keeper.current;
    await stop();
    // Whoever is current: nothing answers any more at the endpoint that new terminals would get.
    if (inForce.value.kind === 'set' && isPractice(inForce.value.chain)) clearTerminals();
    if (value.kind !== 'none' && isPractice(value.chain)) await keeper.reset();
    tell(vscode.l10n.t('The practice account has stopped.'));
  }
}

function isPractice({ source }: Chain): boolean {
  return source.kind === 'practice';
}
