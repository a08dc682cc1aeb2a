// Reading back what was put into SecretStorage. Whatever is not exactly what was written there is nothing.
import { type Endpoints, readChain } from '../core/chain.ts';
import type { Credentials } from '../core/credentials.ts';
import type { RoleSession } from '../core/roleSession.ts';

export interface HeldSession {
  readonly session: RoleSession;
  readonly credentials: Credentials;
}

/** An MFA code that was sent. No code is sent twice. */
export interface SentCode {
  readonly code: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function readCredentials(value: unknown): Credentials | undefined {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = fieldsOf(value);
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') return undefined;
  return {
    accessKeyId,
    secretAccessKey,
    ...(typeof sessionToken === 'string' && { sessionToken }),
    ...(typeof expiration === 'number' && { expiration }),
  };
}

export function readHeldSession(value: unknown): HeldSession | undefined {
  const fields = fieldsOf(value);
  const session = fieldsOf(fields.session);
  const credentials = readCredentials(fields.credentials);
  const chain = readChain(session.chain);
  const { userId, account, arn } = fieldsOf(session.identity);
  const { region, expiration } = session;
  if (!credentials || !chain || chain.hops.length === 0) return undefined;
  if (typeof expiration !== 'number' || typeof region !== 'string') return undefined;
  if (typeof userId !== 'string' || typeof account !== 'string' || typeof arn !== 'string') return undefined;
  return {
    credentials,
    session: {
      chain,
      identity: { userId, account, arn },
      region,
      endpoints: readEndpoints(session.endpoints),
      expiration,
    },
  };
}

export function readEndpoints(value: unknown): Endpoints {
  const { sts, s3, fips, dualStack, globalSts } = fieldsOf(value);
  return {
    ...(typeof sts === 'string' && { sts }),
    ...(typeof s3 === 'string' && { s3 }),
    ...(fips === true && { fips: true }),
    ...(dualStack === true && { dualStack: true }),
    ...(globalSts === true && { globalSts: true }),
  };
}

export function readSentCodes(value: unknown): readonly SentCode[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each) => {
    const { code, at } = fieldsOf(each);
    return typeof code === 'string' && typeof at === 'number' ? [{ code, at }] : [];
  });
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
