// Whose something is: what was opened or begun as one identity is not gone on with as another.
import { sessionText } from '../core/chain.ts';
import { failureError } from '../core/failure.ts';
import { principalText } from '../core/identity.ts';
import type { Owner } from '../core/objectStore.ts';
import { type Current, identityOf, isKnown } from './current.ts';

/** Undefined while nobody is known. */
export function ownerOf(current: Current): Owner | undefined {
  if (!isKnown(current)) return undefined;
  const { endpoints } = current.kind === 'role' ? current.session : current;
  return { session: sessionText(current.chain, endpoints), name: principalText(identityOf(current)) };
}

/** @throws a Failure (`source-missing`) while nobody is known. */
export function knownOwner(current: Current): Owner {
  const owner = ownerOf(current);
  if (!owner) throw failureError({ code: 'source-missing' });
  return owner;
}

/** @throws a Failure that names both, where the current identity is not the owner. */
export function requireOwner(owner: Owner, current: Current): void {
  const now = ownerOf(current);
  if (now?.session === owner.session) return;
  throw failureError({ code: 'identity-changed', opened: owner.name, ...(now && { current: now.name }) });
}
