// The tokens that rows of the conformance table show: `${token}` is a good one, `${token:<name>}` one of these.
import { generateKeyPairSync } from 'node:crypto';
import { writeIdToken } from '../../src/practice/idToken.ts';
import type { PracticeAccount } from '../../src/practice/practiceAccount.ts';

const HOUR = 3600;
const issuer = 'https://login.practice.example';

/** @param now seconds since the epoch. */
type Make = (account: PracticeAccount, now: number) => string;

const tokens = {
  good: (account) => account.webIdentityToken(),
  expired: (account, now) => account.webIdentityToken({ iat: now - 2 * HOUR, exp: now - HOUR }),
  otherIssuer: (account) => account.webIdentityToken({ iss: 'https://login.elsewhere.example' }),
  otherAudience: (account) => account.webIdentityToken({ aud: 'somebody-else' }),
  toolsAudience: (account) => account.webIdentityToken({ aud: 'practice-tools' }),
  otherSubject: (account) => account.webIdentityToken({ sub: 'repo:somebody/site:ref:refs/heads/main' }),
  unknownKey: (_account, now) => signedElsewhere('practice-2', now),
  forged: (_account, now) => signedElsewhere('practice-1', now),
  algorithmNone: (account) => {
    const header = Buffer.from(JSON.stringify({ alg: 'none', kid: 'practice-1' })).toString('base64url');
    return account.webIdentityToken().replace(/^[^.]+/, header);
  },
  tagged: (account) =>
    account.webIdentityToken({
      'https://aws.amazon.com/tags': { principal_tags: { team: ['red'] }, transitive_tag_keys: ['team'] },
    }),
  sourceIdentity: (account) => account.webIdentityToken({ 'https://aws.amazon.com/source_identity': 'alice' }),
} as const satisfies Record<string, Make>;

/** What a somebody without the provider's key can make. */
function signedElsewhere(keyId: string, now: number): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const claims = { iss: issuer, aud: 'sts.amazonaws.com', sub: 'repo:practice/site:ref:refs/heads/main' };
  return writeIdToken(privateKey, keyId, { ...claims, iat: now, exp: now + HOUR });
}

export function fillIdTokens(text: string, account: PracticeAccount, now: number): string {
  return text.replace(/\$\{token(?::(\w+))?\}/g, (_whole, name = 'good') => {
    if (!Object.hasOwn(tokens, name)) throw new Error(`no token ${name}`);
    return tokens[name as keyof typeof tokens](account, now);
  });
}
