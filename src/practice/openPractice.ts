// Makes what a practice account holds, new or from an earlier account's state, and that state from it.
import { createPrivateKey } from 'node:crypto';
import { BucketStore } from './bucketStore.ts';
import { Directory } from './directory.ts';
import { IdentityProvider } from './identityProvider.ts';
import * as ids from './ids.ts';
import { Keyring } from './keyring.ts';
import type { Practice } from './practice.ts';
import { type PracticeState, readPracticeState, writePrivateKey } from './practiceState.ts';
import { restoreSession, saveSession } from './savedSession.ts';
import { account } from './scenario.ts';
import { MfaDevice } from './totp.ts';

/** A secret store is no place for thousands of sessions: the newest are saved. */
const MAX_SAVED_SESSIONS = 100;

type Terms = Pick<Practice, 'now' | 'checks' | 'limits'> & { readonly onIssued: () => void };

/** @param given an earlier account's state; anything else makes a new account. */
export function openPractice(given: unknown, { now, checks, limits, onIssued }: Terms): Practice {
  const state = readPracticeState(given);
  const directory = new Directory(state?.ids);
  const source = state?.source ?? {
    accessKeyId: ids.accessKeyId('AKIA'),
    secretAccessKey: ids.secretAccessKey(),
  };
  const sessions = (state?.sessions ?? []).flatMap((saved) => restoreSession(saved, directory) ?? []);
  return {
    directory,
    keyring: new Keyring({ ...source, caller: directory.user() }, sessions, onIssued),
    mfa: new MfaDevice(`arn:aws:iam::${account}:mfa/phone`, state?.mfa.seed ?? ids.totpSeed(), state?.mfa.lastStep),
    provider: new IdentityProvider(state && createPrivateKey(state.providerKey)),
    store: new BucketStore(state?.owner),
    now,
    checks,
    limits,
  };
}

export function practiceState({ directory, keyring, mfa, provider, store, now }: Practice): PracticeState {
  const { accessKeyId, secretAccessKey } = keyring.source;
  const running = keyring.sessions().filter(({ caller }) => caller.session.expires > now());
  return {
    version: 1,
    source: { accessKeyId, secretAccessKey },
    ids: directory.uniqueIds(),
    mfa: { seed: mfa.seed, ...(mfa.lastStep === undefined ? {} : { lastStep: mfa.lastStep }) },
    providerKey: writePrivateKey(provider.privateKey),
    owner: store.owner,
    sessions: running.slice(-MAX_SAVED_SESSIONS).map(saveSession),
  };
}
