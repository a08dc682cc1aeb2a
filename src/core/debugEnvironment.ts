// Whether and how a debug session gets the variables of new terminals. Never where the debugger would type them into a
// terminal in plain text, and never over what the configuration says itself.
import type { Environment } from './environment.ts';
import { inheritedBeside } from './pinnedLaunch.ts';

/** As much of a launch configuration as is looked at. */
export interface DebugConfiguration {
  readonly type: string;
  readonly request: string;
  readonly console?: unknown;
  readonly env?: unknown;
}

export type DebugEnvironment =
  | { readonly kind: 'given'; readonly env: Readonly<Record<string, unknown>> }
  /** It runs in a terminal, which gets what new terminals get by itself. */
  | { readonly kind: 'terminal' }
  /** It attaches to what runs already, or says itself who it is. */
  | { readonly kind: 'own' }
  /** Of no debugger that is known to take variables. */
  | { readonly kind: 'unknown-type' };

/** Where each debugger runs a program that does not say. */
const usualConsole: Readonly<Record<string, string>> = {
  node: 'internalConsole',
  'pwa-node': 'internalConsole',
  python: 'integratedTerminal',
  debugpy: 'integratedTerminal',
  go: 'internalConsole',
  coreclr: 'internalConsole',
};

/** Debuggers that take a variable away where null is given for it. */
const unsetting = new Set(['node', 'pwa-node', 'go']);

const identityVariable =
  /^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|PROFILE|DEFAULT_PROFILE|CONTAINER_\w+)$/;

/**
 * @param inherited the names of what the program gets anyway: of these, what would shadow the identity for some client is
 *   taken away where the debugger can
 */
export function debugEnvironment(
  configuration: DebugConfiguration,
  environment: Environment,
  inherited: readonly string[],
): DebugEnvironment {
  const usual = usualConsole[configuration.type];
  if (usual === undefined) return { kind: 'unknown-type' };
  if (configuration.request !== 'launch') return { kind: 'own' };
  if ((configuration.console ?? usual) !== 'internalConsole') return { kind: 'terminal' };
  const env = (configuration.env ?? {}) as Readonly<Record<string, unknown>>;
  // VS Code asks twice: what was given the first time is no choice of the configuration's.
  const taken = unsetting.has(configuration.type) ? inheritedBeside(environment, inherited) : [];
  const given = { ...environment, ...Object.fromEntries(taken.map((name) => [name, null])) };
  const isOwn = ([name, value]: [string, unknown]) =>
    identityVariable.test(name) && value !== (given as Readonly<Record<string, unknown>>)[name];
  return Object.entries(env).some(isOwn) ? { kind: 'own' } : { kind: 'given', env: { ...given, ...env } };
}
