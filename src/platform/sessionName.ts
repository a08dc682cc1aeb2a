// The session name that the template in the settings gives on this machine.
import { hostname, userInfo } from 'node:os';
import { sessionNameFrom } from '../core/sessionName.ts';
import { setting } from './settings.ts';

export function defaultSessionName(): string {
  return sessionNameFrom(setting('rolecall.sessionName'), { user: userName(), host: hostname().split('.')[0] ?? '' });
}

/** A machine's user may have no name (a container that runs as a bare number). */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'user';
  }
}
