// What Rolecall holds in SecretStorage: role sessions and access keys, one entry each and an index of the entries.
// Every entry can be missing or garbage (a failed decrypt deletes it; another window overwrites): then it is asked for again.
import { type Chain, chainText, type Endpoints, readChain } from '../core/chain.ts';
import type { Credentials } from '../core/credentials.ts';
import { failureError } from '../core/failure.ts';
import type { RoleSession } from '../core/roleSession.ts';

/** SecretStorage, as far as it is used. */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

export interface HeldSession {
  readonly session: RoleSession;
  readonly credentials: Credentials;
}

export interface HeldCounts {
  readonly sessions: number;
  readonly accessKeys: number;
}

const indexKey = 'rolecall.index';
const sessionPrefix = 'rolecall.session.';
const accessKeyPrefix = 'rolecall.accessKey.';

export class Vault {
  readonly #secrets: SecretStore;
  readonly #digest: (text: string) => string;
  readonly #now: () => number;
  /** Entries of this window, in case another window's index write loses them. */
  readonly #own = new Set<string>();
  /** Index writes of this window, one after the other. */
  #indexing: Promise<unknown> = Promise.resolve();

  /** `digest` makes a name out of a chain, since names of entries are not encrypted. */
  constructor(secrets: SecretStore, digest: (text: string) => string, now: () => number) {
    this.#secrets = secrets;
    this.#digest = digest;
    this.#now = now;
  }

  /** The session of exactly this chain at these endpoints, if one is held and has not ended. */
  async session(chain: Chain, endpoints: Endpoints): Promise<HeldSession | undefined> {
    const key = this.#sessionKey(chain, endpoints);
    const held = readHeldSession(await this.#read(key));
    // Whatever the index says, what was found here can be counted and forgotten.
    if (held) this.#own.add(key);
    return held && held.session.expiration > this.#now() ? held : undefined;
  }

  async holdSession(held: HeldSession): Promise<void> {
    const { chain, endpoints } = held.session;
    await this.#write(this.#sessionKey(chain, endpoints), JSON.stringify(held));
  }

  /** Lets go of a session that AWS no longer accepts. */
  async dropSession(chain: Chain, endpoints: Endpoints): Promise<void> {
    await this.#remove(this.#sessionKey(chain, endpoints));
  }

  async accessKey(accessKeyId: string): Promise<Credentials | undefined> {
    return readCredentials(parse(await this.#read(accessKeyPrefix + accessKeyId)));
  }

  async holdAccessKey(credentials: Credentials): Promise<void> {
    await this.#write(accessKeyPrefix + credentials.accessKeyId, JSON.stringify(credentials));
  }

  async accessKeyIds(): Promise<readonly string[]> {
    return (await this.#entries())
      .filter((entry) => entry.startsWith(accessKeyPrefix))
      .map((entry) => entry.slice(accessKeyPrefix.length));
  }

  /** How many entries can be read back; not what the index claims. */
  async counts(): Promise<HeldCounts> {
    const present: string[] = [];
    for (const entry of await this.#entries()) {
      if ((await this.#read(entry)) !== undefined) present.push(entry);
    }
    return {
      sessions: present.filter((entry) => entry.startsWith(sessionPrefix)).length,
      accessKeys: present.filter((entry) => entry.startsWith(accessKeyPrefix)).length,
    };
  }

  async forget(): Promise<void> {
    // An index write that is still under way would bring the index back.
    await this.#indexing;
    for (const entry of await this.#entries()) await this.#delete(entry);
    await this.#delete(indexKey);
    this.#own.clear();
  }

  #sessionKey(chain: Chain, endpoints: Endpoints): string {
    return (
      sessionPrefix + this.#digest(JSON.stringify([chainText(chain), endpoints.sts ?? null, endpoints.s3 ?? null]))
    );
  }

  async #entries(): Promise<readonly string[]> {
    const index: unknown = parse(await this.#read(indexKey));
    const listed = Array.isArray(index) ? index.filter((entry) => typeof entry === 'string') : [];
    return [...new Set([...listed, ...this.#own])].filter(
      (entry) => entry.startsWith(sessionPrefix) || entry.startsWith(accessKeyPrefix),
    );
  }

  async #write(entry: string, value: string): Promise<void> {
    try {
      await this.#secrets.store(entry, value);
    } catch (error) {
      throw failureError({ code: 'secrets-unavailable', message: messageOf(error) }, error);
    }
    this.#own.add(entry);
    await this.#updateIndex((entries) => [...entries, entry]);
  }

  async #remove(entry: string): Promise<void> {
    await this.#delete(entry);
    this.#own.delete(entry);
    await this.#updateIndex((entries) => entries.filter((other) => other !== entry));
  }

  #updateIndex(change: (entries: readonly string[]) => readonly string[]): Promise<void> {
    const update = this.#indexing.then(async () => {
      await this.#secrets.store(indexKey, JSON.stringify([...new Set(change(await this.#entries()))]));
    });
    // An index that could not be written loses nothing: entries are found by their own names.
    this.#indexing = update.catch(() => undefined);
    return this.#indexing as Promise<void>;
  }

  async #read(entry: string): Promise<string | undefined> {
    try {
      return await this.#secrets.get(entry);
    } catch (error) {
      throw failureError({ code: 'secrets-unavailable', message: messageOf(error) }, error);
    }
  }

  async #delete(entry: string): Promise<void> {
    try {
      await this.#secrets.delete(entry);
    } catch (error) {
      throw failureError({ code: 'secrets-unavailable', message: messageOf(error) }, error);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readCredentials(value: unknown): Credentials | undefined {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') return undefined;
  return {
    accessKeyId,
    secretAccessKey,
    ...(typeof sessionToken === 'string' && { sessionToken }),
    ...(typeof expiration === 'number' && { expiration }),
  };
}

function readHeldSession(text: string | undefined): HeldSession | undefined {
  const value = (parse(text) ?? {}) as { session?: Partial<Record<keyof RoleSession, unknown>>; credentials?: unknown };
  const { session } = value;
  const credentials = readCredentials(value.credentials);
  const chain = readChain(session?.chain);
  const identity = (session?.identity ?? {}) as Partial<Record<string, unknown>>;
  const endpoints = (session?.endpoints ?? {}) as Partial<Record<string, unknown>>;
  if (!credentials || !chain || chain.hops.length === 0) return undefined;
  if (typeof session?.expiration !== 'number' || typeof session.region !== 'string') return undefined;
  const { userId, account, arn } = identity;
  if (typeof userId !== 'string' || typeof account !== 'string' || typeof arn !== 'string') return undefined;
  return {
    credentials,
    session: {
      chain,
      identity: { userId, account, arn },
      region: session.region,
      endpoints: {
        ...(typeof endpoints.sts === 'string' && { sts: endpoints.sts }),
        ...(typeof endpoints.s3 === 'string' && { s3: endpoints.s3 }),
      },
      expiration: session.expiration,
    },
  };
}
