// The roles view: the chain that is current, from its source, and below it the roles that can be assumed.
import * as vscode from 'vscode';
import { parseRoleArn } from '../../core/arn.ts';
import { principalOf } from '../../core/identity.ts';
import type { AssumeRoleArgument } from '../../manifest.ts';
import { setting } from '../../platform/settings.ts';
import { sourceName } from '../../platform/sourceName.ts';
import type { Current } from '../../session/keeper.ts';
import type { Watched } from '../../session/observable.ts';

export type RoleNode =
  | {
      readonly kind: 'link';
      readonly label: string;
      readonly description: string;
      readonly icon: string;
      readonly current: boolean;
    }
  | {
      readonly kind: 'role';
      readonly name: string;
      readonly argument: Partial<AssumeRoleArgument> & { readonly profile?: string };
    };

export interface RolesTreePorts {
  readonly current: Watched<Current>;
  readonly profiles: () => Promise<readonly { readonly name: string; readonly roleArn?: string }[]>;
  readonly practiceRoles: () => Readonly<Record<string, string>>;
}

export class RolesTree implements vscode.TreeDataProvider<RoleNode>, vscode.Disposable {
  readonly #ports: RolesTreePorts;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #parts: vscode.Disposable;

  constructor(ports: RolesTreePorts) {
    this.#ports = ports;
    const refresh = () => this.#changed.fire(undefined);
    this.#parts = vscode.Disposable.from(
      this.#changed,
      ports.current.subscribe(refresh),
      vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration('rolecall.roles') && refresh()),
    );
  }

  dispose(): void {
    this.#parts.dispose();
  }

  getTreeItem(node: RoleNode): vscode.TreeItem {
    const { t } = vscode.l10n;
    switch (node.kind) {
      case 'link': {
        const item = new vscode.TreeItem(node.label);
        item.description = node.description;
        item.iconPath = new vscode.ThemeIcon(node.icon);
        item.contextValue = node.current ? 'identity.current' : 'identity.source';
        return item;
      }
      case 'role': {
        const item = new vscode.TreeItem(node.name);
        item.description = node.argument.roleArn ?? '';
        item.iconPath = new vscode.ThemeIcon('key');
        item.contextValue = 'role';
        item.tooltip = node.argument.roleArn ?? node.name;
        item.accessibilityInformation = { label: t('role {0}, press to assume', node.name), role: 'button' };
        item.command = { command: 'rolecall.assumeRole', title: t('Assume Role'), arguments: [node.argument] };
        return item;
      }
    }
  }

  async getChildren(node?: RoleNode): Promise<RoleNode[]> {
    if (node) return [];
    const current = this.#ports.current.value;
    if (current.kind === 'none' || current.kind === 'checking') return [];
    return [...chainOf(current), ...(await this.#roles())];
  }

  async #roles(): Promise<RoleNode[]> {
    const profiles = await this.#ports.profiles();
    return [
      ...setting('rolecall.roles').map(
        (role): RoleNode => ({ kind: 'role', name: role.name ?? role.roleArn, argument: role }),
      ),
      ...profiles.flatMap(({ name, roleArn }): RoleNode[] =>
        roleArn === undefined ? [] : [{ kind: 'role', name, argument: { profile: name } }],
      ),
      ...Object.entries(this.#ports.practiceRoles()).map(
        ([name, roleArn]): RoleNode => ({ kind: 'role', name, argument: { roleArn } }),
      ),
    ];
  }
}

function chainOf(current: Exclude<Current, { kind: 'none' | 'checking' }>): RoleNode[] {
  const { t } = vscode.l10n;
  const last = current.chain.hops.length;
  const source: RoleNode = {
    kind: 'link',
    label: current.kind === 'source' ? principalOf(current.identity).name : sourceName(current.chain.source),
    description: current.kind === 'source' ? `${sourceName(current.chain.source)} · ${t('current')}` : t('source'),
    icon: 'person',
    current: current.kind === 'source',
  };
  const hops = current.chain.hops.map((hop, index): RoleNode => {
    const role = parseRoleArn(hop.roleArn);
    const isCurrent = current.kind === 'role' && index === last - 1;
    return {
      kind: 'link',
      label: `→ ${'problem' in role ? hop.roleArn : role.name}`,
      description: isCurrent ? `${hop.roleSessionName} · ${t('current')}` : hop.roleSessionName,
      icon: 'key',
      current: isCurrent,
    };
  });
  return [source, ...hops];
}
