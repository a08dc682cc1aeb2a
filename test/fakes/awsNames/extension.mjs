// Every connection of this extension host to one of AWS's host names goes to 127.0.0.1, to the port that
// ROLECALL_TEST_AWS_PORT names. The name that a certificate is checked for stays.
import { Socket } from 'node:net';

const { connect } = Socket.prototype;
const port = Number(process.env.ROLECALL_TEST_AWS_PORT);

export function activate() {
  Socket.prototype.connect = function (/** @type {any[]} */ ...args) {
    // Either the options themselves, or a list that begins with them.
    const options = Array.isArray(args[0]) ? args[0][0] : args[0];
    if (isAws(options?.host)) Object.assign(options, { host: '127.0.0.1', port });
    return Reflect.apply(connect, this, args);
  };
}

/** @param {unknown} host */
function isAws(host) {
  return typeof host === 'string' && /(^|\.)(amazonaws|aws\.amazon)\.com$/.test(host);
}
