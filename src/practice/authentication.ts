// Whose request this is: key, token, clock, expiry and signature, in this order. It tells what is wrong; each service
// has its own words for that (sts.ts, s3.ts).
import { createHash } from 'node:crypto';
import type { Caller } from './caller.ts';
import type { Practice } from './practice.ts';
import type { PracticeRequest } from './request.ts';
import { type ChunkSigner, type Claim, chunkSigner, isSame, isSigned, readClaim, signedAt } from './signature.ts';

export interface Authenticated {
  readonly caller: Caller;
  readonly claim: Claim;
  /** For a body that comes in signed chunks; absent where signatures are not checked. */
  readonly chunkSigner?: ChunkSigner;
}

export type AuthenticationProblem =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'other-algorithm' }
  | { readonly kind: 'incomplete'; readonly missing: readonly string[] }
  | { readonly kind: 'date-missing' }
  | { readonly kind: 'scope-date'; readonly scope: string; readonly signed: string }
  | { readonly kind: 'wrong-service' }
  | { readonly kind: 'unknown-key'; readonly accessKeyId: string }
  /** A token that is not this key's: none where there must be one, one where there must be none, or another. */
  | { readonly kind: 'token-missing'; readonly accessKeyId: string }
  | { readonly kind: 'token-wrong'; readonly token: string }
  | { readonly kind: 'expired'; readonly token: string }
  | { readonly kind: 'skewed'; readonly signed: number; readonly now: number }
  | { readonly kind: 'unsigned-header'; readonly name: string }
  | { readonly kind: 'signature-wrong'; readonly accessKeyId: string }
  /** S3 wants to be told the body's hash, or that it is not signed. */
  | { readonly kind: 'payload-hash-missing' }
  | { readonly kind: 'payload-wrong'; readonly claimed: string; readonly actual: string };

export const MAX_SKEW_MS = 15 * 60_000;

export async function authenticate(
  practice: Practice,
  service: 'sts' | 's3' | 'iam',
  request: PracticeRequest,
): Promise<Authenticated | { readonly problem: AuthenticationProblem }> {
  const reading = readClaim(request);
  if ('problem' in reading) {
    if (reading.problem === 'incomplete') return { problem: { kind: 'incomplete', missing: reading.missing } };
    return { problem: { kind: reading.problem === 'absent' ? 'anonymous' : 'other-algorithm' } };
  }
  const { claim } = reading;
  if (claim.service !== service) return { problem: { kind: 'wrong-service' } };
  const signed = signedAt(request);
  if (signed === undefined) return { problem: { kind: 'date-missing' } };
  const key = practice.keyring.find(claim.accessKeyId);
  if (!key) return { problem: { kind: 'unknown-key', accessKeyId: claim.accessKeyId } };
  const problem =
    tokenProblem(request.headers['x-amz-security-token'], key.caller, claim.accessKeyId) ??
    expiryProblem(practice, key.caller) ??
    (practice.checks.signature
      ? await signatureProblem(practice, request, claim, signed, key.secretAccessKey)
      : undefined);
  if (problem) return { problem };
  const chunks = practice.checks.signature ? chunkSigner(claim, signed, key.secretAccessKey) : undefined;
  return { caller: key.caller, claim, ...(chunks ? { chunkSigner: chunks } : {}) };
}

export function tokenProblem(
  token: string | undefined,
  caller: Caller,
  accessKeyId: string,
): AuthenticationProblem | undefined {
  if (token === undefined) return caller.session ? { kind: 'token-missing', accessKeyId } : undefined;
  return caller.session && isSame(caller.session.token, token) ? undefined : { kind: 'token-wrong', token };
}

export function expiryProblem(practice: Practice, caller: Caller): AuthenticationProblem | undefined {
  if (!practice.checks.expiry || !caller.session || practice.now() < caller.session.expires) return undefined;
  return { kind: 'expired', token: caller.session.token };
}

async function signatureProblem(
  practice: Practice,
  request: PracticeRequest,
  claim: Claim,
  signed: number,
  secretAccessKey: string,
): Promise<AuthenticationProblem | undefined> {
  const now = practice.now();
  if (Math.abs(now - signed) > MAX_SKEW_MS) return { kind: 'skewed', signed, now };
  const day = (request.headers['x-amz-date'] ?? '').slice(0, 8);
  if (claim.date !== day) return { kind: 'scope-date', scope: claim.date, signed: request.headers['x-amz-date'] ?? '' };
  const unsigned = Object.keys(request.headers).find(
    (name) => name.startsWith('x-amz-') && !claim.signedHeaders.includes(name),
  );
  if (unsigned !== undefined && claim.service === 's3') return { kind: 'unsigned-header', name: unsigned };
  if (claim.service === 's3' && request.headers['x-amz-content-sha256'] === undefined) {
    return { kind: 'payload-hash-missing' };
  }
  if (!(await isSigned(request, claim, secretAccessKey))) {
    return { kind: 'signature-wrong', accessKeyId: claim.accessKeyId };
  }
  return payloadProblem(request, claim, request.headers['x-amz-content-sha256']);
}

/** The signature covers what the client says of its body; that must be true as well. */
export function payloadProblem(
  request: PracticeRequest,
  claim: Claim,
  claimed: string | undefined,
): AuthenticationProblem | undefined {
  if (claimed === undefined) return undefined;
  // UNSIGNED-PAYLOAD and STREAMING-…: S3 takes the body unseen.
  if (claim.service === 's3' && !/^[0-9a-f]{64}$/.test(claimed)) return undefined;
  // What was not kept cannot be checked; it is refused for its size.
  if (request.body.tooLarge) return undefined;
  const actual = createHash('sha256').update(request.body.bytes).digest('hex');
  return isSame(actual, claimed) ? undefined : { kind: 'payload-wrong', claimed, actual };
}
