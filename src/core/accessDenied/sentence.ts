// Who was refused what, and why: the sentence that IAM writes, the console's panel, a decoded message. A small grammar
// over a text without white space; what tools put around the sentence is read in envelope.ts.
import type { Found, PolicyType, PrincipalKind } from './denial.ts';
import type { SolidText } from './solidText.ts';

// --- The sentence: [User: <principal> is] not authorized to perform[:] <action> [on resource: <resource>] [<reason>]

const SENTENCE = 'notauthorizedto';
/** Lengths in characters without white space. AWS's names and ARNs are shorter (2,048 at most). */
export const LONGEST_VALUE = 2100;
const LONGEST_SENTENCE = 3 * LONGEST_VALUE;
/** A log may hold many sentences; the first few decide. */
const MOST_SENTENCES = 8;

export function readSentence(page: SolidText): Found | undefined {
  const { solid } = page;
  const sentences: { found: Found; truncated: boolean }[] = [];
  let at = solid.indexOf(SENTENCE);
  while (at !== -1 && sentences.length < MOST_SENTENCES) {
    const next = solid.indexOf(SENTENCE, at + SENTENCE.length);
    const end = Math.min(next === -1 ? solid.length : next, at + LONGEST_SENTENCE);
    // Guzzle (PHP) quotes the start of a body and then the whole of it.
    const cut = solid.slice(at, end).indexOf('(truncated');
    sentences.push({ found: sentenceAt(page, at, cut === -1 ? end : at + cut), truncated: cut !== -1 });
    at = next;
  }
  const whole = sentences.filter(({ truncated }) => !truncated);
  // EC2 says "You are not authorized to perform this operation." before the sentence that says who and what.
  const told = (tell: (found: Found) => boolean) => [...whole, ...sentences].find(({ found }) => tell(found))?.found;
  return (
    told(({ action, principal }) => action !== undefined && principal !== undefined) ??
    told(({ action }) => action !== undefined) ??
    told(({ principal }) => principal?.startsWith('arn:') === true) ??
    told(({ explicit }) => explicit !== undefined)
  );
}

function sentenceAt(page: SolidText, at: number, end: number): Found {
  const { solid } = page;
  const verb = at + SENTENCE.length;
  const action = solid.startsWith('perform', verb) ? actionAt(page, verb + 'perform'.length, end) : undefined;
  const from = action?.end ?? verb;
  const reasonAt = firstOf(solid, REASON_STARTS, from, Math.min(end, from + LONGEST_VALUE));
  const resource = action === undefined ? undefined : resourceAfter(page, from, reasonAt, end);
  // The reason follows what it explains. Further away it belongs to another sentence.
  const reason = reasonAt !== undefined && reasonAt - (resource?.end ?? from) < 120 ? readReason(page, reasonAt) : {};
  return {
    ...principalBefore(page, at),
    action: action?.value,
    resource: resource?.value,
    ...reason,
  };
}

/** The earliest place of any of `phrases` between two places. */
function firstOf(solid: string, phrases: readonly string[], from: number, to: number): number | undefined {
  const window = solid.slice(from, to);
  const places = phrases.map((phrase) => window.indexOf(phrase)).filter((place) => place !== -1);
  return places.length === 0 ? undefined : from + Math.min(...places);
}

// --- Principal

/** Subjects of a sentence that name no one. */
const NOBODY = new Set(['user', 'you', 'entity', 'role', 'caller', 'principal', 'client', 'account', 'identity', 'it']);

function principalBefore(page: SolidText, sentenceAt: number): Found {
  const { solid } = page;
  const end = solid.startsWith('is', sentenceAt - 2) ? sentenceAt - 2 : undefined;
  if (end === undefined) return {};
  const from = Math.max(0, end - LONGEST_VALUE);
  const label = solid.slice(from, end).lastIndexOf('user:');
  const labelled = label === -1 ? undefined : name(page.between(from + label + 'user:'.length, end));
  if (labelled !== undefined) return principal(labelled);
  // Without the label, the word before "is" is one only if it begins like an ARN or stands alone.
  const before = page.text.slice(page.textIndex(from), page.textIndex(end)).trimEnd();
  const arn = before.slice(before.lastIndexOf(' ') + 1).match(/arn:aws[^\s:]*:[^ ]*$/);
  if (arn !== null) return principal(unbroken(arn[0]));
  const word = before.match(/(?:^|[:\n] ?)([\w+=,.@/-]{2,128})$/)?.[1];
  return word === undefined || NOBODY.has(word.toLowerCase()) ? {} : principal(word);
}

