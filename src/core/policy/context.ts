// What a request says about itself: condition keys and their values. Keys are compared without case, values with it.
import type { VariableLookup } from './pattern.ts';

export type RequestContext = ReadonlyMap<string, readonly string[]>;

export type ContextValue = string | number | boolean | readonly string[] | undefined;

/** undefined means that the request has no such key (which is not the same as an empty value). */
export function requestContext(keys: Readonly<Record<string, ContextValue>>): RequestContext {
  const context = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(keys)) {
    if (value === undefined) continue;
    context.set(key.toLowerCase(), typeof value === 'object' ? value : [String(value)]);
  }
  return context;
}

export function variablesOf(context: RequestContext): VariableLookup {
  return (key) => {
    const values = context.get(key.toLowerCase());
    return values?.length === 1 ? values[0] : undefined;
  };
}
