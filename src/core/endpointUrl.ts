// Where an endpoint is: whether what is sent there can be read on the way, and whose clock it has.

const thisMachine = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d*)?$/i;

/**
 * The host and port of an endpoint to which requests would go unencrypted and off this machine; undefined for any other.
 * What is neither clearly https nor clearly this machine counts as open, so that an odd spelling slips past nobody.
 */
export function openHost(endpoint: string): string | undefined {
  if (/^https:\/\//i.test(endpoint)) return undefined;
  const authority = /^http:\/\/([^/?#]*)/i.exec(endpoint)?.[1];
  if (authority === undefined) return endpoint;
  if (thisMachine.test(authority)) return undefined;
  return authority.slice(authority.lastIndexOf('@') + 1);
}

/** A server there has the clock of this machine. */
export function isOnThisMachine(endpoint: string): boolean {
  return thisMachine.test(/^https?:\/\/([^/?#]*)/i.exec(endpoint)?.[1] ?? '');
}
