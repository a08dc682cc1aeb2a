// The practice account of this window: started once, and the same one again after a reload, so that its sessions and the
// terminals that point at it go on.
import { Observable, type Watched } from './observable.ts';

/** A running practice account, as far as this needs to know it. */
interface Running {
  /** http://127.0.0.1:<port> */
  readonly endpoint: string;
  /** What makes it the same one after a restart. Holds secrets. */
  state(): unknown;
  close(): Promise<void>;
}

export interface PracticeRunPorts<Account extends Running> {
  /** Rejects where the port cannot be had. `onIssued`: there are new keys, and so another state. */
  readonly start: (options: {
    readonly port: number;
    readonly state?: unknown;
    readonly onIssued: () => void;
  }) => Promise<Account>;
  /** Kept with the workspace, as secrets. */
  readonly saved: () => Promise<unknown>;
  readonly save: (value: unknown) => Promise<void>;
  readonly drop: () => Promise<void>;
}

export class PracticeRun<Account extends Running> {
  readonly #ports: PracticeRunPorts<Account>;
  readonly #account = new Observable<Account | undefined>(undefined);
  #starting: Promise<void> | undefined;
  /** Writes, one after the other. */
  #saving: Promise<unknown> = Promise.resolve();

  constructor(ports: PracticeRunPorts<Account>) {
    this.#ports = ports;
  }

  get account(): Watched<Account | undefined> {
    return this.#account;
  }

  /** The one that ran before, where one did; else a new one. Does nothing while one runs. */
  async start(): Promise<void> {
    if (this.#account.value) return;
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    await this.#starting;
  }

  /** Starts the one again that ran in this workspace when its window was closed or reloaded. */
  async resume(): Promise<boolean> {
    if (readSaved(await this.#ports.saved()) === undefined) return false;
    await this.start();
    return true;
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    await this.close();
    await this.#saving;
    await this.#ports.drop();
  }

  /** Ends it with the window; it can be resumed. */
  async close(): Promise<void> {
    const account = this.#account.value;
    this.#account.set(undefined);
    await account?.close();
  }

  async #start(): Promise<void> {
    const saved = readSaved(await this.#ports.saved());
    const onIssued = () => void this.#save().catch(() => undefined);
    const begin = (port: number) => this.#ports.start({ port, state: saved?.state, onIssued });
    // Another window of this workspace may have the port: then this one has an account of its own at another.
    const account = await (saved ? begin(saved.port).catch(() => begin(0)) : begin(0));
    this.#account.set(account);
    // What cannot be kept costs the account its life beyond this window.
    await this.#save().catch(() => undefined);
  }

  #save(): Promise<void> {
    const saving = this.#saving.then(async () => {
      const account = this.#account.value;
      if (account) await this.#ports.save({ port: portOf(account.endpoint), state: account.state() });
    });
    this.#saving = saving.catch(() => undefined);
    return saving;
  }
}

function portOf(endpoint: string): number {
  return Number(endpoint.slice(endpoint.lastIndexOf(':') + 1));
}

function readSaved(value: unknown): { readonly port: number; readonly state: unknown } | undefined {
  const { port, state } = (value ?? {}) as { readonly port?: unknown; readonly state?: unknown };
  return Number.isInteger(port) && (port as number) > 0 && (port as number) < 65_536
    ? { port: port as number, state }
    : undefined;
}