/** A principal as printed, or undefined where what stands there is no name. */
function name(raw: string): string | undefined {
  const value = unbroken(unquoted(raw));
  if (value === '' || raw.includes('\n\n')) return undefined;
  return /^\S+$/.test(value) || /^[\w+=,.@ -]{1,64}$/.test(value) ? value : undefined;
}

export function principal(value: string): Found {
  const arn = /^arn:aws[\w-]*:(iam|sts):[^:]*:([^:]*):(.+)$/s.exec(value);
  if (arn === null) return { principal: value };
  const [, service, account, path] = arn as unknown as [string, string, string, string];
  return {
    principal: value,
    principalKind: principalKind(service, path),
    account: /^\d{12}$/.test(account) ? account : undefined,
  };
}

function principalKind(service: string, path: string): PrincipalKind | undefined {
  if (service === 'sts' && path.startsWith('assumed-role/')) return 'role-session';
  if (service === 'sts' && path.startsWith('federated-user/')) return 'federated-user';
  if (service === 'iam' && path.startsWith('user/')) return 'user';
  if (service === 'iam' && path === 'root') return 'root';
  return undefined;
}

// --- Action and resource

const QUOTES: Readonly<Record<string, string>> = { '"': '"', "'": "'", '`': '`', '“': '”', '[': ']', '**': '**' };
const openingOf = (raw: string) => Object.keys(QUOTES).find((quote) => raw.startsWith(quote));

/** Without the pair of quotes, or of Markdown's marks, around it. */
function unquoted(raw: string): string {
  const opening = openingOf(raw) ?? '';
  const closing = QUOTES[opening];
  const inside = raw.slice(opening.length, -(closing?.length ?? 0));
  return closing !== undefined && raw.endsWith(closing) && inside !== '' ? inside : raw;
}

interface Value {
  readonly value: string | undefined;
  /** Where it ends, in the solid text. */
  readonly end: number;
}

const RESOURCE = 'onresource';
/** service:Name; SNS and SQS write their own names in capitals. */
const ACTION_START = /^(?!arn:)[a-z][a-z\d-]{1,62}:[a-z*][a-z\d*]{0,127}/i;
const isAction = (said: string) => ACTION_START.exec(said)?.[0] === said;

