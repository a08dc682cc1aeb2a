// The MFA code of a request: good for one call, and only for the device of the user who calls.
import { refuse } from './awsError.ts';
import type { Call } from './callContext.ts';

/** When the code was given, for the session to remember; undefined where the request has none. @throws Refused */
export function takeMfaCode(call: Call, serial: string | undefined, code: string | undefined): number | undefined {
  if (serial === undefined && code === undefined) return undefined;
  if (serial === undefined || code === undefined) {
    refuse(
      403,
      'AccessDenied',
      'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
    );
  }
  const { mfa } = call.practice;
  if (call.caller.principal.kind !== 'user' || serial !== mfa.serial) {
    refuse(
      403,
      'AccessDenied',
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    );
  }
  const now = call.practice.now();
  if (!mfa.accept(code, now)) {
    refuse(403, 'AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code. ');
  }
  return now;
}
