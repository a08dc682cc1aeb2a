// The ids and argument types of what package.json contributes. Defaults, titles and texts stand there alone.

export interface AssumeRoleArgument {
  readonly roleArn: string;
  readonly roleSessionName?: string;
  readonly sourceProfile?: string;
  readonly externalId?: string;
  readonly durationSeconds?: number;
}

export interface SavedRole extends AssumeRoleArgument {
  readonly name?: string;
}

/** Every command with its arguments. */
export interface Commands {
  'rolecall.showMenu': [];
  'rolecall.assumeRole': [argument?: Partial<AssumeRoleArgument> & { readonly profile?: string }];
  'rolecall.leaveRole': [];
  'rolecall.saveRole': [argument?: Partial<SavedRole>];
  'rolecall.chooseSource': [argument?: { readonly profile?: string; readonly accessKeyId?: string }];
  'rolecall.addAccessKey': [];
  'rolecall.forgetEverything': [];
  'rolecall.checkIdentity': [];
  'rolecall.setTerminalEnvironment': [];
  'rolecall.clearTerminalEnvironment': [];
  'rolecall.copyIdentity': [];
  'rolecall.addBucket': [bucket?: string];
  'rolecall.removeBucket': [node?: unknown];
  'rolecall.refreshBuckets': [];
  'rolecall.loadMore': [node: unknown];
  'rolecall.openObject': [node: unknown];
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
  'rolecall.buckets': readonly string[];
  'rolecall.sessionName': string;
  'rolecall.durationSeconds': number;
  'rolecall.terminal.follow': boolean;
}

export const viewIds = { roles: 'rolecall.roles', buckets: 'rolecall.buckets' } as const;
export const identityItemId = 'rolecall.identity';
/** Objects as documents; `s3` is taken by another extension. */
export const objectScheme = 'rolecall-s3';
