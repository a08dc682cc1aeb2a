// What a shell's start-up files set of AWS's variables: they run after the environment was given, and win over it. Found by
// reading lines, not by running them: what stands in a condition or is sourced from elsewhere may be missed or never run.

export interface StartupAssignment {
  readonly name: string;
  /** Counts from 1. */
  readonly line: number;
  /** Of a profile's name or a key's id that stands there as it is. No other value is read: it can be a secret. */
  readonly value?: string;
}

/** The files that a shell reads at an interactive start, below the home folder. */
export const startupFiles: Readonly<Record<string, readonly string[]>> = {
  bash: ['.bashrc', '.bash_profile', '.profile'],
  zsh: ['.zshenv', '.zprofile', '.zshrc'],
  fish: ['.config/fish/config.fish'],
  sh: ['.profile'],
  dash: ['.profile'],
};

/** Shells into which VS Code puts what sets the variables again, behind their start-up files. */
export const shellsThatLetVsCodeIn: readonly string[] = ['bash', 'zsh', 'fish', 'pwsh'];

/** The file that a plain POSIX shell reads at an interactive start, which `ENV` names; undefined for other shells. */
export function startupFileNamed(shell: string, env: string | undefined, home: string): string | undefined {
  if (!env || (shell !== 'sh' && shell !== 'dash')) return undefined;
  return env.replace(/^(?:\$HOME|\$\{HOME\}|~)(?=\/)/, home);
}

/** Variables that say who a client is. A region set there changes nobody. */
const telling =
  /^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|SECURITY_TOKEN|PROFILE|DEFAULT_PROFILE|CONFIG_FILE|SHARED_CREDENTIALS_FILE|CREDENTIAL_FILE|CONTAINER_[A-Z_]+|WEB_IDENTITY_TOKEN_FILE|ROLE_ARN)$/;

const posixAssignment = /(?:^|[\s;&|])(AWS_[A-Z_]+)=/g;
const fishAssignment = /(?:^|[;&|])\s*set\s+(?:-\w+\s+|--\w+\s+)*(AWS_[A-Z_]+)\b/g;

export function startupAssignments(text: string, shell: string): readonly StartupAssignment[] {
  const pattern = shell === 'fish' ? fishAssignment : posixAssignment;
  const lines = text.split(/\r\n|\n/);
  const runLater = linesOfFunctions(lines, shell);
  return lines.flatMap((line, index) => {
    if (/^\s*(?:#|alias\s|abbr\s)/.test(line) || runLater.has(index)) return [];
    return [...line.matchAll(pattern)].flatMap((match) => {
      const name = match[1] ?? '';
      if (!telling.test(name)) return [];
      const isPublic = name.endsWith('PROFILE') || name === 'AWS_ACCESS_KEY_ID';
      const value = isPublic ? plainValue(line.slice(match.index + match[0].length)) : undefined;
      return [{ name, line: index + 1, ...(value !== undefined && { value }) }];
    });
  });
}

/** What a person calls later. A function ends at the line that closes it at the depth of its first one. */
function linesOfFunctions(lines: readonly string[], shell: string): ReadonlySet<number> {
  const [opens, closes] =
    shell === 'fish'
      ? [/^(\s*)function\s/, /^(\s*)end\b/]
      : [/^(\s*)(?:function\s+[\w-]+|[\w-]+\s*\(\))/, /^(\s*)[})]/];
  const found = new Set<number>();
  for (const [index, line] of lines.entries()) {
    const depth = opens.exec(line)?.[1];
    if (depth === undefined || found.has(index)) continue;
    const isOneLine = /[})]\s*(?:#.*)?$/.test(line.replace(/^[^({]*\(\)/, '')) || /;\s*end\s*$/.test(line);
    const end = isOneLine ? index : lines.findIndex((each, at) => at > index && closes.exec(each)?.[1] === depth);
    for (let at = index; at <= end; at++) found.add(at);
  }
  return found;
}

/** A word without anything that a shell would work out; undefined for any other. */
function plainValue(behind: string): string | undefined {
  return /^\s*(?:"([\w./@+-]*)"|'([\w./@+-]*)'|([\w./@+-]*))(?=$|[\s;&|])/
    .exec(behind)
    ?.slice(1)
    .find((each) => each !== undefined);
}

/** What a shell ends up with: `variables`, and over them what its start-up files set. */
export function afterStartup(
  variables: Readonly<Record<string, string | undefined>>,
  assignments: readonly StartupAssignment[],
): Readonly<Record<string, string | undefined>> {
  const set = assignments.map(({ name, value }) => [name, value ?? 'set by a file']);
  return { ...variables, ...Object.fromEntries(set) };
}

/** Without those that cannot be read and are set already: a shell that was asked for its variables has read its files. */
export function surelyOther<Assignment extends StartupAssignment>(
  assignments: readonly Assignment[],
  variables: Readonly<Record<string, string | undefined>>,
): readonly Assignment[] {
  return assignments.filter(({ name, value }) => value !== undefined || !variables[name]);
}
