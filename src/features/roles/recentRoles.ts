// The roles that were assumed lately, in order of use. Kept for all windows as chains, which hold no secret.
import { type Chain, readChain } from '../../core/chain.ts';
import { sameWay } from './knownRoles.ts';

/** VS Code's Memento, as far as it is used. */
export interface Remembered {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const rememberedKey = 'rolecall.recentRoles';
const mostRoles = 20;

export class RecentRoles {
  readonly #remembered: Remembered;
  readonly #changed: () => void;

  /** @param changed called after each change */
  constructor(remembered: Remembered, changed: () => void = () => {}) {
    this.#remembered = remembered;
    this.#changed = changed;
  }

  /** The latest first. */
  list(): readonly Chain[] {
    const value = this.#remembered.get(rememberedKey);
    return Array.isArray(value) ? value.flatMap((each) => readChain(each) ?? []) : [];
  }

  async add(chain: Chain): Promise<void> {
    await this.#keep([chain, ...this.list().filter((each) => !sameWay(each, chain))].slice(0, mostRoles));
  }

  async remove(chain: Chain): Promise<void> {
    await this.#keep(this.list().filter((each) => !sameWay(each, chain)));
  }

  async forget(): Promise<void> {
    await this.#keep(undefined);
  }

  async #keep(chains: readonly Chain[] | undefined): Promise<void> {
    await this.#remembered.update(rememberedKey, chains);
    this.#changed();
  }
}
