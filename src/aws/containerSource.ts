// The credential endpoint that a container (ECS, EKS) announces in its variables, asked as botocore asks it.
import { readFile } from 'node:fs/promises';
import type { Credentials } from '../core/credentials.ts';
import type { ProfileEnvironment } from '../core/profile.ts';
import { readCredentialAnswer, sourceFailed } from './credentialAnswer.ts';
import { exchange, type HttpAnswer } from './exchange.ts';

const timeoutMs = 2_000;
const attempts = 3;

interface ContainerSurroundings {
  readonly env: ProfileEnvironment;
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** Rejects with `source-failed`, or with a failure of the network. */
export async function containerCredentials(
  { profile }: { readonly profile?: string },
  { env, now, signal }: ContainerSurroundings,
): Promise<Credentials> {
  const url = endpointIn(env, profile);
  const token = await authorizationIn(env, profile);
  const headers = { accept: 'application/json', ...(token !== undefined && { authorization: token }) };
  const answer = await patiently(() => exchange(url, { headers, timeoutMs, signal }));
  if (answer.status !== 200) throw sourceFailed('container-refused', profile, `${answer.status}`);
  return readCredentialAnswer(answer.body, { token: 'Token', required: ['Token', 'Expiration'], profile, now: now() });
}

/** Again where the service is not there yet or has no answer yet. */
async function patiently(ask: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await ask();
      if (answer.status < 500 || attempt === attempts) return answer;
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}

/** The relative form counts wherever it is there, even empty. */
function endpointIn(env: ProfileEnvironment, profile: string | undefined): URL {
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
  const text = relative === undefined ? env.AWS_CONTAINER_CREDENTIALS_FULL_URI : `http://169.254.170.2${relative}`;
  const url = URL.canParse(text ?? '') ? new URL(text ?? '') : undefined;
  if (!url || !isAllowed(url)) throw sourceFailed('container-host-refused', profile, url?.host ?? '');
  return url;
}

/** Without TLS the token goes to this machine and to the two container services only. */
function isAllowed({ protocol, hostname }: URL): boolean {
  if (protocol === 'https:') return true;
  if (protocol !== 'http:') return false;
  return (
    ['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]', 'localhost', '[::1]'].includes(hostname) ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}

async function authorizationIn(env: ProfileEnvironment, profile: string | undefined): Promise<string | undefined> {
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  if (file === undefined)
    return checked(env.AWS_CONTAINER_AUTHORIZATION_TOKEN, 'AWS_CONTAINER_AUTHORIZATION_TOKEN', profile);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw sourceFailed(isMissing ? 'token-file-missing' : 'token-file-unreadable', profile, file);
  }
  if (text === '') throw sourceFailed('token-file-empty', profile, file);
  return checked(text, file, profile);
}

/** A line break would end the header and begin another. */
function checked(token: string | undefined, place: string, profile: string | undefined): string | undefined {
  if (token !== undefined && !/^[\t\x20-\x7e\x80-\xff]*$/.test(token)) {
    throw sourceFailed('token-file-no-token', profile, place);
  }
  return token;
}
