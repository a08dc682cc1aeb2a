// Whether this runs on another machine than the one that keeps the secrets.

/**
 * The desktop and the web editors keep secrets where a person is, and take them to every host that is connected to by a
 * resolver: `ssh-remote`, `dev-container`, `wsl`, `tunnel`. A server that serves the window itself (code-server, `code
 * serve-web`) has its address as the remote's name; a browser keeps secrets by that address, so each of them was typed
 * in for this very host.
 */
export function isRemoteHost(remoteName: string | undefined): boolean {
  return remoteName !== undefined && !isAddress(remoteName);
}

/** A host with a port, a domain, or this machine; names of resolvers have neither dots nor colons. */
function isAddress(name: string): boolean {
  return /[.:]/.test(name) || name === 'localhost';
}
