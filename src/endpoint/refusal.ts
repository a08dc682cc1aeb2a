// What is answered instead of credentials. The sentences reach people through the CLI in a terminal, which prints them as
// they are: English as the CLI's own, and they say what to do.

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Why there is nothing to hand out, said by whoever holds the sessions. */
export type NoGrant =
  /** Nobody is in force for this token. */
  | 'no-identity'
  | 'session-expired'
  /** Only a person can go on, with an MFA code for instance. */
  | 'person-needed'
  /** Keys without a session: the clients take nothing without a token and an end. */
  | 'no-session'
  | 'unavailable';

const refusal = (status: number, code: string, message: string): Refusal => ({ status, code, message });

export const refusals = {
  host: refusal(403, 'HostRefused', 'Rolecall answers requests to 127.0.0.1 only.'),
  foreign: refusal(403, 'OriginRefused', 'Rolecall answers neither web pages nor proxies. Add 127.0.0.1 to NO_PROXY.'),
  version: refusal(505, 'VersionRefused', 'Rolecall answers HTTP/1.1 only.'),
  method: refusal(405, 'MethodRefused', 'Rolecall answers GET only.'),
  path: refusal(404, 'NotFound', 'There is nothing here. Open a new terminal from Rolecall.'),
  body: refusal(400, 'BodyRefused', 'Rolecall takes no request body.'),
  headers: refusal(431, 'HeadersTooLarge', 'The request headers are too large.'),
  malformed: refusal(400, 'BadRequest', 'This is no request that Rolecall can read.'),
  tokenMissing: refusal(401, 'TokenMissing', 'AWS_CONTAINER_AUTHORIZATION_TOKEN is missing. Open a new terminal.'),
  token: refusal(
    401,
    'TokenRefused',
    "This terminal's token is not valid or no longer: tokens end after a day, and when the role is left. Open a new terminal.",
  ),
  defect: refusal(500, 'InternalError', 'Something is wrong in Rolecall. Its log says more (Rolecall: Show Log).'),
  late: refusal(503, 'NotReady', 'Rolecall is not ready yet. Try again in a moment.'),
} satisfies Record<string, Refusal>;

export function refusalFor(reason: NoGrant): Refusal {
  switch (reason) {
    case 'no-identity':
      return refusal(403, 'NoRole', 'No role is in force here. Run "Rolecall: Assume Role" in VS Code.');
    case 'session-expired':
      return refusal(403, 'ExpiredToken', 'The session has expired. Run "Rolecall: Renew Session Now" in VS Code.');
    case 'person-needed':
      return refusal(403, 'PersonNeeded', 'Rolecall needs you, for an MFA code perhaps. Look at VS Code.');
    case 'no-session':
      return refusal(403, 'NoSession', 'A long-term access key is not handed out. Assume a role in VS Code first.');
    case 'unavailable':
      return refusal(503, 'Unavailable', 'Rolecall has no session for this terminal right now. Look at VS Code.');
  }
}

/** botocore prints the whole text; the SDK for JavaScript reads the names with capitals, the others those without. */
export function refusalBody({ code, message }: Refusal): string {
  return JSON.stringify({ code, message, Code: code, Message: message });
}
