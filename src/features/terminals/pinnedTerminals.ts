// Terminals that are opened for one role and stay so, while somebody else may be in force in new ones.
import * as vscode from 'vscode';
import type { AssumeRoleRequest } from '../../core/assumeRoleRequest.ts';
import type { Chain, Source } from '../../core/chain.ts';
import { type Environment, environmentFor, type Grant, pinVariable } from '../../core/environment.ts';
import { failureError } from '../../core/failure.ts';
import { chainSeconds } from '../../core/hopRequest.ts';
import { principalOf, principalText } from '../../core/identity.ts';
import type { KeylessEnvironment } from '../../core/keylessEnvironment.ts';
import { pinnedLaunch } from '../../core/pinnedLaunch.ts';
import type { RoleSession } from '../../core/roleSession.ts';
import type { GivenIdentity } from '../../core/terminalStanding.ts';
import { type KnownStart, pinnedStart } from '../../core/terminalStart.ts';
import type { AssumeRoleArgument } from '../../manifest.ts';
import { chosenSetting, setting } from '../../platform/settings.ts';
import type { HeldSession } from '../../session/held.ts';
import type { Binding } from '../../session/keylessSessions.ts';
import { safe } from './granted.ts';

export type RoleArgument = Partial<AssumeRoleArgument> & { readonly profile?: string };

export interface PinnedPorts {
  /** What a node of the roles view stands for, or what is chosen where it is none; undefined where the question was closed. */
  readonly chooseRole: (node: unknown) => Promise<RoleArgument | Chain | undefined>;
  /**
   * All that was given for the role and for those on the way, with a session name where none was. Rejects with a Failure for
   * what AWS would refuse.
   *
   * @param secondsOf the duration of the last of these hops, where none was given
   */
  readonly requestsOf: (
    argument: AssumeRoleArgument,
    secondsOf: (hops: readonly AssumeRoleRequest[]) => number | undefined,
  ) => Promise<readonly AssumeRoleRequest[]>;
  /** Where chains start that name no source of their own. */
  readonly currentSource: () => Source;
  /** A session of a role, asked for where it is not held. Rejects with a Failure. */
  readonly session: (source: Source, hops: readonly AssumeRoleRequest[], signal: AbortSignal) => Promise<HeldSession>;
  /** What a guard says where no duration is given, in seconds. */
  readonly guardedSeconds: (chain: Chain) => number | undefined;
  /** May ask a person. `chosen` is what led to the session. */
  readonly mayOpen: (session: RoleSession, chosen: Chain) => Promise<boolean>;
  readonly keyless: (grant: Grant & { kind: 'keys' }, binding: Binding) => Promise<KeylessEnvironment>;
  /** The variables of new terminals. */
  readonly inForceNames: () => readonly string[];
  readonly noteGiven: (environment: Environment, given: GivenIdentity) => void;
  /** Told how a terminal is about to be started. */
  readonly warnOfShadows: (start: KnownStart, given: GivenIdentity) => void;
  readonly fingerprint: (secret: string) => string;
}

export class PinnedTerminals {
  readonly #ports: PinnedPorts;
  /** By their marks. */
  readonly #starts = new Map<string, KnownStart>();

  constructor(ports: PinnedPorts) {
    this.#ports = ports;
  }

  /** Undefined for a terminal that is not pinned. */
  startOf({ creationOptions }: vscode.Terminal): KnownStart | undefined {
    const id = 'env' in creationOptions ? creationOptions.env?.[pinVariable] : undefined;
    return id ? this.#starts.get(id) : undefined;
  }

  async open(argument?: RoleArgument): Promise<void> {
    const options = await this.options(argument);
    if (options) vscode.window.createTerminal(options);
  }

  /** What such a terminal is made of; undefined where a question was closed. Rejects with a Failure. */
  async options(argument?: RoleArgument): Promise<vscode.TerminalOptions | undefined> {
    const { t } = vscode.l10n;
    if (process.platform === 'win32') {
      throw failureError({
        code: 'input-invalid',
        problem: t('terminals of one role are not available on Windows yet'),
        value: process.platform,
      });
    }
    const isGiven = argument !== undefined && !('kind' in argument) && (argument.roleArn || argument.profile);
    const chosen = isGiven ? argument : await this.#ports.chooseRole(argument);
    if (!chosen) return undefined;
    const { source, hops } = await this.#chainOf(chosen);
    const held = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: t('Asking for the role'), cancellable: true },
      (_progress, token) => {
        const controller = new AbortController();
        token.onCancellationRequested(() => controller.abort());
        return this.#ports.session(source, hops, controller.signal);
      },
    );
    return (await this.#ports.mayOpen(held.session, { source, hops })) ? this.#optionsFor(held) : undefined;
  }

  async #optionsFor({ session, credentials }: HeldSession): Promise<vscode.TerminalOptions> {
    const { chain, identity, region, endpoints, expiration } = session;
    const grant = { kind: 'keys', credentials, region, endpoints } as const;
    const isKeyless = setting('rolecall.terminal.mode') === 'keyless';
    const given: GivenIdentity = {
      way: isKeyless ? 'keyless' : 'keys',
      chain,
      identity,
      pinned: true,
      ...(!isKeyless && { expiration }),
    };
    const { set } = isKeyless
      ? await this.#ports.keyless(grant, { kind: 'chain', chain, pinned: true, endpoints })
      : { set: environmentFor(grant, new Set()) };
    safe(set);
    const id = crypto.randomUUID();
    const start = pinnedStart({ ...set, [pinVariable]: id }, process.env, this.#ports.fingerprint);
    this.#starts.set(id, start);
    this.#ports.noteGiven(set, given);
    this.#ports.warnOfShadows(start, given);
    const { program, args, env } = pinnedLaunch(set, this.#ports.inForceNames(), {
      program: vscode.env.shell,
      // As the default profile does there.
      args: process.platform === 'darwin' ? ['-l'] : [],
    });
    return {
      name: principalOf(identity).name,
      shellPath: program,
      shellArgs: args,
      env: { ...env, [pinVariable]: id },
      iconPath: new vscode.ThemeIcon('pin'),
      color: new vscode.ThemeColor('terminal.ansiBlue'),
      message: vscode.l10n.t('This terminal is {0}.', principalText(identity)),
      // VS Code would start it anew after a reload without its own variables, as whoever is in force then.
      isTransient: true,
    };
  }

  async #chainOf(argument: RoleArgument | Chain): Promise<Chain> {
    if ('hops' in argument) return argument;
    const { roleArn, sourceProfile, profile } = argument;
    if (roleArn === undefined) return { source: { kind: 'profile', profile: profile ?? 'default' }, hops: [] };
    const { currentSource, requestsOf, guardedSeconds } = this.#ports;
    const source: Source = sourceProfile === undefined ? currentSource() : { kind: 'profile', profile: sourceProfile };
    const hops = await requestsOf({ ...argument, roleArn }, (before) => {
      const seconds = guardedSeconds({ source, hops: before }) ?? chosenSetting('rolecall.durationSeconds');
      return seconds !== undefined && before.length > 1 ? Math.min(seconds, chainSeconds) : seconds;
    });
    return { source, hops };
  }
}
