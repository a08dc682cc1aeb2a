// A month of a laptop's life on a simulated clock: the real keeper, vault and clock against an AWS that refuses keys that
// have ended, and codes that are not of the moment or come twice. Two windows share one secret store.
import assert from 'node:assert/strict';
import type { AssumeRoleRequest } from '../../src/core/assumeRoleRequest.ts';
import { failureError, failureOf } from '../../src/core/failure.ts';
import { sessionState } from '../../src/core/roleSession.ts';
import { ServerClock } from '../../src/session/clock.ts';
import { Keeper, type KeeperPorts } from '../../src/session/keeper.ts';
import type { Keys } from '../../src/session/keys.ts';
import { type RoleSessionPorts, RoleSessions } from '../../src/session/roleSessions.ts';
import { Vault } from '../../src/session/vault.ts';
import { FakeAws, profileKeys, roleIdentity, roleNamed } from '../fakes/aws.ts';
import { FakeSecretStore } from '../fakes/secretStore.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const source = { kind: 'profile', profile: 'work' } as const;
const serial = 'arn:aws:iam::111122223333:mfa/phone';
const seed = '777';
/** A step of a device's codes. */
const stepMs = 30 * second;

/** Numbers from 0 to 1, the same in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The machine and AWS, each with its own idea of the time. */
class World {
  truth = Date.parse('2025-03-26T13:30:50Z');
  /** The machine's clock: how far it is off, and how long the machine was awake. */
  off = 0;
  awake = 0;
  online = true;
  /** Keys that were used after their end. */
  expiredUses = 0;
  /** Codes that AWS did not take. */
  refusedCodes = 0;
  /** How often a code was exchanged for session keys. */
  proven = 0;
  /** Steps of the device whose codes were taken. */
  readonly #takenSteps = new Set<number>();
  /** When each role was assumed, and how long the session before still had to live. */
  readonly assumed: { readonly role: string; readonly left: number }[] = [];
  readonly #ends = new Map<string, number>();

  pass(milliseconds: number): void {
    this.truth += milliseconds;
    this.awake += milliseconds;
  }

  clock(): ServerClock {
    return new ServerClock({ wall: () => this.truth + this.off, steady: () => this.awake });
  }

  /** What an answer tells of the time. */
  date(): number {
    if (!this.online) throw failureError({ code: 'endpoint-unreachable', endpoint: 'AWS', reason: 'ENETUNREACH' });
    return Math.floor(this.truth / second) * second;
  }

  request({ credentials }: Keys): void {
    this.date();
    if (credentials.expiration !== undefined && credentials.expiration <= this.truth) {
      this.expiredUses += 1;
      throw failureError({ code: 'session-expired' });
    }
  }

