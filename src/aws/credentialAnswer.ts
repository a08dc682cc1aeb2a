// The JSON in which programs and metadata services hand out credentials, read strictly: a wrong type is no credential.
import type { Credentials } from '../core/credentials.ts';
import { failureError, type SourceProblem } from '../core/failure.ts';
import { jsonObject } from './exchange.ts';

interface Shape {
  /** The field of the session token: the two kinds of answers call it differently. */
  readonly token: 'SessionToken' | 'Token';
  /** Fields that must be there beside the two keys. */
  readonly required: readonly string[];
  readonly profile: string | undefined;
  readonly now: number;
}

/** Rejects with `source-failed`: what does not fit is named, and never what was answered. */
export function readCredentialAnswer(text: string, { token, required, profile, now }: Shape): Credentials {
  const answer = jsonObject(text);
  if (!answer) throw sourceFailed('answer-malformed', profile, 'not a JSON object');
  const textOf = (field: string): string | undefined => {
    const value = answer[field] ?? undefined;
    if (value !== undefined && typeof value !== 'string') throw sourceFailed('answer-malformed', profile, field);
    return value || undefined;
  };
  const missing = ['AccessKeyId', 'SecretAccessKey', ...required].find((field) => textOf(field) === undefined);
  if (missing !== undefined) throw sourceFailed('answer-malformed', profile, missing);
  const sessionToken = textOf(token);
  const ends = textOf('Expiration');
  const expiration = ends === undefined ? undefined : Date.parse(ends);
  if (Number.isNaN(expiration)) throw sourceFailed('answer-malformed', profile, 'Expiration');
  if (expiration !== undefined && expiration <= now) throw sourceFailed('answer-expired', profile);
  return {
    accessKeyId: textOf('AccessKeyId') ?? '',
    secretAccessKey: textOf('SecretAccessKey') ?? '',
    ...(sessionToken !== undefined && { sessionToken }),
    ...(expiration !== undefined && { expiration }),
  };
}

/** A Failure to throw: the source gave no credentials, and why. `detail` must be safe to show. */
export function sourceFailed(problem: SourceProblem, profile?: string, detail?: string, cause?: unknown): Error {
  return failureError(
    {
      code: 'source-failed',
      problem,
      ...(profile !== undefined && { profile }),
      ...(detail !== undefined && { detail }),
    },
    cause,
  );
}
