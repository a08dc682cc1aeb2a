// How terminals look and start that Rolecall opens with what is in force in new ones: a person tells them by icon and colour.
import type { Environment } from '../../core/environment.ts';
import { inheritedBeside } from '../../core/pinnedLaunch.ts';

/** The name of a product icon. */
export const ownIcon = 'key';
/** The name of a theme colour. */
export const ownColor = 'terminal.ansiGreen';

/** Takes away what would shadow the identity for some client. Only in a terminal of one's own can that be done. */
export function withoutShadows(environment: Environment): Readonly<Record<string, null>> {
  return Object.fromEntries(inheritedBeside(environment, Object.keys(process.env)).map((name) => [name, null]));
}
