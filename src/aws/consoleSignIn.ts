// The AWS console as a role: a session is exchanged for a sign-in token at its partition's federation endpoint.
import { ClientRequest, type IncomingMessage } from 'node:http';
import { globalAgent, request } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import type { Credentials } from '../core/credentials.ts';
import { failureError, failureOf } from '../core/failure.ts';

interface ConsoleHosts {
  readonly signIn: string;
  readonly console: string;
  /** AWS's toolkit for JetBrains posts to these; it says of GovCloud's that they do not take it. */
  readonly takesPost?: true;
}

/** Partitions whose addresses are published. */
const hosts = new Map<string, ConsoleHosts>([
  ['aws', { signIn: 'signin.aws.amazon.com', console: 'console.aws.amazon.com', takesPost: true }],
  ['aws-cn', { signIn: 'signin.amazonaws.cn', console: 'console.amazonaws.cn', takesPost: true }],
  ['aws-us-gov', { signIn: 'signin.amazonaws-us-gov.com', console: 'console.amazonaws-us-gov.com' }],
  ['aws-eusc', { signIn: 'signin.amazonaws-eusc.eu', console: 'console.amazonaws-eusc.eu' }],
]);

export interface ConsoleSite {
  /** Where a session is exchanged for a sign-in token, and where the token signs in. */
  readonly federationUrl: string;
  readonly host: string;
  /** The keys go in the body of a request, not in its address. */
  readonly takesPost: boolean;
}

/** Undefined for a partition whose addresses are not public. */
export function consoleSite(partition: string): ConsoleSite | undefined {
  const found = hosts.get(partition);
  if (!found) return undefined;
  const { signIn, console: host, takesPost = false } = found;
  return { federationUrl: `https://${signIn}/federation`, host, takesPost };
}

/**
 * The page to open: a path of the console (`s3/buckets/x`), or a whole address of it. Undefined for what lies elsewhere:
 * who is signed in must not be sent to another site.
 */
export function destinationUrl({ host }: ConsoleSite, region: string, wanted = ''): string | undefined {
  const given = /^[a-z][a-z0-9+.-]*:/i.test(wanted) ? wanted : `https://${host}/${wanted.replace(/^\/+/, '')}`;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') return undefined;
  if (url.hostname !== host && !url.hostname.endsWith(`.${host}`)) return undefined;
  if (!url.searchParams.has('region')) url.searchParams.set('region', region);
  return url.href;
}

interface Question {
  readonly url: string;
  /** Posted where there is one. */
  readonly form?: string;
}

interface TextAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * An address that signs a browser in as the session and opens `destination`. It carries the sign-in token: it is never
 * logged, and good for 15 minutes. Rejects with a Failure.
 */
export async function consoleSignIn(
  { federationUrl, takesPost }: ConsoleSite,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  destination: string,
  ask: (question: Question) => Promise<TextAnswer> = askForText,
): Promise<string> {
  // A federation endpoint takes session keys only; a user's own keys would need GetFederationToken.
  if (sessionToken === undefined) throw failureError({ code: 'console-needs-role' });
  const session = JSON.stringify({ sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken });
  const endpoint = new URL(federationUrl).host;
  const form = new URLSearchParams({ Action: 'getSigninToken', SessionType: 'json', Session: session }).toString();
  const question = takesPost ? { url: federationUrl, form } : { url: `${federationUrl}?${form}` };
  const { status, text } = await ask(question).catch((error: unknown) => {
    if (failureOf(error)) throw error;
    const { code, name } = error as NodeJS.ErrnoException;
    // The cause would carry the address, and so the keys.
    throw failureError({ code: 'endpoint-unreachable', endpoint, reason: code ?? name });
  });
  if (status >= 400 && status < 500) throw failureError({ code: 'session-expired' });
  const token = tokenIn(text);
  if (status !== 200 || token === undefined) throw failureError({ code: 'answer-unreadable', endpoint, status });
  const login = { Action: 'login', Issuer: 'Rolecall', Destination: destination, SigninToken: token };
  return `${federationUrl}?${new URLSearchParams(login)}`;
}

function tokenIn(text: string): string | undefined {
  try {
    const token = (JSON.parse(text) as { SigninToken?: unknown } | null)?.SigninToken;
    return typeof token === 'string' && token !== '' ? token : undefined;
  } catch {
    return undefined;
  }
}

const deadlineMs = 20_000;
const longestAnswer = 64 * 1024;

function askForText({ url, form }: Question): Promise<TextAnswer> {
  return new Promise((resolve, reject) => {
    const onAnswer = (answer: IncomingMessage) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
        if (text.length > longestAnswer) answer.destroy(new Error('too long'));
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.on('error', reject);
    };
    const signal = AbortSignal.timeout(deadlineMs);
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    // VS Code has a `request` of its own, which knows proxies and logs addresses. One with keys in it goes around that.
    const sent =
      form === undefined
        ? new ClientRequest({ ...urlToHttpOptions(new URL(url)), agent: globalAgent, signal }, onAnswer)
        : request(url, { method: 'POST', headers, signal }, onAnswer);
    sent.on('error', reject).end(form);
  });
}
