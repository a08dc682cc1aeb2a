// Becoming somebody: assume a role, return, choose what to start from, and what is done with the roles that are known.
import * as vscode from 'vscode';
import type { AssumeRoleRequest } from '../../core/assumeRoleRequest.ts';
import type { Chain, Source } from '../../core/chain.ts';
import { principalOf } from '../../core/identity.ts';
import type { CommandHandlers, SavedRole } from '../../manifest.ts';
import { showInformation } from '../../platform/notices.ts';
import { withCancel } from '../../platform/progress.ts';
import { sourceName } from '../../platform/sourceName.ts';
import { type Current, identityOf, isKnown } from '../../session/current.ts';
import { type AccessKeyPorts, addAccessKey } from './addAccessKey.ts';
import type { Place } from './explanationNodes.ts';
import { roleArnOf, roleName } from './knownRoles.ts';
import { forgetMfaSeed, keepMfaSeed, type MfaSeedPorts } from './mfaSeed.ts';
import type { ProposedRole } from './proposals.ts';
import type { RecentRoles } from './recentRoles.ts';
import { argumentOf, knownIn, placeIn, wayTo } from './roleNodeArguments.ts';
import { removeSavedRole, saveRole } from './savedRoles.ts';
import { askAccessKey, askSource } from './sourceInputs.ts';
import { type WayPorts, WaysToRole } from './waysToRole.ts';

type Handled =
  | 'rolecall.assumeRole'
  | 'rolecall.assumeRoleWithOptions'
  | 'rolecall.leaveRole'
  | 'rolecall.saveRole'
  | 'rolecall.removeRole'
  | 'rolecall.copyRoleArn'
  | 'rolecall.explainProfile'
  | 'rolecall.openPlace'
  | 'rolecall.renewSession'
  | 'rolecall.chooseSource'
  | 'rolecall.addAccessKey'
  | 'rolecall.keepMfaSeed'
  | 'rolecall.forgetMfaSeed';

export interface RolesPorts extends WayPorts, MfaSeedPorts, AccessKeyPorts {
  readonly heldAccessKeyIds: () => Promise<readonly string[]>;
  /** The profiles that `~/.aws` names, with the role of those that lead to one. */
  readonly profiles: () => Promise<readonly { readonly name: string; readonly roleArn?: string }[]>;
  readonly practiceRoles: () => Readonly<Record<string, string>>;
  /** Runs what a person asked for, and asks first where an endpoint has to be agreed to. */
  readonly asking: <T>(run: () => Promise<T>) => Promise<T>;
  readonly proposedRoles: () => readonly ProposedRole[];
  readonly recent: RecentRoles;
  /** Shows what a profile does, in the roles view. */
  readonly showExplanation: (profile: string) => Promise<void>;
  /** Lets the terminals follow, and tells what came of the change. */
  readonly changed: (sentence: string) => Promise<void>;
}

export class RolesFeature {
  readonly #ports: RolesPorts;
  readonly #ways: WaysToRole;

  constructor(ports: RolesPorts) {
    this.#ports = ports;
    this.#ways = new WaysToRole(ports, (source, hops) => this.#become(source, hops));
  }

  get handlers(): Pick<CommandHandlers, Handled> {
    return {
      'rolecall.assumeRole': (given) => this.#ways.assume(given),
      'rolecall.assumeRoleWithOptions': (given) => this.#ways.assumeWithOptions(given),
      'rolecall.leaveRole': () => this.#leave(),
      'rolecall.saveRole': (given) => this.#save(given),
      'rolecall.removeRole': (node) => this.#remove(node),
      'rolecall.copyRoleArn': (node) => this.#copyArn(node),
      'rolecall.explainProfile': (given) => this.#explain(given),
      'rolecall.openPlace': (node) => openPlace(placeIn(node)),
      'rolecall.renewSession': () => this.#renew(),
      'rolecall.chooseSource': (argument) => this.#chooseSource(argument),
      'rolecall.addAccessKey': () => this.#addAccessKey(),
      'rolecall.keepMfaSeed': () => keepMfaSeed(this.#ports),
      'rolecall.forgetMfaSeed': () => forgetMfaSeed(this.#ports),
    };
  }

  async #become(source: Source, hops: readonly AssumeRoleRequest[]): Promise<void> {
    const role = hops.at(-1);
    const title = role
      ? vscode.l10n.t('Asking for the role {0}', role.roleArn)
      : vscode.l10n.t('Changing to {0}', sourceName(source));
    const { keeper, asking } = this.#ports;
    const current = await asking(async () => withCancel(title, (signal) => keeper.become(source, hops, signal)));
    if (current.kind === 'role') await this.#noteRecent({ source, hops });
    await this.#ports.changed(nowYouAre(current));
  }

  /** What a workspace proposes stays with the workspace. */
  async #noteRecent(chain: Chain): Promise<void> {
    const proposed = this.#ports.proposedRoles().map(({ role }) => role.roleArn);
    if (!chain.hops.some(({ roleArn }) => proposed.includes(roleArn))) await this.#ports.recent.add(chain);
  }

