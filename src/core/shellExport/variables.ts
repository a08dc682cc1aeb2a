// A script that sets some variables and unsets others, for each shell; and the same as a dotenv file.
import { quoted, type VariableFormat } from './quoting.ts';

/** Variables by name; those without a value are to be unset. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The script, for values that `format` can hold (see `valueProblem`). Unsetting what is not set is no error in it. */
export function variablesText(format: VariableFormat, variables: Variables): string {
  const set = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined ? [] : setLine(format, name, quoted(format, value)),
  );
  const unset = Object.keys(variables).filter((name) => variables[name] === undefined);
  const lines = [...(unset.length > 0 ? unsetLines(format, unset) : []), ...set];
  // A shell that is set so, and fish always, leaves a line that begins with a space out of its history.
  const indent = format === 'posix' || format === 'fish' || format === 'nushell' ? ' ' : '';
  const end = format === 'cmd' ? '\r\n' : '\n';
  return lines.map((line) => indent + line + end).join('');
}

function setLine(format: VariableFormat, name: string, value: string): string {
  switch (format) {
    case 'posix':
      return `export ${name}=${value}`;
    case 'fish':
      return `set -gx ${name} ${value}`;
    case 'csh':
      return `setenv ${name} ${value}`;
    case 'powershell':
      return `$Env:${name} = ${value}`;
    case 'cmd':
      return `set "${name}=${value}"`;
    case 'nushell':
      return `$env.${name} = ${value}`;
    case 'dotenv':
      return `${name}=${value}`;
  }
}

function unsetLines(format: VariableFormat, names: readonly string[]): readonly string[] {
  switch (format) {
    case 'posix':
      return [`unset ${names.join(' ')}`];
    case 'fish':
      return [`set -e ${names.join(' ')}`];
    case 'csh':
      return names.map((name) => `unsetenv ${name}`);
    case 'powershell':
      return [`Remove-Item -ErrorAction Ignore ${names.map((name) => `Env:${name}`).join(', ')}`];
    case 'cmd':
      return names.map((name) => `set "${name}="`);
    case 'nushell':
      return [`hide-env --ignore-errors ${names.join(' ')}`];
    case 'dotenv':
      // A file cannot unset. AWS's clients take these three for absent when they are empty; not so the others.
      return names
        .filter((name) => ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'].includes(name))
        .map((name) => `${name}=`);
  }
}
