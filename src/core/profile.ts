// The profiles that the config and the credentials file hold together, merged as botocore merges them, and what can be
// wrong with them. Files as text are read in awsIni, and where a profile leads is worked out in rolePlan.
import type { Ini, IniProblem, IniSection, IniSetting } from './awsIni.ts';
import { shellWords } from './commandWords.ts';
import type { Credentials } from './credentials.ts';

export type ConfigFile = 'config' | 'credentials';

/** The variables; of all of them, those that begin with AWS_ count. */
export type ProfileEnvironment = Readonly<Record<string, string | undefined>>;

/** The two files as they were read; null for one that does not exist. */
export interface ConfigFiles {
  readonly config: Ini | null;
  readonly credentials: Ini | null;
}

export interface Setting extends IniSetting {
  readonly file: ConfigFile;
}

export interface Profile {
  readonly name: string;
  /** Of both files; the credentials file wins key by key. */
  readonly settings: ReadonlyMap<string, Setting>;
  /** The sections it comes from. An access key pair is taken from one of them, never from both. */
  readonly sections: { readonly [File in ConfigFile]?: IniSection };
}

export interface Profiles {
  readonly all: ReadonlyMap<string, Profile>;
  readonly ssoSessions: ReadonlyMap<string, IniSection>;
  readonly services: ReadonlyMap<string, IniSection>;
  /** What the AWS CLI refuses a file for, in the order in which it would come upon it. */
  readonly problems: readonly FileProblem[];
}

export interface FileProblem extends IniProblem {
  readonly file: ConfigFile;
}

interface Place {
  /** The profile that the problem is in. */
  readonly profile: string;
  readonly file?: ConfigFile;
  /** Counts from 1. */
  readonly line?: number;
}

/** The first of what stops a profile from leading anywhere. */
export type ConfigProblem = Place &
  (
    | { readonly error: 'profile-not-found' }
    | { readonly error: 'source-profile-not-found'; readonly sourceProfile: string }
    /** `path`: the profiles as they name each other, ending in one that was there before. */
    | { readonly error: 'cycle'; readonly path: readonly string[] }
    /** `missing` is a key of a file, or a variable where `file` is absent. */
    | { readonly error: 'partial-credentials'; readonly missing: string }
    | { readonly error: 'invalid-credential-source'; readonly credentialSource: string }
    | { readonly error: 'source-and-credential-source' }
    | { readonly error: 'missing-source'; readonly detail: 'role-without-source' | 'no-credentials' }
    | {
        readonly error: 'missing-source';
        readonly detail: 'source-profile-without-credentials';
        readonly sourceProfile: string;
      }
    | {
        readonly error: 'missing-source';
        readonly detail: 'credential-source-empty';
        readonly credentialSource: string;
      }
    | UnparseableFile
    | {
        readonly error: 'malformed-config';
        readonly detail: 'sso-session-not-found' | 'services-not-found';
        readonly section: string;
      }
    /** `key` says one thing in the profile and another in its sso-session. */
    | { readonly error: 'malformed-config'; readonly detail: 'sso-session-conflict'; readonly key: string }
    | { readonly error: 'malformed-config'; readonly detail: 'sso-incomplete'; readonly missing: readonly string[] }
    | {
        readonly error: 'malformed-config';
        readonly detail: 'web-identity-without-role' | 'credential-process-quoting';
      }
  );

/** A file that the AWS CLI refuses as a whole. */
export interface UnparseableFile extends Place {
  readonly error: 'malformed-config';
  readonly detail: 'unparseable-file';
  readonly reason: IniProblem['code'];
  readonly file: ConfigFile;
  readonly line: number;
}

