// The credential endpoint of this window: started at first need, kept over a reload with its port and its tokens.
import { type Chain, sameChain } from '../core/chain.ts';
import { type Binding, bindingText, readBinding } from './keylessSessions.ts';

/** An endpoint that runs, as far as it is used. */
export interface RunningEndpoint {
  readonly url: string;
  issueToken(binding: string): { readonly token: string; readonly record: TokenRecord };
  /** The record of a token that is good now. */
  find(token: string): TokenRecord | undefined;
  revoke(id: string): void;
  revokeAll(): void;
  exportState(): { readonly tokens: readonly TokenRecord[] };
  close(): Promise<void>;
}

interface TokenRecord {
  readonly id: string;
  readonly binding: string;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
}

export interface KeylessEndpointPorts {
  /** `state` is what an earlier endpoint exported, or anything else. */
  readonly start: (
    state: unknown,
  ) => Promise<{ readonly kind: 'started'; readonly endpoint: RunningEndpoint } | { readonly kind: 'port-taken' }>;
  /** Whose session a token with it gets now. */
  readonly chainFor: (binding: Binding) => Chain | undefined;
  /** Secret storage: the token of new terminals is in it. */
  readonly kept: () => Promise<unknown>;
  readonly keep: (value: unknown) => Promise<void>;
  readonly drop: () => Promise<void>;
  /** The open terminals of an earlier endpoint are stale. */
  readonly portTaken: () => void;
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

export interface IssuedToken {
  readonly url: string;
  readonly token: string;
}

/** A new terminal gets a token that is good for at least the other half of a day. */
const freshMs = 12 * 60 * 60_000;
/** After a reload the window's former extension host may take a while to end. */
const patience = { tries: 20, pauseMs: 500 };

export class KeylessEndpoint {
  readonly #ports: KeylessEndpointPorts;
  #running: Promise<RunningEndpoint> | undefined;
  #endpoint: RunningEndpoint | undefined;
  /** The tokens of new terminals, by what they are for. */
  readonly #shared = new Map<string, string>();

  constructor(ports: KeylessEndpointPorts) {
    this.#ports = ports;
  }

  /** Goes on with what an earlier window left, so that its terminals go on; does nothing where it left nothing. */
  async resume(): Promise<void> {
    const kept = readKept(await this.#ports.kept());
    if (kept && (kept.state as { tokens?: readonly unknown[] })?.tokens?.length) await this.#run();
  }

  /** The one token that new terminals share for `binding`. */
  async share(binding: Binding): Promise<IssuedToken> {
    const endpoint = await this.#run();
    const text = bindingText(binding);
    const shared = this.#shared.get(text);
    const record = shared === undefined ? undefined : endpoint.find(shared);
    if (shared !== undefined && record && this.#ports.now() - record.issuedAt < freshMs) {
      return { url: endpoint.url, token: shared };
    }
    const { token } = endpoint.issueToken(text);
    this.#shared.set(text, token);
    await this.#keep(endpoint);
    return { url: endpoint.url, token };
  }

  /** A token for one terminal. */
  async issue(binding: Binding): Promise<IssuedToken> {
    const endpoint = await this.#run();
    const { token } = endpoint.issueToken(bindingText(binding));
    await this.#keep(endpoint);
    return { url: endpoint.url, token };
  }

  /** By the token's id (its SHA-256 in hex): what it is for, and since when; undefined where it is good no longer. */
  find(id: string): { readonly binding: Binding; readonly issuedAt: number } | undefined {
    const record = this.#endpoint?.exportState().tokens.find((each) => each.id === id);
    const binding = record && readBinding(record.binding);
    return record && binding && { binding, issuedAt: record.issuedAt };
  }

  /**
   * Ends the tokens of terminals that are not pinned.
   *
   * @param of only those that get the session of this chain
   */
  async revokeShared(of?: Chain): Promise<void> {
    const endpoint = this.#endpoint;
    if (!endpoint) return;
    const ended = endpoint.exportState().tokens.filter(({ binding }) => {
      const read = readBinding(binding);
      if (read?.kind === 'chain' && read.pinned) return false;
      const chain = read && this.#ports.chainFor(read);
      return of === undefined || (chain !== undefined && sameChain(chain, of));
    });
    for (const { id } of ended) endpoint.revoke(id);
    // What was forgotten before is not written again.
    if (ended.length > 0) await this.#keep(endpoint);
  }

  async forget(): Promise<void> {
    this.#endpoint?.revokeAll();
    this.#shared.clear();
    await this.#ports.drop();
  }

  async close(): Promise<void> {
    await this.#endpoint?.close();
  }

  #run(): Promise<RunningEndpoint> {
    this.#running ??= this.#start().catch((error: unknown) => {
      this.#running = undefined;
      throw error;
    });
    return this.#running;
  }

  async #start(): Promise<RunningEndpoint> {
    const kept = readKept(await this.#ports.kept());
    let started = await this.#ports.start(kept?.state);
    for (let tries = 1; started.kind === 'port-taken' && tries < patience.tries; tries++) {
      await this.#ports.pause(patience.pauseMs);
      started = await this.#ports.start(kept?.state);
    }
    if (started.kind === 'started') {
      for (const [text, token] of Object.entries(kept?.shared ?? {})) this.#shared.set(text, token);
    } else {
      this.#ports.portTaken();
      started = await this.#ports.start(undefined);
    }
    if (started.kind === 'port-taken') throw new Error('any port is taken');
    this.#endpoint = started.endpoint;
    // What was kept of the other port is said once.
    if (this.#shared.size === 0) await this.#keep(started.endpoint);
    return started.endpoint;
  }

  async #keep(endpoint: RunningEndpoint): Promise<void> {
    const shared = Object.fromEntries([...this.#shared].filter(([, token]) => endpoint.find(token)));
    // A store that fails costs open terminals their life beyond a reload, not their use now.
    await this.#ports.keep({ state: endpoint.exportState(), shared }).catch(() => undefined);
  }
}

function readKept(value: unknown): { readonly state: unknown; readonly shared: Record<string, string> } | undefined {
  if (typeof value !== 'object' || value === null || !('state' in value)) return undefined;
  const { state, shared } = value as { state: unknown; shared?: unknown };
  const tokens = Object.entries(shared ?? {}).filter((each): each is [string, string] => typeof each[1] === 'string');
  return { state, shared: Object.fromEntries(tokens) };
}
