// What Rolecall holds in SecretStorage: role sessions, access keys and what belongs to them, one entry each and an index
// of the entries. Every entry can be missing or garbage (a failed decrypt deletes it; another window overwrites): then it
// is asked for again.
import { type Chain, type Endpoints, endpointKindsText, type Source, sessionText, sourceText } from '../core/chain.ts';
import type { Credentials } from '../core/credentials.ts';
import { failureError } from '../core/failure.ts';
import type { Exclusively } from './exclusively.ts';
import { type HeldSession, parse, readCredentials, readHeldSession, readSentCodes, type SentCode } from './held.ts';

/** SecretStorage, as far as it is used. */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

/** What entries hold, by the first part of their names. */
const kinds = {
  session: 'rolecall.session.',
  accessKey: 'rolecall.accessKey.',
  /** The answer of GetSessionToken with a code: it serves many roles. */
  mfaSession: 'rolecall.mfaSession.',
  sentCodes: 'rolecall.sentCodes.',
  totpSeed: 'rolecall.totpSeed.',
  /** Whatever another part keeps here under a name of its own. */
  other: 'rolecall.other.',
} as const;

type Kind = keyof typeof kinds;

export interface HeldCounts {
  readonly sessions: number;
  readonly accessKeys: number;
  /** MFA seeds, sign-in tokens and the like. */
  readonly others: number;
}

/** Whose MFA session it is: a source's key and a device, at one endpoint. */
export interface MfaSubject {
  readonly source: Source;
  readonly accessKeyId: string;
  readonly serial: string;
  readonly endpoints: Endpoints;
}

const indexKey = 'rolecall.index';
/** A code is good for half a minute; AWS takes one that is a little late. */
const sentCodeMs = 5 * 60_000;

export class Vault {
  readonly #secrets: SecretStore;
  readonly #digest: (text: string) => string;
  readonly #now: () => number;
  readonly #exclusively: Exclusively;
  readonly #isTimeKnown: () => boolean;
  /** Entries of this window, in case another window's index write loses them. */
  readonly #own = new Set<string>();
  /** Index writes of this window, one after the other. */
  #indexing: Promise<unknown> = Promise.resolve();

  /**
   * `digest` makes a name out of a chain, since names of entries are not encrypted. `exclusively` keeps other windows
   * from writing the index at the same time. `isTimeKnown`: whether `now` is AWS's time, by which sessions end; what only
   * a machine's clock says is no reason to delete one.
   */
  constructor(
    secrets: SecretStore,
    digest: (text: string) => string,
    now: () => number,
    exclusively: Exclusively = (_name, work) => work(),
    isTimeKnown: () => boolean = () => true,
  ) {
    this.#exclusively = exclusively;
    this.#isTimeKnown = isTimeKnown;
    this.#secrets = secrets;
    this.#digest = digest;
    this.#now = now;
  }

