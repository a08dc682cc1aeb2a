// A month of a laptop's life on a simulated clock: the real keeper, vault and clock against an AWS that refuses keys that
// have ended. Two windows share one secret store.
import assert from 'node:assert/strict';
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

  assume(role: string, seconds: number): number {
    this.assumed.push({ role, left: (this.#ends.get(role) ?? 0) - this.truth });
    const ends = Math.floor(this.truth / second) * second + seconds * second;
    this.#ends.set(role, ends);
    return ends;
  }
}

class Laptop {
  readonly clock: ServerClock;
  readonly keeper: Keeper;

  constructor(world: World, shared: FakeAws, secrets: FakeSecretStore) {
    this.clock = world.clock();
    const { clock } = this;
    const vault = new Vault(
      secrets,
      (text) => text,
      () => clock.now(),
    );
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
        getSessionToken: shared.getSessionToken,
        askMfaCode: shared.askMfaCode,
        totpCode: shared.totpCode,
        exclusively: shared.exclusively,
        pause: shared.pause,
        now: () => clock.now(),
      },
      vault,
    );
    const ports: KeeperPorts = {
      resolveSource: async () => profileKeys('work'),
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

  /** Whether what is shown is what is so, on AWS's clock, to the second. */
  shows(truth: number): 'right' | string {
    const { value } = this.keeper.current;
    if (value.kind !== 'role') return value.kind;
    const shown = sessionState(value.session, this.clock.now());
    const states = [sessionState(value.session, truth - 2 * second), sessionState(value.session, truth + 2 * second)];
    return states.includes(shown) ? 'right' : `${shown} instead of ${states}`;
  }
}

suite('session: a month', () => {
  for (const [seed, seconds, skew] of [
    [1, 3600, 0],
    [2, 900, 0],
    [3, 43_200, 0],
    [4, 3600, -25 * minute],
    [5, 3600, 3 * hour],
  ] as const) {
    test(`30 days, 1,000 sleeps, clock jumps; sessions of ${seconds} s, a clock that is ${skew / minute} min off`, async function () {
      this.timeout(120_000);
      const random = randomFrom(seed);
      const world = new World();
      world.off = skew;
      const shared = new FakeAws();
      const secrets = new FakeSecretStore();
      const windows = [new Laptop(world, shared, secrets), new Laptop(world, shared, secrets)];
      const chain = [{ ...roleNamed('R'), durationSeconds: seconds }];
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

      const end = world.truth + 30 * day;
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
    });
  }
});
