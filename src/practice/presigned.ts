// Requests to S3 that are signed in their query, as links are: what the query claims, and whether it is true and still
// good. What is said of headers elsewhere (authentication.ts) is said of the query here.
import {
  type Authenticated,
  type AuthenticationProblem,
  expiryProblem,
  MAX_SKEW_MS,
  payloadProblem,
  tokenProblem,
} from './authentication.ts';
import type { Practice } from './practice.ts';
import { type PracticeRequest, queryValue } from './request.ts';
import { type Claim, isSignedInQuery, parseTime, readCredential } from './signature.ts';

export type PresignedProblem =
  | AuthenticationProblem
  | { readonly kind: 'two-signatures' }
  /** The query has no form that S3 takes; in its words. */
  | { readonly kind: 'query-malformed'; readonly message: string }
  | { readonly kind: 'link-early' }
  /** Times in milliseconds since the epoch. */
  | { readonly kind: 'link-expired'; readonly seconds: number; readonly expired: number; readonly now: number };

export interface Presigned extends Authenticated {
  readonly presigned: { readonly signed: number };
}

/** A week: no link is good for longer. */
const MAX_SECONDS = 604_800;

export const isPresigned = (request: PracticeRequest) => queryValue(request, 'X-Amz-Algorithm') !== undefined;

export async function authenticatePresigned(
  practice: Practice,
  request: PracticeRequest,
): Promise<Presigned | { readonly problem: PresignedProblem }> {
  if (request.headers.authorization !== undefined) return { problem: { kind: 'two-signatures' } };
  const link = readLink(request);
  if ('message' in link) return { problem: { kind: 'query-malformed', message: link.message } };
  const { claim, signed, seconds } = link;
  const key = practice.keyring.find(claim.accessKeyId);
  if (!key) return { problem: { kind: 'unknown-key', accessKeyId: claim.accessKeyId } };
  const token = queryValue(request, 'X-Amz-Security-Token') ?? request.headers['x-amz-security-token'];
  const problem =
    timeProblem(practice, signed, seconds) ??
    tokenProblem(token, key.caller, claim.accessKeyId) ??
    expiryProblem(practice, key.caller) ??
    (practice.checks.signature ? await signatureProblem(request, claim, signed, key.secretAccessKey) : undefined);
  return problem ? { problem } : { caller: key.caller, claim, presigned: { signed } };
}

/**
 * The request with what its query holds instead of headers: whoever makes a link moves x-amz-* headers there, so that
 * the one who follows it need not send them.
 */
export function withQueryHeaders(request: PracticeRequest): PracticeRequest {
  const moved = request.query
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => HEADER.test(name) && !OF_SIGNATURE.has(name));
  return { ...request, headers: { ...Object.fromEntries(moved), ...request.headers } };
}

/** Only what can be the name of a header. */
const HEADER = /^x-amz-[\w!#$%&'*+.^`|~-]+$/;

const OF_SIGNATURE: ReadonlySet<string> = new Set([
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-security-token',
  'x-amz-signature',
  'x-amz-signedheaders',
]);

interface Link {
  readonly claim: Claim;
  readonly signed: number;
  readonly seconds: number;
}

const PARAMETERS = ['Algorithm', 'Credential', 'Signature', 'Date', 'SignedHeaders', 'Expires'] as const;

function readLink(request: PracticeRequest): Link | { readonly message: string } {
  const [algorithm = '', credential = '', signature = '', date = '', signedHeaders = '', expires = ''] = PARAMETERS.map(
    (name) => queryValue(request, `X-Amz-${name}`),
  );
  if ([algorithm, credential, signature, date, signedHeaders, expires].includes('')) return { message: INCOMPLETE };
  if (algorithm !== 'AWS4-HMAC-SHA256') return { message: OTHER_ALGORITHM };
  const scope = readCredential(credential);
  if (!scope) return { message: MALFORMED_CREDENTIAL };
  const signed = parseTime(date);
  if (signed === undefined) return { message: MALFORMED_DATE };
  if (scope.date !== date.slice(0, 8)) return { message: otherDate(scope.date, date) };
  if (scope.service !== 's3') return { message: otherService(scope.service) };
  if (!/^-?\d{1,15}$/.test(expires)) return { message: 'X-Amz-Expires should be a number' };
  if (Number(expires) < 0) return { message: 'X-Amz-Expires must be non-negative' };
  if (Number(expires) > MAX_SECONDS) return { message: TOO_LONG };
  const claim = { ...scope, signature, signedHeaders: signedHeaders.toLowerCase().split(';') };
  return { claim, signed, seconds: Number(expires) };
}

const INCOMPLETE =
  'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.';
const OTHER_ALGORITHM = 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"';
const MALFORMED_CREDENTIAL =
  'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".';
const MALFORMED_DATE = `X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`;
const TOO_LONG = `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_SECONDS} seconds`;
const otherDate = (scope: string, date: string) =>
  `Invalid credential date "${scope}". This date is not the same as X-Amz-Date: "${date.slice(0, 8)}".`;
const otherService = (service: string) =>
  `Error parsing the X-Amz-Credential parameter; incorrect service "${service}". This endpoint belongs to "s3".`;

function timeProblem(practice: Practice, signed: number, seconds: number): PresignedProblem | undefined {
  const now = practice.now();
  if (signed - now > MAX_SKEW_MS) return { kind: 'link-early' };
  const expired = signed + seconds * 1000;
  return now > expired ? { kind: 'link-expired', seconds, expired, now } : undefined;
}

async function signatureProblem(
  request: PracticeRequest,
  claim: Claim,
  signed: number,
  secretAccessKey: string,
): Promise<PresignedProblem | undefined> {
  const unsigned = Object.keys(request.headers).find(
    (name) => name.startsWith('x-amz-') && !claim.signedHeaders.includes(name),
  );
  if (unsigned !== undefined) return { kind: 'unsigned-header', name: unsigned };
  const hash =
    request.headers['x-amz-content-sha256'] ?? queryValue(request, 'X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD';
  if (!(await isSignedInQuery(request, claim, { time: signed, hash, secretAccessKey }))) {
    return { kind: 'signature-wrong', accessKeyId: claim.accessKeyId };
  }
  return payloadProblem(request, claim, hash);
}
