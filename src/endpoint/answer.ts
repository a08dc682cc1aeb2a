// What an admitted request gets: the session that its token is for, well before the client gives up, or the reason why not.
import type { Credentials } from '../core/credentials.ts';
import { type NoGrant, type Refusal, refusalFor, refusals } from './refusal.ts';
import type { TokenRecord } from './tokens.ts';

/** The clients take nothing else than keys with a session token and an end. */
export type Grant =
  | { readonly kind: 'granted'; readonly credentials: Required<Credentials> }
  | { readonly kind: 'refused'; readonly reason: NoGrant };

/** What is held for a token now. A role that must be assumed first may take the time until the deadline. */
export type GrantFor = (token: TokenRecord, wanted: Wanted) => Grant | Promise<Grant>;

/** `renewed`: what is held ends soon; wait for a renewal that can be had without asking anybody. */
export type Wanted = 'held' | 'renewed';

export interface Answering {
  readonly grantFor: GrantFor;
  readonly now: () => number;
  readonly onDefect: (error: unknown) => void;
}

export type Answer =
  | { readonly kind: 'credentials'; readonly body: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The SDK for JavaScript gives up after a second, the CLI and boto3 after two. */
const deadlineMs = 750;
/** botocore asks again on every call once less is left. */
const enoughMs = 15 * 60_000;

export async function answerFor(token: TokenRecord, answering: Answering): Promise<Answer> {
  const deadline = startDeadline();
  try {
    const held = await deadline.before(() => answering.grantFor(token, 'held'));
    if (held === undefined) return { kind: 'refused', refusal: refusals.late };
    if (held.kind === 'refused') return { kind: 'refused', refusal: refusalFor(held.reason) };
    const left = held.credentials.expiration - answering.now();
    return given(left > enoughMs ? held.credentials : await renewed(held.credentials), answering.now());
  } finally {
    deadline.end();
  }

  /** What is held is good until its end, whatever becomes of the renewal. */
  async function renewed(credentials: Required<Credentials>): Promise<Required<Credentials>> {
    try {
      const later = await deadline.before(() => answering.grantFor(token, 'renewed'));
      return later?.kind === 'granted' ? later.credentials : credentials;
    } catch (error) {
      answering.onDefect(error);
      return credentials;
    }
  }
}

function given(credentials: Required<Credentials>, now: number): Answer {
  if (credentials.expiration <= now) return { kind: 'refused', refusal: refusalFor('session-expired') };
  const body = {
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    Token: credentials.sessionToken,
    Expiration: new Date(credentials.expiration).toISOString().replace(/\.\d{3}Z$/, 'Z'),
  };
  return { kind: 'credentials', body: JSON.stringify(body) };
}

interface Deadline {
  /** What `work` gives, or undefined where it is too late for it. What it gives or throws afterwards is lost. */
  before<T>(work: () => T | Promise<T>): Promise<T | undefined>;
  end(): void;
}

function startDeadline(): Deadline {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), deadlineMs);
  });
  return {
    before: (work) => Promise.race([(async () => work())(), late]),
    end: () => clearTimeout(timer),
  };
}
