// Becoming somebody: assume a role, return, save a role, choose what to start from, add an access key.
import * as vscode from 'vscode';
import { parseRoleArn } from '../../core/arn.ts';
import { type AssumeRoleRequest, assumeRoleProblem, sessionNameProblem } from '../../core/assumeRoleRequest.ts';
import type { Source } from '../../core/chain.ts';
import type { Credentials } from '../../core/credentials.ts';
import { failureError } from '../../core/failure.ts';
import { principalOf } from '../../core/identity.ts';
import type { AssumeRoleArgument, CommandHandlers, SavedRole } from '../../manifest.ts';
import { chosenSetting, setting } from '../../platform/settings.ts';
import { sourceName } from '../../platform/sourceName.ts';
import type { Current, Keeper } from '../../session/keeper.ts';
import { chooseRole } from './chooseRole.ts';
import { assumeRoleProblemText, sessionNameText } from './inputTexts.ts';

type Handled =
  | 'rolecall.assumeRole'
  | 'rolecall.leaveRole'
  | 'rolecall.saveRole'
  | 'rolecall.chooseSource'
  | 'rolecall.addAccessKey';

export interface RolesPorts {
  readonly keeper: Keeper;
  readonly holdAccessKey: (credentials: Credentials) => Promise<void>;
  readonly heldAccessKeyIds: () => Promise<readonly string[]>;
  /** The profiles that `~/.aws` names, with the role of those that lead to one. */
  readonly profiles: () => Promise<readonly { readonly name: string; readonly roleArn?: string }[]>;
  readonly practiceRoles: () => Readonly<Record<string, string>>;
  /** The session name that the template gives on this machine. */
  readonly defaultSessionName: () => string;
  /** Lets the terminals follow, and tells what came of the change. */
  readonly changed: (sentence: string) => void;
}

export class RolesFeature {
  readonly #ports: RolesPorts;

  constructor(ports: RolesPorts) {
    this.#ports = ports;
  }

  get handlers(): Pick<CommandHandlers, Handled> {
    return {
      'rolecall.assumeRole': (argument) => this.#assume(argument),
      'rolecall.leaveRole': () => this.#leave(),
      'rolecall.saveRole': (argument) => this.#save(argument),
      'rolecall.chooseSource': (argument) => this.#chooseSource(argument),
      'rolecall.addAccessKey': () => this.#addAccessKey(),
    };
  }

  async #assume(argument: Partial<AssumeRoleArgument> & { readonly profile?: string } = {}): Promise<void> {
    const { keeper } = this.#ports;
    if (argument.profile !== undefined) return this.#become({ kind: 'profile', profile: argument.profile }, []);
    const source: Source =
      argument.sourceProfile === undefined
        ? keeper.sourceOf(keeper.current.value)
        : { kind: 'profile', profile: argument.sourceProfile };

