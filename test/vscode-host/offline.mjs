// Runs a program where there is no network but loopback, so that a client which ignores an endpoint setting cannot reach
// anything: a network namespace of its own, which root has and most users may make.
import os from 'node:os';
import { output } from '../../scripts/process.mjs';

/** True where this process sees no network but loopback: it, and all that it starts, is offline already. */
export function isOffline() {
  return Object.values(os.networkInterfaces()).every((addresses) => addresses?.every((address) => address.internal));
}

// A user namespace makes a person who is not root its root; for root itself it would only hide other users' files.
const isolated = [process.getuid?.() === 0 ? '-n' : '-rn', '--', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

/** False where what is started sees the network: not on Linux, or no namespace may be made. */
export function canBeOffline() {
  return isOffline() || (process.platform === 'linux' && output('unshare', [...isolated, 'true']) !== undefined);
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {[program: string, args: string[]]} what to run instead; the same where a namespace cannot be had, said once
 */
export function offline(program, args) {
  if (isOffline()) {
    return [program, [...args]];
  }
  if (!canBeOffline()) {
    console.error('note: no network namespace can be made here, so what follows runs with the network in reach.');
    return [program, [...args]];
  }
  return ['unshare', [...isolated, program, ...args]];
}
