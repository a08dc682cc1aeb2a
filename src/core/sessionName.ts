// The session name that the template in the settings gives on a machine.

/**
 * Fills `${user}` and `${host}` into the session-name template and makes the result one that AWS takes: other
 * characters become `-`, and what is too long is cut. A result that is still too short is the caller's to ask about.
 */
export function sessionNameFrom(template: string, values: { readonly user: string; readonly host: string }): string {
  return template
    .replace(/\$\{(user|host)\}/g, (_, name: 'user' | 'host') => values[name])
    .replace(/[^\w+=,.@-]+/g, '-')
    .slice(0, 64);
}
