// Keyless terminals: the variables that stand for no key but for a token of the credential endpoint, and what has to be
// there for them: a profile without keys, which needs the person's consent.
import * as vscode from 'vscode';
import type { Environment, Grant } from '../../core/environment.ts';
import { failureError } from '../../core/failure.ts';
import type { ConfigChange } from '../../core/keylessConfig.ts';
import { type KeylessEnvironment, keylessEnvironment } from '../../core/keylessEnvironment.ts';
import type { CommandHandlers } from '../../manifest.ts';
import { ask, showInformation, showWarning } from '../../platform/notices.ts';
import { namesSetAtStartup } from '../../platform/shellStartup.ts';
import type { KeylessEndpoint } from '../../session/keylessEndpoint.ts';
import type { Binding } from '../../session/keylessSessions.ts';
import { type FileProblem, fileProblemText } from './keylessTexts.ts';

export interface KeylessFiles {
  place(
    consent: boolean | undefined,
  ): Promise<
    | { readonly kind: 'own' }
    | { readonly kind: 'copy'; readonly file: string }
    | { readonly kind: 'ask'; readonly file: string }
    | { readonly kind: 'refused'; readonly problem: FileProblem }
  >;
  remove(): Promise<{ readonly kind: 'removed' | 'absent' } | { readonly problem: FileProblem }>;
  forgetCopy(): Promise<void>;
  carryOver(): Promise<
    | { readonly kind: 'nothing' }
    | { readonly kind: 'carried' | 'left'; readonly file: string; readonly changes: readonly ConfigChange[] }
  >;
  watch(written: () => void): { dispose(): void };
}

export interface KeylessPorts {
  readonly endpoint: KeylessEndpoint;
  readonly files: KeylessFiles;
  /** All windows': the answer about the config file. */
  readonly remembered: vscode.Memento;
}

const consentKey = 'rolecall.keylessProfileConsent';

export class KeylessMode implements vscode.Disposable {
  readonly #ports: KeylessPorts;
  #watching: vscode.Disposable | undefined;
  /** What was said of the copy already. */
  #said = '';

  constructor(ports: KeylessPorts) {
    this.#ports = ports;
  }

  dispose(): void {
    this.#watching?.dispose();
    void this.#ports.endpoint.close();
  }

  get handlers(): Pick<CommandHandlers, 'rolecall.removeKeylessProfile'> {
    return { 'rolecall.removeKeylessProfile': () => this.#remove() };
  }

  /**
   * For new terminals, which share a token. Throws `keyless-refused`, or a CancellationError where the question was closed.
   *
   * @param quiet nobody is asked: undefined then, where somebody would have to be
   */
  async shared(grant: Grant & { kind: 'keys' }, binding: Binding, quiet: boolean): Promise<Environment | undefined> {
    const profile = await this.#profile(grant, quiet);
    if (!profile) return undefined;
    const issued = await this.#ports.endpoint.share(binding);
    const { set, unset } = environmentOf(grant, issued, profile, await namesSetAtStartup());
    if (unset.length > 0) {
      throw failureError({
        code: 'keyless-refused',
        explanation: vscode.l10n.t(
          '{0} is set where VS Code was started, and would win. Start VS Code without it.',
          unset.join(', '),
        ),
      });
    }
    return set;
  }

  /** For one terminal whose whole environment is in hand. Throws as `shared`. */
  async single(grant: Grant & { kind: 'keys' }, binding: Binding): Promise<KeylessEnvironment> {
    const profile = await this.#profile(grant, false);
    // Nothing is set again behind the start-up files of that one.
    return environmentOf(grant, await this.#ports.endpoint.issue(binding), profile ?? {}, new Set());
  }

  async #profile(
    { credentials: { sessionToken, expiration } }: Grant & { kind: 'keys' },
    quiet: boolean,
  ): Promise<{ readonly configFile?: string } | undefined> {
    const { t } = vscode.l10n;
    if (!sessionToken || expiration === undefined) {
      throw failureError({
        code: 'keyless-refused',
        explanation: t('a long-term access key is not handed out. Assume a role first.'),
      });
    }
    const { files, remembered } = this.#ports;
    const answer = remembered.get<boolean>(consentKey);
    // What was written to the copy while no window watched it is told as well.
    if (answer === false) await this.#carryOver();
    let place = await files.place(answer);
    if (place.kind === 'ask') {
      if (quiet) return undefined;
      const consent = await askConsent(place.file);
      await remembered.update(consentKey, consent);
      place = await files.place(consent);
    }
    switch (place.kind) {
      case 'own':
        return {};
      case 'copy':
        this.#watchCopy();
        return { configFile: place.file };
      case 'ask':
        return undefined;
      case 'refused':
        throw failureError({ code: 'keyless-refused', explanation: fileProblemText(place.problem) });
    }
  }

  #watchCopy(): void {
    const { files, remembered } = this.#ports;
    this.#watching ??= files.watch(() => {
      void this.#carryOver().then(() => files.place(remembered.get<boolean>(consentKey)));
    });
  }

  async #carryOver(): Promise<void> {
    const { t } = vscode.l10n;
    const carried = await this.#ports.files.carryOver();
    if (carried.kind === 'nothing') return;
    const what = carried.changes.map(({ section, key }) =>
      key === undefined ? `[${section}]` : `[${section}] ${key}`,
    );
    const sentence =
      carried.kind === 'carried'
        ? t(
            'A command in a terminal wrote to the copy of your AWS config file. Carried over to {0}: {1}',
            carried.file,
            what.join(', '),
          )
        : t(
            'A command in a terminal wrote to the copy of your AWS config file. It could not be carried over and stands in {0}: {1}',
            carried.file,
            what.join(', '),
          );
    if (sentence === this.#said) return;
    this.#said = sentence;
    void showWarning(sentence);
  }

  /** The answer about the config file, and the copy of it. The person's own file stays as it is. */
  async forget(): Promise<void> {
    const { files, remembered } = this.#ports;
    this.#watching?.dispose();
    this.#watching = undefined;
    await remembered.update(consentKey, undefined);
    await files.forgetCopy();
  }

  async #remove(): Promise<void> {
    const { t } = vscode.l10n;
    const { files, remembered } = this.#ports;
    this.#watching?.dispose();
    this.#watching = undefined;
    const removed = await files.remove();
    await remembered.update(consentKey, undefined);
    if ('problem' in removed) {
      void showWarning(t('The profile of keyless terminals stays: {0}', fileProblemText(removed.problem)));
      return;
    }
    void showInformation(
      removed.kind === 'removed'
        ? t('The profile of keyless terminals is taken out. Open keyless terminals no longer work.')
        : t('There is no profile of keyless terminals.'),
    );
  }
}

function environmentOf(
  { region, endpoints }: Grant & { kind: 'keys' },
  { url, token }: { readonly url: string; readonly token: string },
  profile: { readonly configFile?: string },
  later: ReadonlySet<string>,
): KeylessEnvironment {
  return keylessEnvironment({ url, token, region, endpoints, ...profile }, process.env, later);
}

async function askConsent(file: string): Promise<boolean> {
  const { t } = vscode.l10n;
  const add = t('Add the Profile');
  const copy = t('Use a Copy');
  const chosen = await ask(
    t('Keyless terminals need an empty profile "rolecall" in your AWS configuration.'),
    t(
      'Add [profile rolecall], without any key, to {0}? Everything else in it stays as it is, and "Remove Keyless Profile" takes it out again.\n\nOr Rolecall makes a copy of the file with the profile in it, for its terminals alone.',
      file,
    ),
    add,
    copy,
  );
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen === add;
}
