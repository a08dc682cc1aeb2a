// GetSessionToken: session keys for a user. No permission is needed, and session keys cannot ask for it.
import { refuse } from './awsError.ts';
import type { Call } from './callContext.ts';
import { sessionToken } from './ids.ts';
import type { SessionKey } from './keyring.ts';
import { takeMfaCode } from './mfa.ts';
import type { StsParameters } from './stsParameters.ts';
import { element, elements, type Xml } from './xml.ts';

const MAX_SECONDS = 129_600;
const DEFAULT_SECONDS = 43_200;

export function getSessionToken(call: Call, parameters: StsParameters): readonly Xml[] {
  const seconds = parameters.durationSeconds(DEFAULT_SECONDS, MAX_SECONDS);
  const serial = parameters.text('serialNumber');
  const code = parameters.text('tokenCode');
  parameters.check();
  if (call.caller.session) refuse(403, 'AccessDenied', 'Cannot call GetSessionToken with session credentials');
  const mfaAt = takeMfaCode(call, serial, code);
  const key = call.practice.keyring.issue({
    ...call.caller,
    session: {
      ...sessionTimes(call.practice.now(), seconds),
      token: sessionToken(),
      tags: [],
      ...(mfaAt ? { mfaAt } : {}),
    },
  });
  return [credentialsElement(key)];
}

/** STS counts whole seconds: a session ends at the second that its answer names. */
export function sessionTimes(now: number, seconds: number): { issued: number; expires: number } {
  const issued = Math.floor(now / 1000) * 1000;
  return { issued, expires: issued + seconds * 1000 };
}

export function credentialsElement(key: SessionKey): Xml {
  const { token, expires } = key.caller.session;
  return element(
    'Credentials',
    elements({
      AccessKeyId: key.accessKeyId,
      SecretAccessKey: key.secretAccessKey,
      SessionToken: token,
      Expiration: new Date(expires).toISOString().replace('.000Z', 'Z'),
    }),
  );
}