  async #leave(): Promise<void> {
    const { keeper, asking } = this.#ports;
    const title = vscode.l10n.t('Returning to the source identity');
    const current = await asking(async () => withCancel(title, (signal) => keeper.leave(signal)));
    await this.#ports.changed(nowYouAre(current));
  }

  async #renew(): Promise<void> {
    const { t } = vscode.l10n;
    const { keeper, asking } = this.#ports;
    const current = await asking(async () =>
      withCancel(t('Asking for a new session'), (signal) => keeper.renew(signal)),
    );
    if (current.kind !== 'role') return;
    const ends = new Date(current.session.expiration).toLocaleTimeString(vscode.env.language);
    void showInformation(t('The session is new and lasts until {0}.', ends));
  }

  async #save(given: Partial<SavedRole> = {}): Promise<void> {
    const known = knownIn(given);
    if (known) return saveRole(argumentOf(known));
    const { keeper } = this.#ports;
    const { value } = keeper.current;
    const hop = value.kind === 'role' ? value.chain.hops.at(-1) : undefined;
    // The view's own node of the current role says no more than the current role does.
    const { roleArn, ...more } = 'kind' in given ? {} : given;
    const isCurrent = roleArn === undefined || roleArn === hop?.roleArn;
    // Where a profile led to the role, its own chain is the way.
    const way = keeper.chosen.hops.length === 0 && value.kind === 'role' ? value.chain : keeper.chosen;
    await saveRole({ ...(isCurrent ? { ...hop, ...wayTo(way) } : { roleArn }), ...more });
  }

  async #remove(node: unknown): Promise<void> {
    const known = knownIn(node);
    if (known?.group === 'saved') await removeSavedRole(known.role);
    if (known?.group === 'recent') await this.#ports.recent.remove(known.chain);
  }

  async #copyArn(node: unknown): Promise<void> {
    const known = knownIn(node);
    const roleArn = known ? roleArnOf(known) : (node as { readonly roleArn?: string } | undefined)?.roleArn;
    if (roleArn !== undefined) await vscode.env.clipboard.writeText(roleArn);
  }

  async #explain(given: { readonly profile?: string } = {}): Promise<void> {
    const { t } = vscode.l10n;
    const known = knownIn(given);
    const asked = known?.group === 'profiles' ? known.profile : given.profile;
    const profile =
      asked ?? (await this.#askProfile(t('Explain Profile'), t('Nothing is called: only files are read')));
    if (profile !== undefined) await this.#ports.showExplanation(profile);
  }

  async #askProfile(title: string, placeHolder: string): Promise<string | undefined> {
    const profiles = await this.#ports.profiles();
    const items = profiles.map(({ name, roleArn }) => ({
      label: name,
      description: roleArn === undefined ? '' : roleName(roleArn),
    }));
    return (await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))?.label;
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
    const { profiles, heldAccessKeyIds, practiceRoles } = this.#ports;
    const chosen = await askSource({
      profiles: (await profiles()).map(({ name }) => name),
      accessKeyIds: await heldAccessKeyIds(),
      practice: Object.keys(practiceRoles()).length > 0,
    });
    if (chosen === 'add') await this.#addAccessKey();
    return chosen === 'add' ? undefined : chosen;
  }

  async #addAccessKey(): Promise<void> {
    const credentials = await askAccessKey();
    if (!credentials) return;
    const { accessKeyId } = credentials;
    await addAccessKey(credentials, this.#ports, () => this.#become({ kind: 'accessKey', accessKeyId }, []));
  }
}

async function openPlace(place: Place | undefined): Promise<void> {
  if (!place) return;
  const at = new vscode.Position(place.line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(place.path), { selection: new vscode.Range(at, at) });
}

function nowYouAre(current: Current): string {
  const { t } = vscode.l10n;
  if (!isKnown(current)) return '';
  const { name, sessionName } = principalOf(identityOf(current));
  return sessionName === undefined ? t('You are {0}.', name) : t('You are {0}, in the session {1}.', name, sessionName);
}