    if (argument.roleArn !== undefined) {
      return this.#become(source, [this.#request({ ...argument, roleArn: argument.roleArn })]);
    }
    const profiles = await this.#ports.profiles();
    const choice = await chooseRole({
      saved: setting('rolecall.roles'),
      profiles: profiles.flatMap(({ name, roleArn }) => (roleArn === undefined ? [] : [{ name, roleArn }])),
      practice: this.#ports.practiceRoles(),
    });
    if (!choice) return;
    if ('profile' in choice) return this.#become({ kind: 'profile', profile: choice.profile }, []);
    const { role, saved } = choice;
    // Who saved a role wants it at once; who names one for the first time chooses the session's name.
    const roleSessionName = saved ? role.roleSessionName : await this.#askSessionName();
    if (!saved && roleSessionName === undefined) return;
    const from: Source = role.sourceProfile === undefined ? source : { kind: 'profile', profile: role.sourceProfile };
    await this.#become(from, [this.#request({ ...role, ...(roleSessionName !== undefined && { roleSessionName }) })]);
  }

  /** A checked request. Throws `input-invalid` with the sentence for what AWS would refuse. */
  #request(argument: AssumeRoleArgument): AssumeRoleRequest {
    const durationSeconds = argument.durationSeconds ?? chosenSetting('rolecall.durationSeconds');
    const request: AssumeRoleRequest = {
      roleArn: argument.roleArn.trim(),
      roleSessionName: argument.roleSessionName ?? this.#ports.defaultSessionName(),
      ...(argument.externalId !== undefined && { externalId: argument.externalId }),
      ...(durationSeconds !== undefined && { durationSeconds }),
    };
    const problem = assumeRoleProblem(request);
    if (problem) {
      const value = String(request[problem.field] ?? '');
      throw failureError({ code: 'input-invalid', problem: assumeRoleProblemText(problem), value });
    }
    return request;
  }

  #askSessionName(): Thenable<string | undefined> {
    const { t } = vscode.l10n;
    return vscode.window.showInputBox({
      title: t('Session Name'),
      prompt: t('Yours to choose. It becomes part of who you are, and stands in the logs of the account.'),
      value: this.#ports.defaultSessionName(),
      ignoreFocusOut: true,
      validateInput: (value) => {
        const problem = sessionNameProblem(value);
        return problem && sessionNameText(problem);
      },
    });
  }

  async #become(source: Source, hops: readonly AssumeRoleRequest[]): Promise<void> {
    const role = hops.at(-1);
    const title = role
      ? vscode.l10n.t('Asking for the role {0}', role.roleArn)
      : vscode.l10n.t('Changing to {0}', sourceName(source));
    const current = await withCancel(title, (signal) => this.#ports.keeper.become(source, hops, signal));
    this.#ports.changed(nowYouAre(current));
  }

  async #leave(): Promise<void> {
    const current = await withCancel(vscode.l10n.t('Returning to the source identity'), (signal) =>
      this.#ports.keeper.leave(signal),
    );
    this.#ports.changed(nowYouAre(current));
  }

  async #save(argument: Partial<SavedRole> = {}): Promise<void> {
    const { t } = vscode.l10n;
    const { value } = this.#ports.keeper.current;
    const hop = value.kind === 'role' ? value.chain.hops.at(-1) : undefined;
    const roleArn = argument.roleArn ?? hop?.roleArn;
    if (roleArn === undefined)
      throw failureError({ code: 'input-invalid', problem: t('there is no role to save; assume one first') });
    const role = parseRoleArn(roleArn);
    const suggestion = 'problem' in role ? roleArn : role.name;
    const name =
      argument.name ??
      (await vscode.window.showInputBox({
        title: t('Save Role'),
        prompt: t('A name for the role'),
        value: suggestion,
      }));
    if (!name) return;
    const saved: SavedRole = {
      ...(hop && { roleSessionName: hop.roleSessionName }),
      ...(hop?.externalId !== undefined && { externalId: hop.externalId }),
      ...argument,
      roleArn,
      name,
    };
    const others = setting('rolecall.roles').filter((each) => each.name !== name);
    await vscode.workspace
      .getConfiguration()
      .update('rolecall.roles', [...others, saved], vscode.ConfigurationTarget.Global);
  }

  async #chooseSource(argument: { readonly profile?: string; readonly accessKeyId?: string } = {}): Promise<void> {
    const source: Source | undefined =
      argument.profile !== undefined
        ? { kind: 'profile', profile: argument.profile }
        : argument.accessKeyId !== undefined
          ? { kind: 'accessKey', accessKeyId: argument.accessKeyId }
          : await this.#askSource();
    if (source) await this.#become(source, []);
  }

  async #askSource(): Promise<Source | undefined> {
    const { t } = vscode.l10n;
    const [profiles, keys] = await Promise.all([this.#ports.profiles(), this.#ports.heldAccessKeyIds()]);
    const practice = Object.keys(this.#ports.practiceRoles()).length > 0;
    const sources: Source[] = [
      { kind: 'automatic' },
      ...profiles.map(({ name }): Source => ({ kind: 'profile', profile: name })),
      ...(process.env.AWS_ACCESS_KEY_ID ? [{ kind: 'environment' } as const] : []),
      ...keys.map((accessKeyId): Source => ({ kind: 'accessKey', accessKeyId })),
      ...(practice ? [{ kind: 'practice' } as const] : []),
    ];
    const items = sources.map((source) => ({ label: sourceName(source), source }));
    const add = { label: `$(add) ${t('Add Access Key…')}`, source: undefined };
    const chosen = await vscode.window.showQuickPick([...items, add], {
      title: t('Choose Source'),
      placeHolder: t('Where a chain of roles starts'),
    });
    if (chosen === add) await this.#addAccessKey();
    return chosen?.source;
  }

  async #addAccessKey(): Promise<void> {
    const { t } = vscode.l10n;
    const accessKeyId = (
      await vscode.window.showInputBox({
        title: t('Add Access Key (1 of 2)'),
        prompt: t('The access key ID of a user; it begins with AKIA.'),
        ignoreFocusOut: true,
        validateInput: (value) => accessKeyIdText(value.trim()),
      })
    )?.trim();
    if (!accessKeyId) return;
    const secretAccessKey = (
      await vscode.window.showInputBox({
        title: t('Add Access Key (2 of 2)'),
        prompt: t('The secret access key. It is held in the secret storage of VS Code only.'),
        password: true,
        ignoreFocusOut: true,
        validateInput: (value) =>
          /^\S{16,128}$/.test(value.trim()) ? undefined : t('A secret access key has 40 characters and no spaces.'),
      })
    )?.trim();
    if (!secretAccessKey) return;
    await this.#ports.holdAccessKey({ accessKeyId, secretAccessKey });
    await this.#become({ kind: 'accessKey', accessKeyId }, []);
  }
}

function accessKeyIdText(value: string): string | undefined {
  const { t } = vscode.l10n;
  if (value.startsWith('ASIA'))
    return t('Keys that begin with ASIA belong to a session and end with it. Use the key of a user (AKIA…).');
  return /^[A-Z0-9]{16,128}$/.test(value) ? undefined : t('An access key ID has 20 capital letters and digits.');
}

function nowYouAre(current: Current): string {
  const { t } = vscode.l10n;
  if (current.kind !== 'source' && current.kind !== 'role') return '';
  const { name, sessionName } = principalOf(current.kind === 'role' ? current.session.identity : current.identity);
  return sessionName === undefined ? t('You are {0}.', name) : t('You are {0}, in the session {1}.', name, sessionName);
}

/** Progress with a cancel button. Rejects with an AbortError when it is pressed. */
function withCancel<T>(title: string, run: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (_progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      return run(controller.signal);
    },
  );
}