  /** The session of exactly this chain at these endpoints, if one is held and has not ended. */
  async session(chain: Chain, endpoints: Endpoints): Promise<HeldSession | undefined> {
    const held = readHeldSession(parse(await this.#find('session', sessionText(chain, endpoints))));
    return held && held.session.expiration > this.#now() ? held : undefined;
  }

  async holdSession(held: HeldSession): Promise<void> {
    const { chain, endpoints, expiration } = held.session;
    await this.#write('session', sessionText(chain, endpoints), JSON.stringify(held), expiration);
  }

  /** Lets go of a session whose key AWS no longer accepts; another window may have put a newer one in its place. */
  async dropSession(chain: Chain, endpoints: Endpoints, accessKeyId: string): Promise<void> {
    const name = sessionText(chain, endpoints);
    const held = readHeldSession(parse(await this.#find('session', name)));
    if (held === undefined || held.credentials.accessKeyId === accessKeyId) await this.#remove('session', name);
  }

  async accessKey(accessKeyId: string): Promise<Credentials | undefined> {
    return readCredentials(parse(await this.#read(kinds.accessKey + accessKeyId)));
  }

  async holdAccessKey(credentials: Credentials): Promise<void> {
    await this.#writeEntry(kinds.accessKey + credentials.accessKeyId, JSON.stringify(credentials));
  }

  async dropAccessKey(accessKeyId: string): Promise<void> {
    await this.#removeEntry(kinds.accessKey + accessKeyId);
  }

  async accessKeyIds(): Promise<readonly string[]> {
    return [...(await this.#entries()).keys()]
      .filter((entry) => entry.startsWith(kinds.accessKey))
      .map((entry) => entry.slice(kinds.accessKey.length));
  }

  async mfaSession(subject: MfaSubject): Promise<Credentials | undefined> {
    const held = readCredentials(parse(await this.#find('mfaSession', mfaName(subject))));
    return held?.expiration !== undefined && held.expiration > this.#now() ? held : undefined;
  }

  async holdMfaSession(subject: MfaSubject, credentials: Credentials): Promise<void> {
    await this.#write('mfaSession', mfaName(subject), JSON.stringify(credentials), credentials.expiration);
  }

  /** As `dropSession` does: `accessKeyId` is that of the session, not of the subject. */
  async dropMfaSession(subject: MfaSubject, accessKeyId: string): Promise<void> {
    const name = mfaName(subject);
    const held = readCredentials(parse(await this.#find('mfaSession', name)));
    if (held === undefined || held.accessKeyId === accessKeyId) await this.#remove('mfaSession', name);
  }

  /** The codes of a device that were sent lately. */
  async sentCodes(serial: string): Promise<readonly SentCode[]> {
    const codes = readSentCodes(parse(await this.#find('sentCodes', serial)));
    return codes.filter(({ at }) => at > this.#now() - sentCodeMs);
  }

  async noteSentCode(serial: string, code: string): Promise<void> {
    const codes = [...(await this.sentCodes(serial)), { code, at: this.#now() }];
    await this.#write('sentCodes', serial, JSON.stringify(codes), this.#now() + sentCodeMs);
  }

  async totpSeed(serial: string): Promise<string | undefined> {
    return this.#find('totpSeed', serial);
  }

  async holdTotpSeed(serial: string, seed: string): Promise<void> {
    await this.#write('totpSeed', serial, seed);
  }

  async dropTotpSeed(serial: string): Promise<void> {
    await this.#remove('totpSeed', serial);
  }

  /** What another part keeps under a name of its own, as JSON; undefined where it is missing or garbage. */
  async other(name: string): Promise<unknown> {
    return parse(await this.#find('other', name));
  }

  async holdOther(name: string, value: unknown): Promise<void> {
    await this.#write('other', name, JSON.stringify(value));
  }

  async dropOther(name: string): Promise<void> {
    await this.#remove('other', name);
  }

  /** How many entries can be read back; not what the index claims. */
  async counts(): Promise<HeldCounts> {
    const counts = { sessions: 0, accessKeys: 0, others: 0 };
    for (const entry of (await this.#entries()).keys()) {
      if ((await this.#read(entry)) !== undefined) counts[countedAs(entry)] += 1;
    }
    return counts;
  }

  /** Removes every entry. One that cannot be removed keeps no other; the first reason is thrown at the end. */
  async forget(): Promise<void> {
    // An index write that is still under way would bring the index back.
    await this.#indexing;
    const removals = await Promise.allSettled(
      [...(await this.#entries()).keys()].map(async (entry) => {
        await this.#delete(entry);
        this.#own.delete(entry);
      }),
    );
    const failed = removals.find((removal) => removal.status === 'rejected');
    if (failed) throw failed.reason;
    await this.#delete(indexKey);
  }

  async #find(kind: Kind, name: string): Promise<string | undefined> {
    const entry = this.#entry(kind, name);
    const text = await this.#read(entry);
    // Whatever the index says, what was found here can be counted and forgotten.
    if (text !== undefined) this.#own.add(entry);
    return text;
  }

  #entry(kind: Kind, name: string): string {
    return kinds[kind] + this.#digest(name);
  }

  /** The entries, with the moment from which on they are of no use. */
  async #entries(): Promise<ReadonlyMap<string, number | undefined>> {
    const index: unknown = parse(await this.#read(indexKey));
    const entries = new Map<string, number | undefined>([...this.#own].map((entry) => [entry, undefined]));
    for (const each of Array.isArray(index) ? index : []) {
      const [entry, ends] = Array.isArray(each) ? each : [each, undefined];
      if (typeof entry === 'string') entries.set(entry, typeof ends === 'number' ? ends : undefined);
    }
    const prefixes = Object.values(kinds);
    return new Map([...entries].filter(([entry]) => prefixes.some((prefix) => entry.startsWith(prefix))));
  }

  async #write(kind: Kind, name: string, value: string, ends?: number): Promise<void> {
    await this.#writeEntry(this.#entry(kind, name), value, ends);
  }

  async #writeEntry(entry: string, value: string, ends?: number): Promise<void> {
    try {
      await this.#secrets.store(entry, value);
    } catch (error) {
      throw unavailable(error);
    }
    this.#own.add(entry);
    await this.#updateIndex((entries) => entries.set(entry, ends));
  }

  async #remove(kind: Kind, name: string): Promise<void> {
    await this.#removeEntry(this.#entry(kind, name));
  }

  async #removeEntry(entry: string): Promise<void> {
    await this.#delete(entry);
    this.#own.delete(entry);
    await this.#updateIndex((entries) => entries.delete(entry));
  }

  #updateIndex(change: (entries: Map<string, number | undefined>) => unknown): Promise<void> {
    const update = this.#indexing.then(() => this.#exclusively('index', () => this.#rewriteIndex(change)));
    // An index that could not be written loses nothing: entries are found by their own names.
    this.#indexing = update.catch(() => undefined);
    return this.#indexing as Promise<void>;
  }

  async #rewriteIndex(change: (entries: Map<string, number | undefined>) => unknown): Promise<void> {
    const entries = new Map(await this.#entries());
    change(entries);
    await this.#sweep(entries);
    await this.#secrets.store(
      indexKey,
      JSON.stringify([...entries].map(([entry, ends]) => (ends ? [entry, ends] : entry))),
    );
  }

  /** Deletes what has ended, so that no dead session stays behind. */
  async #sweep(entries: Map<string, number | undefined>): Promise<void> {
    if (!this.#isTimeKnown()) return;
    for (const [entry, ends] of entries) {
      if (ends === undefined || ends > this.#now()) continue;
      await this.#delete(entry);
      entries.delete(entry);
      this.#own.delete(entry);
    }
  }

  async #read(entry: string): Promise<string | undefined> {
    try {
      return await this.#secrets.get(entry);
    } catch (error) {
      throw unavailable(error);
    }
  }

  async #delete(entry: string): Promise<void> {
    try {
      await this.#secrets.delete(entry);
    } catch (error) {
      throw unavailable(error);
    }
  }
}

function mfaName({ source, accessKeyId, serial, endpoints }: MfaSubject): string {
  return JSON.stringify([
    sourceText(source),
    accessKeyId,
    serial,
    endpoints.sts ?? null,
    ...endpointKindsText(endpoints),
  ]);
}

function countedAs(entry: string): keyof HeldCounts {
  if (entry.startsWith(kinds.session) || entry.startsWith(kinds.mfaSession)) return 'sessions';
  return entry.startsWith(kinds.accessKey) ? 'accessKeys' : 'others';
}

function unavailable(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return failureError({ code: 'secrets-unavailable', message }, error);
}
