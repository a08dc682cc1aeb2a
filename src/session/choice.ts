// What was chosen last, and whether an answer still belongs to it: a slower one to an earlier choice must not become current.
import type { Chain, Source } from '../core/chain.ts';
import type { Current } from './current.ts';

export const automaticChain: Chain = { source: { kind: 'automatic' }, hops: [] };

export class Choice {
  /** A source as it was named, and the hops from there on, without those of a profile. */
  chain: Chain = automaticChain;
  #number = 0;
  /** How many changes that a person asked for are under way. */
  #changing = 0;

  /** Of the latest choice; also while a person waits for what comes of it. */
  get number(): number {
    return this.#number;
  }

  /** The number of a new choice, which overtakes those before. */
  next(): number {
    this.#number += 1;
    return this.#number;
  }

  isLatest(number: number): boolean {
    return number === this.#number;
  }

  /** A person is waiting for a change. */
  get isChanging(): boolean {
    return this.#changing > 0;
  }

  async change<T>(work: () => Promise<T>): Promise<T> {
    this.#changing += 1;
    try {
      return await work();
    } finally {
      this.#changing -= 1;
    }
  }

  /** The source that the current chain starts from; as chosen, unless a profile with a role stood for it. */
  sourceOf(current: Current): Source {
    if (current.kind === 'none') return { kind: 'automatic' };
    return this.chain.hops.length === 0 && current.chain.hops.length > 0 ? current.chain.source : this.chain.source;
  }
}