function actionAt(page: SolidText, from: number, end: number): Value | undefined {
  const { solid } = page;
  let start = from;
  while (start < end && ':"\'`*'.includes(solid[start] ?? '')) start += 1;
  if (solid.startsWith('action', start) && solid[start + 6] !== ':') start += 'action'.length;
  // Broken over two lines it is one word again where another phrase follows at once; else it ends with its line.
  const next = firstOf(solid, [RESOURCE, ...REASON_STARTS], start, Math.min(end, start + 200));
  const closed = next === undefined ? undefined : unbroken(page.between(start, next)).replace(/["'`*]+$/, '');
  if (next !== undefined && closed !== undefined && isAction(closed)) return { value: closed, end: next };
  const rest = page.between(start, Math.min(end, start + 200));
  const value = (isAction(unbroken(rest)) ? unbroken(rest) : rest).match(ACTION_START)?.[0];
  return value === undefined ? undefined : { value, end: start + value.length };
}

function resourceAfter(page: SolidText, from: number, reasonAt: number | undefined, end: number): Value | undefined {
  const { solid } = page;
  const phrase = solid.indexOf(RESOURCE, from);
  if (phrase === -1 || phrase > from + 8) return undefined;
  let start = phrase + RESOURCE.length;
  if (solid.startsWith('(s)', start)) start += 3;
  while (solid[start] === ':') start += 1;
  const until = reasonAt ?? Math.min(end, start + LONGEST_VALUE);
  const value = readResource(page, start, until, reasonAt !== undefined);
  return value === undefined ? undefined : { value, end: reasonAt ?? until };
}

/** What IAM puts before a bare name: "on resource: role deployer". */
const KIND_AND_NAME = /^(?:role|user|group|policy|instance profile|server certificate|mfa|saml provider)[ \n]\S+/;

/** `closed`: the reason follows at `to`, so that all before it is the resource, line breaks and all. */
function readResource(page: SolidText, from: number, to: number, closed: boolean): string | undefined {
  const raw = page.between(from, to);
  const opening = openingOf(raw) ?? '';
  const quoted = opening === '' ? -1 : raw.indexOf(QUOTES[opening] ?? '', opening.length + 1);
  if (quoted !== -1) return unbroken(raw.slice(opening.length, quoted));
  if (closed && !/\n\n|[.;,)] |: /.test(raw)) return resourceName(unbroken(raw));
  const named = KIND_AND_NAME.exec(raw)?.[0];
  return resourceName(named === undefined ? firstWord(raw, lineLength(page, from)) : unbroken(named));
}

/** Without what a sentence or an envelope puts behind it. */
function resourceName(said: string): string | undefined {
  const value = withoutTail(said);
  return value === '' || value === 'null' ? undefined : value;
}

function withoutTail(said: string): string {
  const cut = said.search(/["<\\]|'(?=[\s,)}\]]|$)/);
  return (cut === -1 ? said : said.slice(0, cut)).trim().replace(/[.,;:!?)\]}'`]+$/, '');
}

/** Breaks go: an ARN and an action have none of their own, and between words a break stands for the space. */
function unbroken(raw: string): string {
  const value = raw.replace(/(?<=[a-z])\n+(?=arn:)/, ' ');
  return value.includes('arn:') || !value.trim().includes(' ')
    ? joinedLines(value)
    : value.replaceAll(/\n+/g, ' ').trim();
}

const joinedLines = (value: string) =>
  (value.includes('arn:') || value.includes(':') ? value.replaceAll('\n', '') : value.replaceAll('\n', ' ')).trim();

const WIDE_LINE = 60;
const lineLength = (page: SolidText, at: number) => {
  const place = page.textIndex(at);
  const end = page.text.indexOf('\n', place);
  return (end === -1 ? page.text.length : end) - (page.text.lastIndexOf('\n', place - 1) + 1);
};

/** The first word, and its next line where the word cannot be at its end yet. */
function firstWord(raw: string, line: number): string {
  const [first = '', ...lines] = raw.split('\n', 4);
  const word = first.split(' ', 1)[0] ?? '';
  const next = lines[0] ?? '';
  if (word !== first || next === '') return word;
  const continuation = next.split(' ', 1)[0] ?? '';
  // A line of one word below a wide one is the rest of it. "status code: …" and "at Object.…" are more words.
  const alone = line >= WIDE_LINE && /^[\w+=,.@/*-]+$/.test(next) && (lines[1] ?? '') === '';
  return isHalfArn(word) || alone ? word + continuation : word;
}

/** arn:partition:service:region:account:name is cut off before its name. */
function isHalfArn(word: string): boolean {
  if (!word.startsWith('arn:')) return false;
  const parts = word.split(':');
  return parts.length < 6 || (parts.length === 6 && parts[5] === '');
}

// --- Reason: because no <type> policy allows … / with an explicit deny [in a <type> policy[: <policy ARN>]]

const REASON_STARTS = ['because', 'withanexplicitdeny', 'withexplicitdeny', 'duetoanexplicitdeny'];

/** AWS's names for the kinds of policy, as they stand in a text without white space. */
const POLICY_TYPES: readonly (readonly [PolicyType, string])[] = [
  ['identity-based', 'identity-?basedpolic(?:y|ies)'],
  ['resource-based', 'resource-?basedpolic(?:y|ies)'],
  ['trust', '(?:role|assumerole)?trust(?:relationship)?polic(?:y|ies)'],
  ['session', 'sessions?polic(?:y|ies)'],
  ['permissions-boundary', 'permissions?boundar(?:y|ies)(?:polic(?:y|ies))?'],
  ['scp', 'servicecontrolpolic(?:y|ies)(?:\\(scps?\\))?'],
  ['rcp', 'resourcecontrolpolic(?:y|ies)(?:\\(rcps?\\))?'],
  ['vpc-endpoint', 'vpcendpointpolic(?:y|ies)'],
];
const TYPE = POLICY_TYPES.map(([, pattern]) => `(${pattern})`).join('|');
const typeOf = (match: RegExpExecArray) => POLICY_TYPES[match.slice(1).findIndex((group) => group !== undefined)]?.[0];

const MISSING_ALLOW = new RegExp(`^(?:because)?no(?:${TYPE}|[a-z-]{0,40}?)allow`);
const EXPLICIT_DENY = new RegExp(
  `^(?:with|dueto|becauseof)?(?:an)?explicitdeny(?:(?:in|by|from)(?:an|a|the)?(?:${TYPE}))?`,
);
// The console says it the other way round: "a service control policy explicitly denies the action".
const POLICY_DENIES = new RegExp(`^(?:because)?(?:an|a|the)?(?:${TYPE}|[a-z-]{0,40}?)explicitlyden`);

function readReason(page: SolidText, at: number): Found {
  const rest = page.solid.slice(at, at + 160);
  const missing = MISSING_ALLOW.exec(rest);
  if (missing !== null) return { policyType: typeOf(missing), explicit: false };
  const denied = EXPLICIT_DENY.exec(rest) ?? POLICY_DENIES.exec(rest);
  if (denied === null) return {};
  return {
    policyType: typeOf(denied) ?? 'unknown',
    explicit: true,
    policyArn: policyArnAt(page, at + denied[0].length),
  };
}

function policyArnAt(page: SolidText, from: number): string | undefined {
  const start = /^[:(["'`*]{0,4}/.exec(page.solid.slice(from, from + 4))?.[0].length ?? 0;
  if (!page.solid.startsWith('arn:', from + start)) return undefined;
  const raw = page.between(from + start, Math.min(page.solid.length, from + LONGEST_VALUE));
  return withoutTail(firstWord(raw, lineLength(page, from + start)));
}

// --- The console's panel: User: … Action: … On resource(s): … Context: …, one a line or run together by copying

export function readPanel(page: SolidText): Found | undefined {
  const { solid } = page;
  let at = solid.indexOf('action:');
  for (let tries = 0; at !== -1 && tries < MOST_SENTENCES; tries += 1) {
    const found = panelAt(page, at);
    if (found !== undefined) return found;
    at = solid.indexOf('action:', at + 1);
  }
  return undefined;
}

function panelAt(page: SolidText, at: number): Found | undefined {
  const { solid } = page;
  const from = Math.max(0, at - LONGEST_VALUE);
  const label = solid.slice(from, at).lastIndexOf('user:');
  if (label === -1) return undefined;
  const user = from + label + 'user:'.length;
  const service = solid.slice(user, at).lastIndexOf('service:');
  const named = name(page.between(user, service === -1 ? at : user + service));
  const end = Math.min(solid.length, at + LONGEST_SENTENCE);
  const start = at + 'action:'.length;
  const resourceAt = firstOf(solid, ['onresource(s):', 'onresource:', 'resource:'], start, end);
  const contextAt = firstOf(solid, ['context:'], start, end);
  const action = unbroken(page.between(start, resourceAt ?? contextAt ?? Math.min(end, start + 200))).match(
    ACTION_START,
  );
  if (named === undefined || (action === null && resourceAt === undefined && contextAt === undefined)) return undefined;
  return {
    ...principal(named),
    action: action?.[0] ?? (contextAt === undefined ? undefined : missingAction(page, contextAt)),
    resource:
      resourceAt === undefined
        ? undefined
        : readResource(page, solid.indexOf(':', resourceAt) + 1, contextAt ?? end, contextAt !== undefined),
    ...(contextAt === undefined ? {} : readReason(page, contextAt + 'context:'.length)),
  };
}

/** An older panel has "Service: ec2" and "Action: DescribeInstances"; its reason has the action's whole name. */
function missingAction(page: SolidText, from: number): string | undefined {
  const reason = unbroken(page.between(from, Math.min(page.solid.length, from + 200)));
  return /\ballows the ([a-z\d-]{2,63}:[a-z*][a-z\d*]{0,127}) action/i.exec(reason)?.[1];
}

// --- The answer of sts decode-authorization-message, which EC2's encoded messages lead to

export function readDecodedMessage(page: SolidText): Found | undefined {
  const start = page.solid.indexOf('"allowed":false,"explicitdeny":');
  if (start === -1) return undefined;
  const json = page.text.slice(page.textIndex(start), page.textIndex(start) + 64_000);
  const caller = json.indexOf('"principal"', json.indexOf('"context"'));
  if (caller === -1) return undefined;
  const context = json.slice(caller, caller + LONGEST_SENTENCE);
  const arn = /"arn"\s{0,8}:\s{0,8}"(arn:[^"]{1,2048})"/.exec(context)?.[1];
  const explicit = page.solid.startsWith('true', start + '"allowed":false,"explicitdeny":'.length);
  return {
    ...(arn === undefined ? {} : principal(arn)),
    action: /"action"\s{0,8}:\s{0,8}"([^"]{1,200})"/.exec(context)?.[1],
    resource: /"resource"\s{0,8}:\s{0,8}"([^"]{1,2048})"/.exec(context)?.[1],
    policyType: explicit ? 'unknown' : undefined,
    explicit,
  };
}
