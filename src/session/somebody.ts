// Who a chain leads to, as it is kept over a reload: without keys.
import { type Chain, readChain } from '../core/chain.ts';
import type { Identity } from '../core/identity.ts';

export interface Somebody {
  readonly chain: Chain;
  /** What led to it, where that is another: a profile that stands for its role. */
  readonly chosen?: Chain;
  readonly identity: Identity;
}

/** Reads what was kept as JSON; undefined for anything that is not whole. */
export function readSomebody(value: unknown): Somebody | undefined {
  const { chain: written, chosen: by, identity } = fieldsOf(value);
  const { userId, account, arn } = fieldsOf(identity);
  const chain = readChain(written);
  const chosen = readChain(by);
  if (!chain || typeof userId !== 'string' || typeof account !== 'string' || typeof arn !== 'string') return undefined;
  return { chain, ...(chosen && { chosen }), identity: { userId, account, arn } };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