  /** As AWS does: a step early or late is good enough, and each code is good for once. */
  takeCode(code: string): void {
    const now = Math.floor(this.truth / stepMs);
    const step = [now, now - 1, now + 1].find((each) => codeOf(each) === code && !this.#takenSteps.has(each));
    if (step === undefined) {
      this.refusedCodes += 1;
      throw failureError({ code: 'mfa-code-refused' });
    }
    this.#takenSteps.add(step);
    this.proven += 1;
  }

  assume(role: string, seconds: number): number {
    this.assumed.push({ role, left: (this.#ends.get(role) ?? 0) - this.truth });
    const ends = Math.floor(this.truth / second) * second + seconds * second;
    this.#ends.set(role, ends);
    return ends;
  }
}

/** What the device shows in a step. */
function codeOf(step: number): string {
  return seed + String(step % 1000).padStart(3, '0');
}

interface Way {
  readonly title: string;
  readonly hops: (seconds: number) => readonly AssumeRoleRequest[];
  /** Seconds that the source's own keys last; absent: they do not end. */
  readonly sourceSeconds?: number;
  /** Whether the device's seed is kept. Without it a person types the codes. */
  readonly seedIsKept?: true;
}

class Laptop {
  readonly clock: ServerClock;
  readonly keeper: Keeper;
  readonly keep: (seed: string) => Promise<void>;
  /** How often a person was asked for a code. */
  questions = 0;

  constructor(world: World, shared: FakeAws, secrets: FakeSecretStore, { sourceSeconds }: Way) {
    this.clock = world.clock();
    const { clock } = this;
    const vault = new Vault(
      secrets,
      (text) => text,
      () => clock.now(),
      undefined,
      () => clock.isKnown,
    );
    this.keep = (kept) => vault.holdTotpSeed(serial, kept);
    const assumeRole: RoleSessionPorts['assumeRole'] = async (keys, request) => {
      world.request(keys);
      const name = request.roleArn.split('/')[1] ?? '';
      const expiration = world.assume(name, request.durationSeconds ?? 3600);
      clock.learn(world.date());
      return {
        credentials: {
          accessKeyId: `ASIA${name}`,
          secretAccessKey: 'secret',
          sessionToken: 'token',
          expiration,
        },
        identity: roleIdentity(name, 'me'),
      };
    };
    const sessions = new RoleSessions(
      {
        assumeRole,
        getSessionToken: async (keys, { tokenCode }) => {
          world.request(keys);
          world.takeCode(tokenCode);
          clock.learn(world.date());
          return {
            accessKeyId: 'ASIAproven',
            secretAccessKey: 'secret',
            sessionToken: 'token',
            expiration: Math.floor(world.truth / second) * second + 12 * hour,
          };
        },
        askMfaCode: async () => {
          this.questions += 1;
          return codeOf(Math.floor(world.truth / stepMs));
        },
        totpCode: (_, at) => codeOf(Math.floor(at / stepMs)),
        exclusively: shared.exclusively,
        pause: async (milliseconds) => world.pass(milliseconds),
        now: () => clock.now(),
      },
      vault,
    );
    const ports: KeeperPorts = {
      resolveSource: async () => {
        const keys = profileKeys('work');
        if (sourceSeconds === undefined) return keys;
        // A sign-in or a program that answers with keys that end.
        const expiration = world.date() + sourceSeconds * second;
        return { ...keys, credentials: { ...keys.credentials, expiration } };
      },
      getCallerIdentity: async (keys) => {
        world.request(keys);
        clock.learn(world.date());
        return roleIdentity('R', 'me');
      },
      learnTime: async () => clock.learn(world.date()),
      remember: () => {},
      session: (...args) => sessions.session(...args),
    };
    this.keeper = new Keeper(ports, vault, clock);
  }

  /** Why there is nobody. */
  get failure(): string | undefined {
    const { value } = this.keeper.current;
    return value.kind === 'failed' ? value.failure.code : undefined;
  }

  /** Whether what is shown is what is so, on AWS's clock, to the second. */
  shows(truth: number): 'right' | string {
    const { value } = this.keeper.current;
    if (value.kind !== 'role') return value.kind;
    const shown = sessionState(value.session, this.clock.now());
    const states = [sessionState(value.session, truth - 2 * second), sessionState(value.session, truth + 2 * second)];
    return states.includes(shown) ? 'right' : `${shown} instead of ${states}`;
  }
}

const oneRole: Way = { title: 'one role', hops: (seconds) => [{ ...roleNamed('R'), durationSeconds: seconds }] };
const withDevice: Way['hops'] = (seconds) => [{ ...roleNamed('R'), durationSeconds: seconds, mfaSerial: serial }];
const chainOfTwo: Way = {
  title: 'a chain',
  hops: (seconds) => [{ ...roleNamed('First'), durationSeconds: seconds }, ...oneRole.hops(3600)],
};
const keptSeed: Way = { title: 'MFA with a kept seed', hops: withDevice, seedIsKept: true };
const person: Way = { title: 'MFA with a person', hops: withDevice };
const endingSource: Way = { ...oneRole, title: 'a source whose keys end', sourceSeconds: 8 * 3600 };
const shortSource: Way = { ...chainOfTwo, title: 'a chain from a source whose keys end soon', sourceSeconds: 600 };

suite('session: a month', () => {
  for (const [start, way, seconds, skew] of [
    [1, oneRole, 3600, 0],
    [2, oneRole, 900, 0],
    [3, oneRole, 43_200, 0],
    [4, oneRole, 3600, -25 * minute],
    [5, oneRole, 3600, 3 * hour],
    [6, chainOfTwo, 3600, 0],
    [7, chainOfTwo, 43_200, -25 * minute],
    [8, keptSeed, 3600, 0],
    [9, keptSeed, 3600, 3 * hour],
    [10, person, 3600, 0],
    [11, endingSource, 3600, 0],
    [12, shortSource, 3600, 3 * hour],
  ] as const) {
    test(`${way.title}; 30 days, 1,000 sleeps, clock jumps; sessions of ${seconds} s, a clock that is ${skew / minute} min off`, async function () {
      this.timeout(120_000);
      const random = randomFrom(start);
      const world = new World();
      world.off = skew;
      const shared = new FakeAws();
      const secrets = new FakeSecretStore();
      const windows = [new Laptop(world, shared, secrets, way), new Laptop(world, shared, secrets, way)];
      const chain = way.hops(seconds);
      if (way.seedIsKept) await windows[0]?.keep(seed);
      // As a window does: it asks who it is before anything else, and so learns the time.
      for (const { keeper } of windows) await keeper.start(undefined);
      for (const { keeper } of windows) await keeper.become(source, chain);
      const beat = (woke = false) => Promise.all(windows.map(({ keeper }) => keeper.beat(woke)));
      const use = async ({ keeper }: Laptop) => {
        try {
          world.request(await keeper.keys());
        } catch (error) {
          assert.ok(['endpoint-unreachable', 'session-expired'].includes(failureOf(error)?.code ?? ''), String(error));
        }
      };

      const begin = world.truth;
      const end = begin + 30 * day;
      const wrong: string[] = [];
      for (let sleeps = 0; sleeps < 1_000 || world.truth < end; ) {
        for (let n = Math.floor(random() * 200); n > 0; n--) {
          world.pass(20 * second);
          await beat();
          if (random() < 0.1) await use(windows[n % 2] as Laptop);
        }
        const event = random();
        if (event < 0.7) {
          sleeps += 1;
          // From a second to 72 hours, short ones as often as long ones.
          world.truth += second * Math.exp(random() * Math.log(72 * 3600));
          world.online = random() < 0.7;
        } else if (event < 0.8) {
          world.off += (random() < 0.5 ? -2 : 2) * hour;
        } else {
          world.online = true;
        }
        // The machine notices both by its two clocks.
        await beat(true);
        for (const each of windows) {
          await use(each);
          // A session that only a code renews ends, and is said to have ended; then a person asks for the role again.
          if (way === person && world.online && each.keeper.current.value.kind === 'failed') {
            assert.equal(each.failure, 'session-expired');
            await each.keeper.become(source, chain);
          }
          const shown = each.shows(world.truth);
          if (world.online && shown !== 'right') wrong.push(shown);
        }
      }
      assert.deepEqual(wrong, []);
      assert.equal(world.expiredUses, 0);
      // A renewal is due in the last third of a session's life, 20 minutes before its end at most.
      const early = Math.min(20 * minute, (seconds * second) / 3) + 2 * second;
      assert.deepEqual(
        world.assumed.slice(1).filter(({ left }) => left > early),
        [],
      );
      assert.ok(world.assumed.length > 100, `${world.assumed.length} calls`);
      // No code is sent for nothing, and nobody is asked for one that session keys or a seed can stand for.
      assert.equal(world.refusedCodes, 0);
      const questions = windows.reduce((sum, each) => sum + each.questions, 0);
      assert.equal(questions, way === person ? world.proven : 0);
      assert.ok(world.proven <= (world.truth - begin) / (12 * hour) + 1, `${world.proven} codes`);
      assert.equal(world.proven > 10, way === person || way === keptSeed);
    });
  }
});
