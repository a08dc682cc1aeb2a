// AWS as the keeper sees it: sources, who one is, and roles, on a clock that the tests hold.
import type { AssumeRoleRequest } from '../../src/core/assumeRoleRequest.ts';
import type { Chain, Source } from '../../src/core/chain.ts';
import { type Failure, failureError } from '../../src/core/failure.ts';
import type { Identity } from '../../src/core/identity.ts';
import type { LastSession } from '../../src/session/credentialProvider.ts';
import type { Exclusively } from '../../src/session/exclusively.ts';
import type { KeeperPorts } from '../../src/session/keeper.ts';
import type { Keys, SourceKeys } from '../../src/session/keys.ts';
import type { MfaQuestion } from '../../src/session/mfa.ts';
import type { RoleSessionPorts } from '../../src/session/roleSessions.ts';

const account = '111122223333';

export function roleNamed(name: string): AssumeRoleRequest {
  return { roleArn: `arn:aws:iam::${account}:role/${name}`, roleSessionName: 'me' };
}

export function profileKeys(profile: string, change: Partial<SourceKeys> = {}): SourceKeys {
  return {
    source: { kind: 'profile', profile },
    hops: [],
    credentials: { accessKeyId: `AKIA${profile}`, secretAccessKey: `source-secret-of-${profile}` },
    region: 'us-east-1',
    endpoints: {},
    inherited: false,
    ...change,
  };
}

/** Answers that a test lets go one by one. */
class Gate {
  readonly #opened: Promise<void>;
  open: () => void = () => {};

  constructor() {
    this.#opened = new Promise((resolve) => {
      this.open = resolve;
    });
  }

  /** Rejects with the signal's reason when it is aborted first. */
  pass(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#opened.then(resolve, reject);
    });
  }
}

export class FakeAws implements Omit<KeeperPorts, 'session'>, RoleSessionPorts {
  time = Date.parse('2025-03-26T13:30:50Z');
  /** By kind, and `profile:name`. What is not there is `source-missing`. */
  readonly sources = new Map<string, SourceKeys | Failure>();
  /** By role name or `GetCallerIdentity`: how a call ends instead. */
  readonly failures = new Map<string, Failure>();
  readonly #gates = new Map<string, Gate>();
  /** The calls that AWS got, in order: `GetCallerIdentity`, `AssumeRole S3Access by AKIA…`. */
  readonly calls: string[] = [];
  readonly remembered: (Chain | undefined)[] = [];

  /** What the person types at each question for an MFA code; with none left he closes it. */
  readonly typed: string[] = [];
  /** The codes that the device shows; each is taken once. */
  readonly goodCodes = new Set<string>();
  readonly questions: MfaQuestion[] = [];
  /** What happens while the person looks at his device. */
  whileAsked: () => void = () => {};
  readonly #exclusive = new Map<string, Promise<unknown>>();

  readonly now = (): number => this.time;
  readonly learnTime = async (): Promise<void> => {};
  readonly totpCode = (seed: string, at: number): string =>
    seed + String(Math.floor(at / 30_000) % 1000).padStart(3, '0');
  readonly pause = async (milliseconds: number): Promise<void> => {
    this.time += milliseconds;
  };

  /** As the lock files do it: for all windows of a machine. */
  readonly exclusively: Exclusively = (name, work) => {
    const before = this.#exclusive.get(name) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(work);
    this.#exclusive.set(name, turn);
    return turn;
  };

  readonly askMfaCode = async (question: MfaQuestion): Promise<string> => {
    this.questions.push(question);
    await Promise.resolve();
    this.whileAsked();
    const code = this.typed.shift();
    if (code === undefined) throw new DOMException('closed', 'AbortError');
    return code;
  };

  readonly getSessionToken: RoleSessionPorts['getSessionToken'] = async (keys, { serialNumber, tokenCode }, signal) => {
    this.calls.push(`GetSessionToken ${serialNumber} by ${keys.credentials.accessKeyId}`);
    await this.#answer('GetSessionToken', signal);
    this.#takeCode(tokenCode);
    return {
      accessKeyId: `ASIAmfa${keys.credentials.accessKeyId.slice(4)}`,
      secretAccessKey: 'session-secret-of-mfa',
      sessionToken: 'session-token-of-mfa',
      expiration: this.time + 43_200_000,
    };
  };
  last: LastSession | undefined;
  readonly remember = (chain: Chain | undefined, last?: LastSession): void => {
    this.remembered.push(chain);
    this.last = last;
  };

  /** Holds the answers for `name` (as in `failures`) back until the function that it gives is called. */
  hold(name: string): () => void {
    const gate = new Gate();
    this.#gates.set(name, gate);
    return () => {
      this.#gates.delete(name);
      gate.open();
    };
  }

  readonly resolveSource = async (source: Source): Promise<SourceKeys> => {
    await Promise.resolve();
    const name = source.kind === 'profile' ? `profile:${source.profile}` : source.kind;
    const found = this.sources.get(name) ?? ({ code: 'source-missing' } as const);
    if ('code' in found) throw failureError(found);
    return found;
  };

  readonly getCallerIdentity = async (keys: Keys, signal?: AbortSignal): Promise<Identity> => {
    this.calls.push('GetCallerIdentity');
    await this.#answer('GetCallerIdentity', signal);
    const name = keys.credentials.accessKeyId.slice(4);
    return keys.credentials.sessionToken === undefined
      ? { userId: `AIDA${name}`, account, arn: `arn:aws:iam::${account}:user/${name}` }
      : roleIdentity(name, 'me');
  };

  readonly assumeRole: RoleSessionPorts['assumeRole'] = async (
    keys,
    { roleArn, roleSessionName, durationSeconds },
    { signal, tokenCode },
  ) => {
    const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
    this.calls.push(`AssumeRole ${name} by ${keys.credentials.accessKeyId}`);
    await this.#answer(name, signal);
    if (tokenCode !== undefined) this.#takeCode(tokenCode);
    return {
      credentials: {
        accessKeyId: `ASIA${name}`,
        secretAccessKey: `session-secret-of-${name}`,
        sessionToken: `session-token-of-${name}`,
        expiration: this.time + (durationSeconds ?? 3600) * 1000,
      },
      identity: roleIdentity(name, roleSessionName),
    };
  };

  #takeCode(code: string): void {
    if (!this.goodCodes.delete(code)) throw failureError({ code: 'mfa-code-refused' });
  }

  async #answer(name: string, signal: AbortSignal | undefined): Promise<void> {
    await Promise.resolve();
    signal?.throwIfAborted();
    await this.#gates.get(name)?.pass(signal);
    const failure = this.failures.get(name);
    if (failure) throw failureError(failure);
  }
}

export function roleIdentity(name: string, sessionName: string): Identity {
  return {
    userId: `AROA${name}:${sessionName}`,
    account,
    arn: `arn:aws:sts::${account}:assumed-role/${name}/${sessionName}`,
  };
}
