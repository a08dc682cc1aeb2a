// What is kept of an endpoint over a reload of the window, as JSON: its port and what is known of its tokens.
import type { TokenRecord } from './tokens.ts';

export interface EndpointState {
  readonly version: 1;
  readonly port: number;
  readonly tokens: readonly TokenRecord[];
}

/** Undefined for anything that is not whole: the endpoint starts afresh then. */
export function readEndpointState(value: unknown): EndpointState | undefined {
  const { version, port, tokens } = fieldsOf(value);
  if (version !== 1 || !isPort(port) || !Array.isArray(tokens)) return undefined;
  const records = tokens.map(readRecord);
  return records.includes(undefined) ? undefined : { version, port, tokens: records as TokenRecord[] };
}

function readRecord(value: unknown): TokenRecord | undefined {
  const { id, binding, issuedAt } = fieldsOf(value);
  if (typeof id !== 'string' || !/^[0-9a-f]{64}$/.test(id)) return undefined;
  if (typeof binding !== 'string' || typeof issuedAt !== 'number' || !Number.isFinite(issuedAt)) return undefined;
  return { id, binding, issuedAt };
}

/** Ports below 1024 are never given where any will do. */
function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1024 && (value as number) <= 65_535;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
