// Whose keys a row is sent with: asks a server for the sessions that rows name, and spoils what they want spoiled.
import type { PracticeAccount } from '../../src/practice/practiceAccount.ts';
import type { Sender } from './conformanceTable.ts';
import type { Keys } from './rawRequest.ts';
/** What both servers give: enough to be asked for roles. */
export type Server = Pick<
  PracticeAccount,
  'endpoint' | 'region' | 'account' | 'accessKeyId' | 'secretAccessKey' | 'roles'
>;

/** Asks a server for a session: `seconds` ago, where it can set its clock back. */
export type Acquire = (
  action: 'AssumeRole' | 'GetSessionToken',
  parameters: Readonly<Record<string, unknown>>,
  keys: Keys,
  seconds: number,
) => Promise<Keys>;

/** Makes the keys that rows are sent with, each once. */
export class Senders {
  readonly #server: Server;
  readonly #acquire: Acquire;
  readonly #made = new Map<string, Promise<Keys>>();

  constructor(server: Server, acquire: Acquire) {
    this.#server = server;
    this.#acquire = acquire;
  }

  async keys(sender: Sender): Promise<Keys | undefined> {
    const keys = await this.#session(sender);
    switch (sender.change) {
      case undefined:
        return keys;
      case 'anonymous':
        return undefined;
      case 'unknown-key':
        return { ...keys, accessKeyId: `${keys.accessKeyId.slice(0, 4)}${'X'.repeat(16)}` };
      case 'wrong-secret':
        return { ...keys, secretAccessKey: [...keys.secretAccessKey].reverse().join('') };
      case 'token-cut':
        return { ...keys, sessionToken: keys.sessionToken?.slice(0, -4) };
      case 'token-gone':
        return { ...keys, sessionToken: undefined };
      default:
        return { ...keys, sessionToken: (await this.#session({ role: 'FirstHop' })).sessionToken };
    }
  }

  #session(sender: Sender): Promise<Keys> {
    const id = JSON.stringify({ ...sender, change: undefined });
    const made = this.#made.get(id) ?? this.#make(sender);
    this.#made.set(id, made);
    return made;
  }

  async #make({ role, by, parameters = {}, age = 0 }: Sender): Promise<Keys> {
    const { accessKeyId, secretAccessKey, roles } = this.#server;
    if (role === undefined) return { accessKeyId, secretAccessKey };
    const keys = by ? await this.#session(by) : { accessKeyId, secretAccessKey };
    if (role === 'GetSessionToken') return this.#acquire('GetSessionToken', parameters, keys, age);
    const given = { RoleArn: roles[role] ?? role, RoleSessionName: 'MySession', ...parameters };
    return this.#acquire('AssumeRole', given, keys, age);
  }
}