/** Merges the two files. A section of the credentials file is a profile whatever its name is. */
export function readProfiles({ config, credentials }: ConfigFiles): Profiles {
  const inConfig = new Map<string, IniSection>();
  const ssoSessions = new Map<string, IniSection>();
  const services = new Map<string, IniSection>();
  for (const section of config?.sections.values() ?? []) {
    // By the first letters only, and a later section replaces an earlier one of the same name: botocore does so.
    if (section.name.startsWith('profile')) setByName(inConfig, section);
    else if (section.name.startsWith('sso-session')) setByName(ssoSessions, section);
    else if (section.name.startsWith('services')) setByName(services, section);
    else if (section.name === 'default') inConfig.set(section.name, section);
  }
  const inCredentials = credentials?.sections ?? new Map<string, IniSection>();
  const names = new Set([...inConfig.keys(), ...inCredentials.keys()]);
  return {
    all: new Map([...names].map((name) => [name, profileFrom(name, inConfig.get(name), inCredentials.get(name))])),
    ssoSessions,
    services,
    problems: [...problemsOf('config', config), ...problemsOf('credentials', credentials)],
  };
}

/** `[profile "a b"]`: two words by a shell's rules, of which the second is the name. Anything else names nothing. */
function setByName(sections: Map<string, IniSection>, section: IniSection): void {
  const words = shellWords(section.name);
  if (words?.length === 2 && words[1] !== undefined) sections.set(words[1], section);
}

function profileFrom(name: string, config: IniSection | undefined, credentials: IniSection | undefined): Profile {
  return {
    name,
    settings: new Map([...settingsOf('config', config), ...settingsOf('credentials', credentials)]),
    sections: { ...(config && { config }), ...(credentials && { credentials }) },
  };
}

function settingsOf(file: ConfigFile, section: IniSection | undefined): [string, Setting][] {
  return [...(section?.settings ?? [])].map(([key, setting]) => [key, { ...setting, file }]);
}

function problemsOf(file: ConfigFile, ini: Ini | null): FileProblem[] {
  return (ini?.problems ?? []).map((problem) => ({ ...problem, file }));
}

/** Where the setting `key`, or else the profile, stands; nothing where it stands nowhere. */
export function placeOf(profile: Profile, key?: string): Place {
  const setting = key === undefined ? undefined : profile.settings.get(key);
  if (setting) return { profile: profile.name, file: setting.file, line: setting.line };
  const { config, credentials } = profile.sections;
  if (config) return { profile: profile.name, file: 'config', line: config.line };
  return { profile: profile.name, ...(credentials && { file: 'credentials', line: credentials.line }) };
}

export type ProfileKind = 'role' | 'webIdentity' | 'sso' | 'static' | 'login' | 'process' | 'none';

/** Whether the profile is one to assume. With a token file it is a web identity, whatever else it has. */
export function hasRole({ settings }: Profile): boolean {
  return settings.has('role_arn') && !settings.has('web_identity_token_file');
}

/** What kind of thing the profile is by its own settings, tried in botocore's order and not looked into any further. */
export function profileKind(profile: Profile): ProfileKind {
  const { settings, sections } = profile;
  if (hasRole(profile)) return 'role';
  if (settings.get('web_identity_token_file')?.value) return 'webIdentity';
  if (settings.has('sso_account_id') || settings.has('sso_role_name')) return 'sso';
  if (sections.credentials?.settings.has('aws_access_key_id')) return 'static';
  if (settings.has('login_session')) return 'login';
  if (settings.has('credential_process')) return 'process';
  return sections.config?.settings.has('aws_access_key_id') ? 'static' : 'none';
}

/** The profile that is asked for where none is named; undefined leaves it to `default`. The older variable wins, even empty. */
export function profileFromEnvironment(env: ProfileEnvironment): string | undefined {
  return env.AWS_DEFAULT_PROFILE ?? env.AWS_PROFILE;
}

/** The key pair of a profile in one file, which a plan names and does not carry; undefined where there is no whole pair. */
export function staticKeys(
  { all }: Profiles,
  source: { readonly profile: string; readonly heldIn: ConfigFile },
): Credentials | undefined {
  const settings = all.get(source.profile)?.sections[source.heldIn]?.settings;
  const accessKeyId = settings?.get('aws_access_key_id')?.value;
  const secretAccessKey = settings?.get('aws_secret_access_key')?.value;
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  const sessionToken = sessionTokenIn(settings);
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

/** The older name wins, even empty. */
export function sessionTokenIn(settings: ReadonlyMap<string, IniSetting> | undefined): string | undefined {
  return (settings?.get('aws_security_token') ?? settings?.get('aws_session_token'))?.value;
}
