// The ids and argument types of what package.json contributes. Defaults, titles and texts stand there alone.
import type { AssumeRoleRequest } from './core/assumeRoleRequest.ts';

/** All that AssumeRole takes. What is not given is asked for, or comes from the settings. */
export interface AssumeRoleArgument extends Omit<AssumeRoleRequest, 'roleSessionName' | 'policy'> {
  readonly roleSessionName?: string;
  readonly sourceProfile?: string;
  /** The roles on the way from the source, in order: each is asked for with the one before. */
  readonly via?: readonly RoleOnTheWay[];
  /** As JSON text, or as the object itself. */
  readonly policy?: string | object;
}

export type RoleOnTheWay = Omit<AssumeRoleArgument, 'sourceProfile' | 'via'>;

export interface SavedRole extends AssumeRoleArgument {
  readonly name?: string;
}

/** Every command with its arguments. */
export interface Commands {
  'rolecall.showMenu': [];
  'rolecall.assumeRole': [argument?: Partial<AssumeRoleArgument> & { readonly profile?: string }];
  'rolecall.assumeRoleWithOptions': [argument?: Partial<AssumeRoleArgument>];
  'rolecall.leaveRole': [];
  'rolecall.saveRole': [argument?: Partial<SavedRole>];
  'rolecall.removeRole': [node: unknown];
  'rolecall.copyRoleArn': [node: unknown];
  'rolecall.explainProfile': [argument?: { readonly profile?: string }];
  'rolecall.openPlace': [node: unknown];
  'rolecall.renewSession': [];
  'rolecall.chooseSource': [argument?: { readonly profile?: string; readonly accessKeyId?: string }];
  'rolecall.addAccessKey': [];
  'rolecall.keepMfaSeed': [];
  'rolecall.forgetMfaSeed': [];
  'rolecall.forgetEverything': [];
  'rolecall.checkIdentity': [];
  'rolecall.setTerminalEnvironment': [];
  'rolecall.clearTerminalEnvironment': [];
  'rolecall.setFolderTerminalEnvironment': [folder?: unknown];
  'rolecall.clearFolderTerminalEnvironment': [folder?: unknown];
  'rolecall.openTerminal': [argument?: Partial<AssumeRoleArgument> & { readonly profile?: string }];
  'rolecall.explainTerminal': [terminal?: unknown];
  'rolecall.reopenTerminal': [terminal?: unknown];
  'rolecall.removeKeylessProfile': [];
  'rolecall.copyIdentity': [];
  'rolecall.openConsole': [argument?: { readonly destination?: string }];
  'rolecall.copyCredentials': [];
  'rolecall.copyShareSafe': [];
  'rolecall.addBucket': [bucket?: string];
  'rolecall.removeBucket': [node?: unknown];
  'rolecall.refreshBuckets': [];
  'rolecall.filterBuckets': [filter?: { readonly prefix?: string; readonly region?: string }];
  'rolecall.sortObjects': [order?: string];
  'rolecall.loadMore': [node: unknown];
  'rolecall.openObject': [node: unknown];
  'rolecall.openAsWorkspaceFolder': [node?: unknown];
  'rolecall.downloadObjects': [node?: unknown, nodes?: unknown];
  'rolecall.uploadFiles': [node?: unknown];
  'rolecall.uploadFolder': [node?: unknown];
  'rolecall.newFolder': [node?: unknown];
  'rolecall.renameObject': [node?: unknown];
  'rolecall.copyObjectsTo': [node?: unknown, nodes?: unknown];
  'rolecall.deleteObjects': [node?: unknown, nodes?: unknown];
  'rolecall.copyObjectKey': [node?: unknown, nodes?: unknown];
  'rolecall.copyS3Uri': [node?: unknown, nodes?: unknown];
  'rolecall.copyObjectArn': [node?: unknown, nodes?: unknown];
  'rolecall.copyObjectUrl': [node?: unknown];
  'rolecall.copyConsoleLink': [node?: unknown];
  'rolecall.copyPresignedLink': [node?: unknown];
  'rolecall.showProperties': [node?: unknown];
  'rolecall.showVersions': [node?: unknown];
  'rolecall.findObjects': [node: unknown, pattern?: string];
  'rolecall.measureFolder': [node: unknown];
  'rolecall.startPractice': [];
  'rolecall.stopPractice': [];
  'rolecall.showLog': [];
}

export type CommandId = keyof Commands;
export type CommandHandlers = { readonly [Id in CommandId]: (...args: Commands[Id]) => unknown };

export interface Settings {
  'rolecall.source': string;
  'rolecall.region': string;
  'rolecall.endpointUrl': string;
  'rolecall.roles': readonly SavedRole[];
  'rolecall.guards': readonly unknown[];
  'rolecall.buckets': readonly string[];
  'rolecall.s3.requesterPays': readonly string[];
  'rolecall.sessionName': string;
  'rolecall.durationSeconds': number;
  'rolecall.terminal.mode': 'environment' | 'keyless';
  'rolecall.terminal.follow': boolean;
  'rolecall.sso.writeCache': boolean;
  'rolecall.debug.inject': boolean;
  'rolecall.documents.maxMegabytes': number;
}

export const viewIds = {
  roles: 'rolecall.roles',
  buckets: 'rolecall.buckets',
  terminals: 'rolecall.terminals',
} as const;
/** The contributed terminal profile. */
export const terminalProfileId = 'rolecall.role';
export const extensionId = 'rolecall.rolecall';
export const identityItemId = 'rolecall.identity';
/** Objects as documents; `s3` is taken by another extension. */
export const objectScheme = 'rolecall-s3';
