// The roles view: keeps what is shown up to date. What the nodes are and how they look is loaded when the view is seen.
import * as vscode from 'vscode';
import type { Chain, Endpoints } from '../../core/chain.ts';
import { failureError } from '../../core/failure.ts';
import type { RoleSession } from '../../core/roleSession.ts';
import { type Settings, viewIds } from '../../manifest.ts';
import type { Current } from '../../session/current.ts';
import type { Keeper } from '../../session/keeper.ts';
import type { ExplainedProfile } from './explanationNodes.ts';
import type { KnownRole } from './knownRoles.ts';
import type { GroupNode, LinkNode, RoleNode } from './roleNodes.ts';

/** What the view shows of the settings: the roles, and what is asked for where a profile says nothing. */
const shownSettings: readonly (keyof Settings)[] = ['rolecall.roles', 'rolecall.guards', 'rolecall.sessionName'];

/** Timers of VS Code's host take no more than 31 bits. */
const longestTimerMs = 24 * 3600_000;

export interface RolesTreePorts {
  readonly keeper: Keeper;
  readonly knownRoles: () => Promise<readonly KnownRole[]>;
  /** The session of exactly this chain, where one is held. */
  readonly heldSession: (chain: Chain, endpoints: Endpoints) => Promise<RoleSession | undefined>;
  readonly explainProfile: (profile: string) => Promise<ExplainedProfile>;
  readonly now: () => number;
}

export class RolesTree implements vscode.TreeDataProvider<RoleNode>, vscode.Disposable {
  readonly #ports: RolesTreePorts;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<RoleNode>;
  readonly #parts: vscode.Disposable;
  #roots: readonly (LinkNode | GroupNode)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(ports: RolesTreePorts) {
    this.#ports = ports;
    this.#view = vscode.window.createTreeView(viewIds.roles, { treeDataProvider: this });
    this.#parts = vscode.Disposable.from(
      this.#changed,
      this.#view,
      ports.keeper.current.subscribe(this.refresh),
      vscode.workspace.onDidChangeConfiguration(
        (change) => shownSettings.some((name) => change.affectsConfiguration(name)) && this.refresh(),
      ),
      vscode.workspace.onDidGrantWorkspaceTrust(this.refresh),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#parts.dispose();
  }

  readonly refresh = (): void => this.#changed.fire(undefined);

  async getTreeItem(node: RoleNode): Promise<vscode.TreeItem> {
    const { itemOf } = await import('./roleItems.ts');
    return itemOf(node);
  }

  async getChildren(node?: RoleNode): Promise<RoleNode[]> {
    if (!node) return this.#loadRoots();
    if (node.kind !== 'role') return [...node.children];
    if (node.known.group !== 'profiles') return [];
    const { profile } = node.known;
    const { explanationNodes } = await import('./explanationNodes.ts');
    return [...explanationNodes(profile, await this.#ports.explainProfile(profile))];
  }

  getParent(node: RoleNode): RoleNode | undefined {
    return this.#roots.find((root) => root.kind === 'group' && root.children.some(({ id }) => id === node.id));
  }

  /** Brings the profile into sight, opened. Rejects with a Failure where there is no such profile. */
  async showExplanation(profile: string): Promise<void> {
    await vscode.commands.executeCommand(`${viewIds.roles}.focus`);
    const node = (await this.#loadRoots())
      .flatMap((root) => (root.kind === 'group' ? root.children : []))
      .find(({ known }) => known.group === 'profiles' && known.profile === profile);
    if (!node) throw failureError({ code: 'profile-problem', problem: 'profile-not-found', profile });
    await this.#view.reveal(node, { select: true, focus: true, expand: 2 });
  }

  async #loadRoots(): Promise<(LinkNode | GroupNode)[]> {
    const { keeper, knownRoles, now } = this.#ports;
    const current = keeper.current.value;
    const [{ rootsOf, nextStateChange }, known, sessions] = await Promise.all([
      import('./roleNodes.ts'),
      knownRoles(),
      this.#sessionsOnTheWay(current),
    ]);
    const state = { current, chosen: keeper.chosen, known, sessionAfter: (hops: number) => sessions[hops - 1] };
    this.#roots = rootsOf(state, now());
    clearTimeout(this.#timer);
    const next = nextStateChange(this.#roots, now());
    if (next !== undefined) this.#timer = setTimeout(this.refresh, Math.min(next - now(), longestTimerMs) + 50);
    return [...this.#roots];
  }

  async #sessionsOnTheWay(current: Current): Promise<readonly (RoleSession | undefined)[]> {
    if (current.kind !== 'role') return [];
    const { chain, endpoints } = current.session;
    return Promise.all(
      chain.hops
        .slice(0, -1)
        .map((_, index) => this.#ports.heldSession({ ...chain, hops: chain.hops.slice(0, index + 1) }, endpoints)),
    );
  }
}
