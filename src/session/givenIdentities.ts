// Who was given what, so that a terminal can be told by what is in its environment: also after a reload, and after the
// identity has ended. Kept among the secrets, though no secret is in it, and each entry is found by a fingerprint.
import { type Chain, sameChain } from '../core/chain.ts';
import type { GivenIdentity, Lookups } from '../core/terminalStanding.ts';
import { readSomebody, type Somebody } from './somebody.ts';

type By = 'accessKey' | 'token' | 'profile';

interface Entry {
  readonly by: By;
  readonly fingerprint: string;
  readonly given: GivenIdentity;
  /** Its token gets whoever is in force: `given` says who that was at first. */
  readonly follows: boolean;
}

export interface GivenIdentitiesPorts {
  readonly kept: () => Promise<unknown>;
  readonly keep: (value: unknown) => Promise<void>;
  readonly fingerprint: (text: string) => string;
  /** Whether a token is good now, by its fingerprint. */
  readonly isGood: (fingerprint: string) => boolean;
  /** Whom the following terminals are now. */
  readonly followed: () => Somebody | undefined;
  /** Whether the endpoint has no session of the chain to give now, as far as that is known. */
  readonly isRefused: (chain: Chain) => boolean;
}

/** A day of renewals every quarter of an hour, and then some. */
const most = 200;

export class GivenIdentities implements Lookups {
  readonly #ports: GivenIdentitiesPorts;
  #entries: readonly Entry[] = [];
  /** In this window alone, and kept nowhere. */
  #forgotten: readonly Entry[] = [];
  /** Sessions that ended before their time, while the window is open. */
  #ended: readonly { readonly chain: Chain; readonly expiration: number }[] = [];

  constructor(ports: GivenIdentitiesPorts) {
    this.#ports = ports;
  }

  async load(): Promise<void> {
    const kept = await this.#ports.kept();
    const entries = Array.isArray(kept) ? kept.flatMap((each) => readEntry(each) ?? []) : [];
    this.#entries = [...entries, ...this.#entries];
  }

  /** `environment` is what was set: the variable that tells it is found in it. */
  note(environment: Readonly<Record<string, string>>, given: GivenIdentity, follows: boolean): void {
    const [by, text] = tellingVariable(environment, given);
    if (!text) return;
    const fingerprint = this.#ports.fingerprint(text);
    const before = this.#find(by, fingerprint)?.given;
    // What is given now is good: the one that ended was another, of the same second.
    this.#ended = this.#ended.filter(({ chain, expiration }) => !isGivenBy(given, chain, expiration));
    const others = this.#entries.filter((entry) => entry.by !== by || entry.fingerprint !== fingerprint);
    // A terminal of its own may get the same session as the others, which are not pinned by that.
    const pinned = given.pinned && before?.pinned !== false;
    this.#entries = [...others, { by, fingerprint, given: { ...given, pinned }, follows }].slice(-most);
    this.#keep();
  }

  /** A session that AWS takes no more, though it was to last longer. */
  noteEnd(chain: Chain, expiration: number): void {
    this.#ended = [...this.#ended, { chain, expiration }];
    this.#entries = this.#entries.map((entry) =>
      isGivenBy(entry.given, chain, expiration) ? { ...entry, given: { ...entry.given, expiration: 0 } } : entry,
    );
    this.#keep();
  }

  /** What is held; open terminals are told by what they were given all the same. */
  forget(): void {
    this.#forgotten = [...this.#forgotten, ...this.#entries].slice(-most);
    this.#entries = [];
  }

  hasEnded = (given: GivenIdentity): boolean =>
    this.#ended.some(({ chain, expiration }) => isGivenBy(given, chain, expiration));

  byAccessKey = (accessKeyId: string) => this.#find('accessKey', this.#ports.fingerprint(accessKeyId))?.given;
  byProfile = (profile: string) => this.#find('profile', this.#ports.fingerprint(profile))?.given;
  byEndpointToken = (fingerprint: string): GivenIdentity | undefined => {
    const entry = this.#find('token', fingerprint);
    if (!entry) return undefined;
    // Who is in force by now is nobody whom a token that has ended was for.
    if (!this.#ports.isGood(fingerprint)) return { ...entry.given, expiration: 0 };
    const followed = entry.follows ? this.#ports.followed() : undefined;
    const given = followed ? { ...entry.given, chain: followed.chain, identity: followed.identity } : entry.given;
    return this.#ports.isRefused(given.chain) ? { ...given, refused: true } : given;
  };

  #find(by: By, fingerprint: string): Entry | undefined {
    return [...this.#entries, ...this.#forgotten].find((entry) => entry.by === by && entry.fingerprint === fingerprint);
  }

  #keep(): void {
    // A store that fails makes terminals unknown after a reload, and no worse.
    void this.#ports.keep(this.#entries).catch(() => undefined);
  }
}

/** Sessions of one chain are told apart by their ends. */
function isGivenBy(given: GivenIdentity, chain: Chain, expiration: number): boolean {
  return given.expiration === expiration && sameChain(given.chain, chain);
}

function tellingVariable(
  { AWS_ACCESS_KEY_ID, AWS_CONTAINER_AUTHORIZATION_TOKEN, AWS_PROFILE }: Readonly<Record<string, string>>,
  { way }: GivenIdentity,
): readonly [By, string | undefined] {
  switch (way) {
    case 'keys':
      return ['accessKey', AWS_ACCESS_KEY_ID];
    case 'keyless':
      return ['token', AWS_CONTAINER_AUTHORIZATION_TOKEN];
    case 'profile':
      return ['profile', AWS_PROFILE];
  }
}

function readEntry(value: unknown): Entry | undefined {
  const { by, fingerprint, given, follows } = fieldsOf(value);
  const { way, expiration, pinned } = fieldsOf(given);
  const somebody = readSomebody(given);
  if (by !== 'accessKey' && by !== 'token' && by !== 'profile') return undefined;
  if (way !== 'keys' && way !== 'profile' && way !== 'keyless') return undefined;
  if (typeof fingerprint !== 'string' || !somebody) return undefined;
  return {
    by,
    fingerprint,
    follows: follows === true,
    given: {
      way,
      ...somebody,
      pinned: pinned === true,
      ...(typeof expiration === 'number' && { expiration }),
    },
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
