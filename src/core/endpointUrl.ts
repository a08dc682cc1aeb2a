// Whether what is sent to an endpoint can be read on the way.

/**
 * The host and port of an endpoint to which requests would go unencrypted and off this machine; undefined for any other.
 * What is neither clearly https nor clearly this machine counts as open, so that an odd spelling slips past nobody.
 */
export function openHost(endpoint: string): string | undefined {
  if (/^https:\/\//i.test(endpoint)) return undefined;
  const authority = /^http:\/\/([^/?#]*)/i.exec(endpoint)?.[1];
  if (authority === undefined) return endpoint;
  if (/^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d*)?$/i.test(authority)) return undefined;
  return authority.slice(authority.lastIndexOf('@') + 1);
}
