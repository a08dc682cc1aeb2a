// The profile that keyless terminals name: a section without keys, added to the text of a config file and taken out again,
// with every other character left as it was. Whoever decodes the file must keep a byte order mark, and refuse what is no UTF-8.
import { type Ini, type IniProblemCode, readIni } from './awsIni.ts';
import { type ConfigFile, readProfiles } from './profile.ts';

export const keylessProfile = 'rolecall';

export type KeylessProblem =
  /** The clients refuse the whole file, so nothing in it can be named. */
  | {
      readonly code: 'file-unreadable';
      readonly file: ConfigFile;
      readonly reason: IniProblemCode;
      readonly line: number;
    }
  /** Somebody else made a profile of that name. */
  | { readonly code: 'name-taken'; readonly file: ConfigFile }
  /** The profile would come by credentials of its own: by `[DEFAULT]`, or by what was written into it later. */
  | { readonly code: 'has-credentials'; readonly key: string; readonly line: number }
  /** The marking comments were changed, so that it is not known which lines to take out. */
  | { readonly code: 'marks-changed'; readonly line: number }
  /** Settings stand where the section was alone: taking it out would give them to the section above. */
  | { readonly code: 'written-to'; readonly keys: readonly string[] }
  /** Said of a copy that is not made (keylessConfig). */
  | { readonly code: 'holds-secret'; readonly line: number };

/** Absent files are empty texts. */
export interface ConfigTexts {
  readonly config: string;
  readonly credentials: string;
}

export type ConfigEdit = { readonly text: string } | { readonly problem: KeylessProblem };

const section = `profile ${keylessProfile}`;
const opening =
  '# Added by Rolecall for keyless terminals. It holds no keys, and Rolecall takes it out again on request.';
const closing = '# End of what Rolecall added.';

/** Any of these would be asked before the endpoint. */
const credentialKeys = new Set([
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'aws_security_token',
  'role_arn',
  'source_profile',
  'credential_source',
  'web_identity_token_file',
  'credential_process',
  'login_session',
  'sso_session',
  'sso_account_id',
  'sso_role_name',
  'sso_start_url',
]);

export function hasKeylessProfile(config: string): boolean {
  return findBlock(config) !== undefined;
}

/** The text of the config file with the profile in it: as it is, where it has it already. */
export function addKeylessProfile({ config, credentials }: ConfigTexts): ConfigEdit {
  const rest = withoutBlock(config);
  const text = rest === config ? appended(config) : config;
  const problem = taken(rest, credentials) ?? unreadable('config', text) ?? unreadable('credentials', credentials);
  if (problem) return { problem };
  const settings = readIni(text).sections.get(section)?.settings ?? new Map();
  for (const [key, { line }] of settings) {
    if (credentialKeys.has(key)) return { problem: { code: 'has-credentials', key, line } };
  }
  return { text };
}

/** Takes out exactly what was added. A text without it comes back as it is. */
export function removeKeylessProfile(config: string): ConfigEdit {
  const rest = withoutBlock(config);
  if (rest === config) {
    const line = config.split(/\r\n|\r|\n/).findIndex((each) => each === opening || each === closing);
    return line < 0 ? { text: config } : { problem: { code: 'marks-changed', line: line + 1 } };
  }
  if (meaning(rest) !== meaning(config)) return { problem: { code: 'written-to', keys: writtenKeys(config) } };
  return { text: rest };
}

/** A text without a final line end gets none: that tells, when the lines are taken out, whose line end the last one is. */
function appended(config: string): string {
  const lineEnd = /\r\n|\r|\n/.exec(config)?.[0] ?? '\n';
  const block = blockOf(lineEnd);
  return config === '' || /[\r\n]$/.test(config) ? config + block + lineEnd : config + lineEnd + block;
}

function blockOf(lineEnd: string): string {
  return [opening, `[${section}]`, closing].join(lineEnd);
}

function withoutBlock(config: string): string {
  const found = findBlock(config);
  return found ? config.slice(0, found.start) + config.slice(found.end) : config;
}

/** The lines and the one line end that came with them: the one behind or, at the end of the text, the one before. */
function findBlock(config: string): { readonly start: number; readonly end: number } | undefined {
  for (const lineEnd of ['\r\n', '\n', '\r']) {
    const block = blockOf(lineEnd);
    const start = config.indexOf(block);
    if (start < 0) continue;
    const end = start + block.length;
    const before = config.slice(0, start);
    if (before !== '' && !/[\r\n\uFEFF]$/.test(before)) continue;
    const behind = /^(?:\r\n|\r|\n)/.exec(config.slice(end, end + 2))?.[0];
    if (behind !== undefined) return { start, end: end + behind.length };
    if (end < config.length) continue;
    return { start: before.endsWith(lineEnd) ? start - lineEnd.length : start, end };
  }
  return undefined;
}

function unreadable(file: ConfigFile, text: string): KeylessProblem | undefined {
  const problem = readIni(text).problems[0];
  return problem && { code: 'file-unreadable', file, reason: problem.code, line: problem.line };
}

/** `config` is the text without what was added. */
function taken(config: string, credentials: string): KeylessProblem | undefined {
  const files = { config: readIni(config), credentials: readIni(credentials) };
  const sections = readProfiles(files).all.get(keylessProfile)?.sections;
  return sections && { code: 'name-taken', file: sections.config ? 'config' : 'credentials' };
}

/** What the text says, apart from the profile: the same before and after, or a line changed hands. */
function meaning(config: string): string {
  const { sections, problems } = readWithDefaults(config);
  const others = [...sections.values()].filter(({ name }) => name !== section);
  return JSON.stringify([
    others.map(({ name, settings }) => [name, [...settings].map(([key, { value }]) => [key, value])]),
    problems.map(({ code }) => code),
  ]);
}

const defaults = 'settings of [DEFAULT]';

/** `[DEFAULT]` shows in other sections only: here there is always one. */
function readWithDefaults(config: string): Ini {
  return readIni(`${config}\n[${defaults}]`);
}

/** The profile's settings that are not those of `[DEFAULT]`. */
function writtenKeys(config: string): readonly string[] {
  const { sections } = readWithDefaults(config);
  const inherited = sections.get(defaults)?.settings;
  return [...(sections.get(section)?.settings ?? [])]
    .filter(([key, { line }]) => inherited?.get(key)?.line !== line)
    .map(([key]) => key);
}
