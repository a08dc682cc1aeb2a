// Whether this person agreed to send requests unencrypted to another machine. Remembered by host, for all windows.
import * as vscode from 'vscode';
import type { Endpoints } from '../core/chain.ts';
import { openHost } from '../core/endpointUrl.ts';
import { failureError, failureOf } from '../core/failure.ts';
import { confirm } from './notices.ts';

const rememberedKey = 'rolecall.confirmedHosts';

export class EndpointConsent {
  readonly #remembered: vscode.Memento;

  constructor(remembered: vscode.Memento) {
    this.#remembered = remembered;
  }

  /** Throws `endpoint-unconfirmed` for the first of the endpoints that needs an agreement and has none. */
  require({ sts, s3 }: Endpoints): void {
    for (const endpoint of [sts, s3]) {
      const host = endpoint === undefined ? undefined : openHost(endpoint);
      if (host !== undefined && !this.#hosts().includes(host))
        throw failureError({ code: 'endpoint-unconfirmed', host });
    }
  }

  /** Runs what a person asked for. Where it stops for want of an agreement, asks for that and runs it again. */
  readonly asking = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      const failure = failureOf(error);
      if (failure?.code !== 'endpoint-unconfirmed' || !(await this.#ask(failure.host))) throw error;
    }
    // STS and S3 can be at two hosts, so it may stop once more.
    return this.asking(run);
  };

  async forget(): Promise<void> {
    await this.#remembered.update(rememberedKey, undefined);
  }

  async #ask(host: string): Promise<boolean> {
    const { t } = vscode.l10n;
    const agreed = await confirm(
      t('Send requests to {0} over plain http?', host),
      t(
        'This endpoint is another machine. Without https, whoever stands between can read and change what is sent and answered, session keys among it.',
      ),
      t('Use {0}', host),
    );
    if (!agreed) return false;
    await this.#remembered.update(rememberedKey, [...this.#hosts(), host]);
    return true;
  }

  #hosts(): readonly string[] {
    return this.#remembered.get(rememberedKey, []);
  }
}
