// Codes of MFA devices, and the sessions that they are exchanged for. One code is good for one call, so it is asked for
// once, sent once, and turned into session keys of the source (GetSessionToken) that then serve many roles.
import { isMfaCode } from '../core/assumeRoleRequest.ts';
import type { Source } from '../core/chain.ts';
import type { Credentials } from '../core/credentials.ts';
import { failureError, failureOf } from '../core/failure.ts';
import type { Exclusively } from './exclusively.ts';
import type { Keys } from './keys.ts';
import { Queue } from './queue.ts';
import type { MfaSubject, Vault } from './vault.ts';

export interface MfaQuestion {
  readonly serial: string;
  /** Why the last answer did not do. */
  readonly problem?: 'refused' | 'used' | 'malformed' | 'seed-refused';
}

export interface MfaPorts {
  /** What a person types. Rejects with an AbortError when he closes the question. */
  readonly askMfaCode: (question: MfaQuestion, signal: AbortSignal) => Promise<string>;
  /** The code that the device with this seed shows at a moment, in milliseconds since the epoch. */
  readonly totpCode: (seed: string, at: number) => string;
  readonly getSessionToken: (
    keys: Keys,
    device: { readonly serialNumber: string; readonly tokenCode: string },
    signal: AbortSignal,
  ) => Promise<Credentials & { readonly expiration: number }>;
  readonly exclusively: Exclusively;
  readonly now: () => number;
  /** Waits. Rejects with the signal's reason. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** How something is asked for: without a person, or with one. */
export interface Asking {
  readonly quiet: boolean;
  readonly signal: AbortSignal;
  /** After a person has answered, and before the answer is used. Rejects with a Failure where it must not be any more. */
  readonly recheck?: (() => Promise<void>) | undefined;
}

const stepMs = 30_000;
/** A code is good for a step or two; much later the same digits may come up again. */
const rememberedMs = 120_000;
/** Keys that end sooner are not worth a call with them. */
const leastMs = 60_000;

export class Mfa {
  readonly #ports: MfaPorts;
  readonly #vault: Vault;
  /** What this window sent lately, by device and code, with the time: also where the store keeps nothing. */
  readonly #sent = new Map<string, number>();
  /** A window shows one question at a time: a second one, for another device, would close the first. */
  readonly #questions = new Queue();

  constructor(ports: MfaPorts, vault: Vault) {
    this.#ports = ports;
    this.#vault = vault;
  }

  /**
   * The source's keys with the device's proof in them, for lasting keys (a user's) only: AWS gives session keys no
   * further session. Rejects with a Failure; `mfa-needed` where a person would have to be asked and may not.
   */
  async sessionKeys(keys: Keys, source: Source, serial: string, asking: Asking): Promise<Keys> {
    const { endpoints, credentials } = keys;
    const subject: MfaSubject = { source, accessKeyId: credentials.accessKeyId, serial, endpoints };
    const held = await this.#held(subject);
    if (held) return { ...keys, credentials: held };
    const got = await this.#withCode(
      serial,
      asking,
      () => this.#held(subject),
      async (tokenCode) => {
        const session = await this.#ports.getSessionToken(keys, { serialNumber: serial, tokenCode }, asking.signal);
        await this.#vault.holdMfaSession(subject, session).catch(() => undefined);
        return session;
      },
    );
    return { ...keys, credentials: got };
  }

  /** Makes one call with a code of the device. Rejects with a Failure as `sessionKeys` does. */
  async withCode<T>(serial: string, asking: Asking, send: (code: string) => Promise<T>): Promise<T> {
    return this.#withCode(serial, asking, async () => undefined, send);
  }

  /** `found` is what another window may have got while this one waited for its turn. */
  #withCode<T>(
    serial: string,
    { quiet, signal, recheck }: Asking,
    found: () => Promise<T | undefined>,
    send: (code: string) => Promise<T>,
  ): Promise<T> {
    return this.#ports.exclusively(
      `mfa ${serial}`,
      async () => {
        const already = await found();
        if (already !== undefined) return already;
        const fromSeed = await this.#sendFromSeed(serial, signal, send);
        if (typeof fromSeed === 'object') return fromSeed.result;
        if (quiet) throw failureError({ code: 'mfa-needed', serial });
        for (let problem: MfaQuestion['problem'] = fromSeed; ; ) {
          const question: MfaQuestion = { serial, ...(problem && { problem }) };
          const code = await this.#questions.run(() => this.#ports.askMfaCode(question, signal), signal);
          await recheck?.();
          const sent = await this.#sendOnce(serial, code, send);
          if (typeof sent === 'object') return sent.result;
          problem = sent;
        }
      },
      signal,
    );
  }

  async #sendFromSeed<T>(
    serial: string,
    signal: AbortSignal,
    send: (code: string) => Promise<T>,
  ): Promise<{ readonly result: T } | 'seed-refused' | undefined> {
    const seed = await this.#vault.totpSeed(serial).catch(() => undefined);
    if (seed === undefined) return undefined;
    for (let corrected = false; ; ) {
      const now = this.#ports.now();
      const sent = await this.#sendOnce(serial, this.#ports.totpCode(seed, now), send);
      if (typeof sent === 'object') return sent;
      if (sent === 'used') {
        await this.#ports.pause(stepMs - (now % stepMs), signal);
        continue;
      }
      // A code is good by AWS's time, which the refusal itself may have told. No call takes as long as a step.
      if (corrected || Math.abs(this.#ports.now() - now) < stepMs) return 'seed-refused';
      corrected = true;
    }
  }

  async #sendOnce<T>(
    serial: string,
    code: string,
    send: (code: string) => Promise<T>,
  ): Promise<{ readonly result: T } | 'malformed' | 'used' | 'refused'> {
    if (!isMfaCode(code)) return 'malformed';
    const sent = await this.#vault.sentCodes(serial).catch(() => []);
    if (sent.some((each) => each.code === code) || this.#wasSent(serial, code)) return 'used';
    this.#sent.set(`${serial} ${code}`, this.#ports.now());
    await this.#vault.noteSentCode(serial, code).catch(() => undefined);
    try {
      return { result: await send(code) };
    } catch (error) {
      if (failureOf(error)?.code === 'mfa-code-refused') return 'refused';
      throw error;
    }
  }

  #wasSent(serial: string, code: string): boolean {
    const at = this.#sent.get(`${serial} ${code}`);
    return at !== undefined && at > this.#ports.now() - rememberedMs;
  }

  /** Gives up session keys of `keys` that AWS takes no more. */
  async drop({ endpoints, credentials }: Keys, source: Source, serial: string, dead: Keys): Promise<void> {
    const subject: MfaSubject = { source, accessKeyId: credentials.accessKeyId, serial, endpoints };
    await this.#vault.dropMfaSession(subject, dead.credentials.accessKeyId).catch(() => undefined);
  }

  async #held(subject: MfaSubject): Promise<(Credentials & { readonly expiration: number }) | undefined> {
    const held = await this.#vault.mfaSession(subject).catch(() => undefined);
    if (held?.expiration === undefined || held.expiration - this.#ports.now() < leastMs) return undefined;
    return { ...held, expiration: held.expiration };
  }
}
