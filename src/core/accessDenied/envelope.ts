// What AWS and the tools put around the sentence: code, operation and request id, and CloudTrail's caller.
// Each place is a pattern of one tool's printing; the sentence itself is read in sentence.ts.

import type { Found } from './denial.ts';
import type { DenialCategory } from './refusalCodes.ts';
import { codeWords, isAwsOnly } from './refusalCodes.ts';
import { LONGEST_VALUE, principal } from './sentence.ts';
import type { SolidText } from './solidText.ts';

/** The first group of the first of `places` that is found. */
function firstMatch(places: readonly RegExp[], text: string): string | undefined {
  for (const place of places) {
    const found = place.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where AWS and its tools put the code, in the text without its white space. */
const CODE_PLACES: readonly RegExp[] = [
  /Anerroroccurred\(([^()]{1,100})\)/,
  /Aclienterror\(([^()]{1,100})\)occurred/,
  /apierror([A-Za-z][\w.]{1,100}):/,
  /ErrorCode:(?!null\b)(\d{3}|[\w.]{3,100})(?=\w*[;,)])/,
  /"__type":"(?:[^"#]{0,200}#)?([A-Za-z][\w.]{1,100})"/,
  /"errorCode":"([A-Za-z][\w.]{1,100})"/,
  /Servicereturnederrorcode(\w{3,100})[:(]/,
  /<Code>([A-Za-z][\w.]{1,100})<\/Code>(?=[\s\S]{0,4000}<RequestI[dD]>)/,
];
/** Where a line's end or a space ends it. */
const CODE_PLACES_IN_TEXT: readonly RegExp[] = [
  // A header goes on with an address: AccessDeniedException:http://internal.amazon.com/…
  /x-amzn-errortype["']?\s{0,8}:\s{0,8}["']?([A-Za-z][\w.]{1,100})/i,
  // Go has no "api error" before an exception that it knows by name.
  /\bRequestID: [\w-]{1,80},\s(?:HostID: [^,]{0,200},\s)?(?!User:)([A-Z]\w{2,80}):/,
];

/** A HEAD's answer has no body: the SDKs print their word for nothing, and the status is all there is. */
const BARE_STATUS = [/\bnull \(Service: [^()]{1,60}?Status Code: (\d{3})\b/];
const BARE_STATUS_OF_JS = [/\bhttpStatusCode: (\d{3})\b/];

export function readCode(page: SolidText, toldByAws: boolean): string | undefined {
  const placed = firstMatch(CODE_PLACES, page.letters) ?? firstMatch(CODE_PLACES_IN_TEXT, page.text);
  if (placed !== undefined) return placed;
  const words = ownCodeWords(page.text);
  // A code broken in two. Not "AccessDenied", for "Access", a break and "Denied" are S3's two words.
  if (words.length === 0) {
    words.push(...ownCodeWords(page.text.replaceAll('\n', '')).filter(({ code }) => code !== 'AccessDenied'));
  }
  const word =
    words.find(({ code }) => isAwsOnly(code)) ?? (toldByAws || soundsLikeAws(page.text) ? words[0] : undefined);
  if (word !== undefined) return word.code;
  return firstMatch(page.text.includes('UnknownError') ? BARE_STATUS_OF_JS : BARE_STATUS, page.text);
}

const ownCodeWords = (text: string) => codeWords(text).filter(({ at }) => !isForeign(text, at));

/** java.nio.file.AccessDeniedException is not AWS's, and "403 Forbidden" is HTTP's. */
function isForeign(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 120), at);
  const qualifier = /[\w$.:\\]{1,120}$/.exec(before)?.[0] ?? '';
  return (/[.\\]$/.test(qualifier) && !/aws|amazon|boto/i.test(qualifier)) || /\d{3}\)? $/.test(before);
}

export function soundsLikeAws(text: string): boolean {
  return /\barn:aws|\baws(?![a-z\d])|amazon|\bboto|\bS3|\bSTS\b|status code: \d{3}, request id: /i.test(text);
}

const BOTO_OPERATION = /whencallingthe(\w{3,80}?)operation/;
const GO_OPERATION = /operationerror[^:,]{1,60}:(\w{3,80}),/g;
const OPERATION_PLACES: readonly RegExp[] = [
  /\bcalling (?:[a-z\d-]{1,40}:)?([A-Z]\w{2,80})\b/,
  /Error executing "(\w{3,80})" on "/,
  /"eventName"\s{0,8}:\s{0,8}"(\w{3,80})"/,
  /\bCall failed: (\w{3,80})\(/,
  /\[Aws::\w{2,40}::Client \d{3} [\d.]{1,12} \d{1,3} retries\] (\w{3,80})\(/,
];

export function readOperation({ text, letters }: SolidText): string | undefined {
  const boto = BOTO_OPERATION.exec(letters)?.[1];
  if (boto !== undefined) return boto;
  // A Go error names the call that was made and, inside, the call for credentials that was refused.
  const refused = letters.indexOf('httpsresponseerror');
  const chain = [...letters.slice(0, refused === -1 ? letters.length : refused).matchAll(GO_OPERATION)];
  return chain.at(-1)?.[1] ?? firstMatch(OPERATION_PLACES, text);
}

const REQUEST_ID =
  /(?<!extended[ _-]?)(?:\b|aws_)(?:x-amzn?-)?request[ _-]?id["']?\s{0,4}(?:[:=]|=>)?>?\s{0,4}["'(]?([A-Za-z\d][A-Za-z\d-]{5,80}(?:\n[A-Za-z\d-]{1,40})?)/gi;
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

export function readRequestId(page: SolidText, code: string | undefined): string | undefined {
  let first: string | undefined;
  const refusalAt = Math.max(0, code === undefined ? 0 : page.text.indexOf(code));
  for (const match of page.text.matchAll(REQUEST_ID)) {
    const value = requestId(match[1] ?? '');
    // Lambda frames a log with its own: START RequestId: …
    const framed = /\b(?:START|END|REPORT) $/.test(page.text.slice(Math.max(0, match.index - 8), match.index));
    if (value === undefined || framed) continue;
    if (match.index >= refusalAt) return nearer(page, first, value, refusalAt);
    first = value;
  }
  return first;
}

/** Go prints the request id just before the code, everyone else behind it. */
function nearer(page: SolidText, before: string | undefined, behind: string, refusalAt: number): string {
  const near = page.text.slice(Math.max(0, refusalAt - 200), refusalAt);
  return before !== undefined && near.replaceAll('\n', '').includes(before) ? before : behind;
}

function requestId(raw: string): string | undefined {
  const joined = raw.replace('\n', '');
  const value = UUID.test(joined) ? joined : (raw.split('\n', 1)[0] ?? '');
  return /\d/.test(value) ? value : undefined;
}

// --- CloudTrail writes who called, and CloudFormation what, where the message itself does not say

const ACTION_PLACES: readonly RegExp[] = [
  /\bAPI: ([a-z][a-z\d-]{1,62}:[A-Z]\w{1,100}) /,
  /doesn't have permission to call ([a-z][a-z\d-]{1,62}:[A-Z]\w{1,100})/,
  /permissions? to allow the ([a-z][a-z\d-]{1,62}:[A-Z]\w{1,100}) action/,
];

export function readCaller(page: SolidText, category: DenialCategory): Found {
  if (category !== 'denied') return {};
  const action = firstMatch(ACTION_PLACES, page.text);
  const identity = page.text.indexOf('"userIdentity"');
  if (identity === -1) return { action };
  const arn = /"arn"\s{0,8}:\s{0,8}"(arn:[^"]{1,2048})"/.exec(page.text.slice(identity, identity + LONGEST_VALUE))?.[1];
  return { ...(arn === undefined ? {} : principal(arn)), action };
}
