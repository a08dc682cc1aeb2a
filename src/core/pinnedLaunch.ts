// How a terminal is started that is somebody else than new terminals are. VS Code writes what is in force over a terminal's
// own variables, so that they travel under other names, and a shell script that becomes the real shell puts them right.
// The script stands in the arguments, which every user of the machine can see; the values never do.
import type { Environment } from './environment.ts';

export interface PinnedLaunch {
  readonly program: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

const prefix = 'ROLECALL_PIN_';

const script = `
for name in $ROLECALL_PIN_UNSET; do unset "$name"; done
for name in $ROLECALL_PIN_SET; do
  eval "export $name=\\"\\\${${prefix}$name}\\""
  unset "${prefix}$name"
done
unset name ROLECALL_PIN_SET ROLECALL_PIN_UNSET VSCODE_ENV_REPLACE VSCODE_ENV_PREPEND VSCODE_ENV_APPEND
exec "$@"
`.trim();

/** Variables that say who a client is and where it asks: none of another identity's may be left. */
const telling = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_CREDENTIAL_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ENDPOINT_URL_S3',
];

/** Those that a shell inherits beside what is set: in a terminal of Rolecall's own they can be left out. */
export function inheritedBeside(set: Environment, inherited: readonly string[]): readonly string[] {
  return telling.filter((name) => inherited.includes(name) && !(name in set));
}

/** What the real shell is given, of what it inherits and of `set`. Nothing sets it again behind the shell's files. */
export function pinnedVariables(set: Environment, inherited: Readonly<Record<string, string | undefined>>) {
  return { ...Object.fromEntries(Object.entries(inherited).filter(([name]) => !telling.includes(name))), ...set };
}

/** The script has not yet become the real shell: it has the variables of another identity. */
export function isLaunching(environment: Readonly<Record<string, string | undefined>>): boolean {
  return environment.ROLECALL_PIN_SET !== undefined;
}

/**
 * For POSIX systems. `inForce` are the variables of new terminals, of which none may be left.
 *
 * @throws where a name of `set` is no plain name: the script would run it
 */
export function pinnedLaunch(
  set: Environment,
  inForce: readonly string[],
  shell: { readonly program: string; readonly args: readonly string[] },
): PinnedLaunch {
  const names = Object.keys(set);
  const unset = [...new Set([...telling, ...inForce])].filter((name) => !names.includes(name));
  const odd = [...names, ...unset].find((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (odd !== undefined) throw new Error(`${odd} is no name of a variable`);
  return {
    program: '/bin/sh',
    args: ['-c', script, 'rolecall', shell.program, ...shell.args],
    env: {
      ...Object.fromEntries(Object.entries(set).map(([name, value]) => [prefix + name, value])),
      ROLECALL_PIN_SET: names.join(' '),
      ROLECALL_PIN_UNSET: unset.join(' '),
    },
  };
}
