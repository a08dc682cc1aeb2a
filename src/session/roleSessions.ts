// The role sessions of all windows: one that is held is used, one that is not is asked for, once however many want it.
import type { AssumeRoleRequest } from '../core/assumeRoleRequest.ts';
import { type Chain, sessionText } from '../core/chain.ts';
import type { Credentials } from '../core/credentials.ts';
import { failureOf } from '../core/failure.ts';
import type { Identity } from '../core/identity.ts';
import { Coalescer } from './coalescer.ts';
import type { HeldSession } from './held.ts';
import type { Keys, SourceKeys } from './keys.ts';
import { type Asking, Mfa, type MfaPorts } from './mfa.ts';
import type { Vault } from './vault.ts';

export interface RoleSessionPorts extends MfaPorts {
  /** Rejects with a Failure; `mfa-code-refused` where the code was. */
  readonly assumeRole: (
    keys: Keys,
    request: AssumeRoleRequest,
    how: { readonly tokenCode?: string; readonly signal: AbortSignal },
  ) => Promise<{ readonly credentials: Credentials & { readonly expiration: number }; readonly identity: Identity }>;
}

export interface Wanted {
  /** Nobody may be asked: what needs a person fails with `mfa-needed`. */
  readonly quiet: boolean;
  /** Milliseconds since the epoch: a session that ends by then is not enough. */
  readonly endsAfter: number;
  readonly signal?: AbortSignal | undefined;
  readonly recheck?: Asking['recheck'];
}

/** A session on the way to another is only called with. */
const onTheWayMs = 60_000;

export class RoleSessions {
  readonly #ports: RoleSessionPorts;
  readonly #vault: Vault;
  readonly #mfa: Mfa;
  readonly #running = new Coalescer();
  /** The key of each source that was denied GetSessionToken: each time, a person would have typed a code for nothing. */
  readonly #deniedKeys = new Map<string, string>();

  constructor(ports: RoleSessionPorts, vault: Vault) {
    this.#ports = ports;
    this.#vault = vault;
    this.#mfa = new Mfa(ports, vault);
  }

  /** @param chain has at least one hop, and begins with `source`. Rejects with a Failure, or the signal's reason. */
  async session(source: SourceKeys, chain: Chain, { quiet, endsAfter, signal, recheck }: Wanted): Promise<HeldSession> {
    const held = await this.#held(source, chain, endsAfter);
    if (held) return held;
    const name = sessionText(chain, source.endpoints);
    return this.#running.run(
      JSON.stringify([name, quiet, source.region]),
      (shared) => this.#inTurn(name, source, chain, endsAfter, { quiet, signal: shared, recheck }),
      signal,
    );
  }

  /** Resolves as soon as there is a session; the turn ends only when it is held, so that the next in turn finds it. */
  #inTurn(name: string, source: SourceKeys, chain: Chain, endsAfter: number, asking: Asking): Promise<HeldSession> {
    return new Promise((resolve, reject) => {
      const turn = async () => {
        // Another window may have asked while this one waited for its turn.
        const held = await this.#held(source, chain, endsAfter);
        if (held) return resolve(held);
        const asked = await this.#ask(source, chain, asking);
        resolve(asked);
        // A store that fails costs the session its life beyond this window, not its use in it.
        await this.#vault.holdSession(asked).catch(() => undefined);
      };
      this.#ports.exclusively(`session ${name}`, turn, asking.signal).catch(reject);
    });
  }

  async #ask(source: SourceKeys, chain: Chain, asking: Asking): Promise<HeldSession> {
    const before: Chain = { ...chain, hops: chain.hops.slice(0, -1) };
    const request = chain.hops.at(-1) as AssumeRoleRequest;
    const assume = (keys: Keys) => this.#assume(keys, chain, request, asking);
    const { credentials, identity } = await (before.hops.length === 0
      ? assume(source)
      : this.#fromSession(source, before, asking, assume));
    const { region, endpoints } = source;
    return { session: { chain, identity, region, endpoints, expiration: credentials.expiration }, credentials };
  }

  /** Goes on from a session on the way; once more from a new one where AWS takes its keys no more. */
  async #fromSession<T>(source: SourceKeys, chain: Chain, asking: Asking, goOn: (keys: Keys) => Promise<T>) {
    const keys = async (): Promise<Keys> => {
      const wanted = { ...asking, endsAfter: this.#ports.now() + onTheWayMs };
      return { ...source, credentials: (await this.session(source, chain, wanted)).credentials };
    };
    const first = await keys();
    return goOn(first).catch(async (error: unknown) => {
      if (!areDeadKeys(error)) throw error;
      const { accessKeyId } = first.credentials;
      await this.#vault.dropSession(chain, source.endpoints, accessKeyId).catch(() => undefined);
      return goOn(await keys());
    });
  }

  async #assume(keys: Keys, chain: Chain, request: AssumeRoleRequest, asking: Asking) {
    const { mfaSerial, ...plain } = request;
    const { signal } = asking;
    if (mfaSerial === undefined) return this.#ports.assumeRole(keys, request, { signal });
    const { accessKeyId, sessionToken } = keys.credentials;
    const source = sessionText({ ...chain, hops: [] }, keys.endpoints);
    if (sessionToken === undefined && this.#deniedKeys.get(source) !== accessKeyId) {
      const prove = () => this.#mfa.sessionKeys(keys, chain.source, mfaSerial, asking);
      try {
        const proven = await prove();
        return await this.#ports.assumeRole(proven, plain, { signal }).catch(async (error: unknown) => {
          if (!areDeadKeys(error)) throw error;
          await this.#mfa.drop(keys, chain.source, mfaSerial, proven);
          return this.#ports.assumeRole(await prove(), plain, { signal });
        });
      } catch (error) {
        // Who may not have session keys of his own may still send a code with the call itself.
        if (!isDeniedSessionToken(error)) throw error;
        this.#deniedKeys.set(source, accessKeyId);
      }
    }
    return this.#mfa.withCode(mfaSerial, asking, (tokenCode) =>
      this.#ports.assumeRole(keys, request, { tokenCode, signal }),
    );
  }

  /** A session outlives a change of the region setting. What cannot be read is asked for again. */
  async #held(source: SourceKeys, chain: Chain, endsAfter: number): Promise<HeldSession | undefined> {
    const held = await this.#vault.session(chain, source.endpoints).catch(() => undefined);
    if (!held || held.session.expiration <= endsAfter) return undefined;
    return { ...held, session: { ...held.session, region: source.region, endpoints: source.endpoints } };
  }
}

function isDeniedSessionToken(error: unknown): boolean {
  const failure = failureOf(error);
  return failure?.code === 'denied' && failure.denial.action === 'sts:GetSessionToken';
}

/** AWS takes the keys no more, though they should have lasted. */
function areDeadKeys(error: unknown): boolean {
  const code = failureOf(error)?.code;
  return code === 'session-expired' || code === 'access-key-unknown';
}
