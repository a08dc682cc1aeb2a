// What the current session may do in buckets, as far as that is known. Another session knows nothing of it.
import { type Ability, BucketAnswers, type Change, type Mark, type S3Answer } from '../core/bucketCapabilities.ts';
import type { Target } from '../core/objectTarget.ts';
import {
  actions,
  limitOn,
  listablePrefixes,
  resourceOf,
  type SessionLimits,
  sessionLimits,
} from '../core/sessionLimits.ts';
import { type Current, identityOf } from './current.ts';
import type { Watched } from './observable.ts';
import { ownerOf } from './owner.ts';

export class Capabilities {
  readonly #current: Watched<Current>;
  readonly #listeners = new Set<(change: Change) => void>();
  /** Who was current when it was looked at last. */
  #followed: Current | undefined;
  #session: string | undefined;
  #answers = new BucketAnswers();
  #limits: SessionLimits | undefined;

  constructor(current: Watched<Current>) {
    this.#current = current;
  }

  /** @param session whom S3 answered, as `Owner` has it; an answer to another one than the current is not noted. */
  note(session: string, answer: S3Answer): void {
    this.#follow();
    if (session !== this.#session) return;
    const change = this.#answers.note(answer);
    if (change) for (const listener of [...this.#listeners]) listener(change);
  }

  /** Of the object, or of the folder and everything in it. */
  mark(ability: Ability, target: Target): Mark {
    this.#follow();
    const observed = this.#answers.at(ability, target);
    return observed.state === 'unknown' ? this.#simulated(ability, target) : observed;
  }

  /** The same; where nothing is known of the whole folder, what is known of a place in it. */
  markWithin(ability: Ability, target: Target & { readonly kind: 'folder' }): Mark {
    const mark = this.mark(ability, target);
    return mark.state === 'unknown' ? this.#answers.below(ability, target) : mark;
  }

  /** Folders of the bucket that the policies of the session name as those that may be listed. */
  listable(bucket: string): readonly string[] {
    this.#follow();
    return this.#limits ? listablePrefixes(this.#limits, bucket) : [];
  }

  /** Begins anew: what is allowed may have been changed. */
  forget(): void {
    this.#answers = new BucketAnswers();
  }

  subscribe(listener: (change: Change) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  #simulated(ability: Ability, target: Target): Mark {
    const limit = this.#limits && limitOn(this.#limits, ability, target);
    if (!this.#limits || limit === undefined) return { state: 'unknown' };
    const principal = identityOf(this.#current.value)?.arn;
    return {
      state: 'denied',
      how: 'simulated',
      at: target.kind === 'object' ? target.key : target.prefix,
      denial: {
        category: 'denied',
        policyType: 'session',
        explicit: limit === 'explicit',
        action: actions[ability],
        resource: resourceOf(this.#limits, ability, target),
        ...(principal !== undefined && { principal }),
      },
    };
  }

  #follow(): void {
    const current = this.#current.value;
    // A folder of thousands asks for each of its rows, and whose session it is takes longer to say than all the rest.
    if (current === this.#followed) return;
    this.#followed = current;
    const session = ownerOf(current)?.session;
    if (session === this.#session) return;
    this.#session = session;
    this.#answers = new BucketAnswers();
    const hop = current.kind === 'role' ? current.chain.hops.at(-1) : undefined;
    this.#limits = hop && sessionLimits(hop);
  }
}
