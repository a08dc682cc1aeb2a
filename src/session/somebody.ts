// Who a chain leads to, as it is kept over a reload: without keys.
import { type Chain, readChain } from '../core/chain.ts';
import type { Identity } from '../core/identity.ts';

export interface Somebody {
  readonly chain: Chain;
  readonly identity: Identity;
}

/** Reads what was kept as JSON; undefined for anything that is not whole. */
export function readSomebody(value: unknown): Somebody | undefined {
  const { chain: written, identity } = fieldsOf(value);
  const { userId, account, arn } = fieldsOf(identity);
  const chain = readChain(written);
  if (!chain || typeof userId !== 'string' || typeof account !== 'string' || typeof arn !== 'string') return undefined;
  return { chain, identity: { userId, account, arn } };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
