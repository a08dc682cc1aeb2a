// What makes a practice account the same one after a restart: its keys, ids and sessions, as a value that JSON can hold.
// It holds secrets. Whatever is read back is checked, since it comes from outside.
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readSavedSession, type SavedSession } from './savedSession.ts';
import { list, Malformed, record, text, whole } from './stateValue.ts';

export interface PracticeState {
  readonly version: 1;
  readonly source: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** By ARN. */
  readonly ids: Readonly<Record<string, string>>;
  readonly mfa: { readonly seed: string; readonly lastStep?: number };
  /** The identity provider's private key, PKCS #8 in PEM. */
  readonly providerKey: string;
  /** The 64 hex digits that S3 knows the account by. */
  readonly owner: string;
  readonly sessions: readonly SavedSession[];
}

export const writePrivateKey = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** undefined for anything that no practice account has given. */
export function readPracticeState(value: unknown): PracticeState | undefined {
  try {
    const state = record(value);
    const source = record(state.source);
    const mfa = record(state.mfa);
    const ids = record(state.ids);
    if (state.version !== 1) return undefined;
    return {
      version: 1,
      source: {
        accessKeyId: text(source.accessKeyId, /^AKIA[A-Z2-7]{16}$/),
        secretAccessKey: text(source.secretAccessKey, /^[A-Za-z0-9+/]{40}$/),
      },
      ids: Object.fromEntries(Object.entries(ids).map(([arn, id]) => [arn, text(id, /^A(IDA|ROA)[A-Z2-7]{17}$/)])),
      mfa: {
        seed: text(mfa.seed, /^[A-Z2-7]{32}$/),
        ...(mfa.lastStep === undefined ? {} : { lastStep: whole(mfa.lastStep) }),
      },
      providerKey: checkPrivateKey(text(state.providerKey, /^-----BEGIN PRIVATE KEY-----/)),
      owner: text(state.owner, /^[0-9a-f]{64}$/),
      sessions: list(state.sessions).map(readSavedSession),
    };
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

function checkPrivateKey(pem: string): string {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new Malformed();
  }
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Malformed();
  return pem;
}
