// The variables that put somebody in force in new terminals, in the mode that the settings say.
import * as vscode from 'vscode';
import { type Environment, environmentFor, type Grant, unsafeVariables } from '../../core/environment.ts';
import { failureError } from '../../core/failure.ts';
import type { GivenIdentity } from '../../core/terminalStanding.ts';
import { setting } from '../../platform/settings.ts';
import { namesSetAtStartup } from '../../platform/shellStartup.ts';
import type { Binding } from '../../session/keylessSessions.ts';

/** Keyless mode, as far as it is used here: loaded when it is first needed. */
export interface Keyless {
  shared(grant: Grant & { kind: 'keys' }, binding: Binding, quiet: boolean): Promise<Environment | undefined>;
  forget(): Promise<void>;
}

export interface Granted {
  readonly way: GivenIdentity['way'];
  readonly environment: Environment;
}

/**
 * Rejects with a Failure where it may not be put in force in this mode; with a CancellationError where a question was closed.
 *
 * @param binding of the token, where it comes to one
 * @param quiet nobody is asked: undefined then, where somebody would have to be
 */
export async function granted(
  grant: Grant,
  binding: Binding,
  keyless: () => Promise<Keyless>,
  quiet: boolean,
): Promise<Granted | undefined> {
  // A profile is named in either mode: no key is in the environment by that.
  if (grant.kind === 'profile' || setting('rolecall.terminal.mode') !== 'keyless') {
    // What the start-up files set as well, behind which it is set again.
    const names = new Set([...Object.keys(process.env), ...(await namesSetAtStartup())]);
    return { way: grant.kind, environment: safe(environmentFor(grant, names)) };
  }
  const environment = await (await keyless()).shared(grant, binding, quiet);
  return environment && { way: 'keyless', environment: safe(environment) };
}

/** Throws a Failure where a terminal would not get the variables unchanged. */
export function safe(environment: Environment): Environment {
  const unsafe = unsafeVariables(environment);
  if (unsafe.length === 0) return environment;
  throw failureError({
    code: 'input-invalid',
    problem: vscode.l10n.t('a terminal would not get it unchanged'),
    value: unsafe.join(', '),
  });
}
