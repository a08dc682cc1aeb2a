// STS: the query protocol around its operations, and its words for requests that it does not trust.
import { assumeRole } from './assumeRole.ts';
import { type AuthenticationProblem, authenticate, MAX_SKEW_MS } from './authentication.ts';
import { type AwsError, refuse } from './awsError.ts';
import type { Call } from './callContext.ts';
import { stsRequestId } from './ids.ts';
import type { Answer, Practice } from './practice.ts';
import { type PracticeRequest, queryValue, readPairs } from './request.ts';
import { getSessionToken } from './sessionToken.ts';
import { StsParameters } from './stsParameters.ts';
import { assumeRoleWithWebIdentity } from './webIdentity.ts';
import { element, elements, type Xml } from './xml.ts';

const VERSION = '2011-06-15';
const NAMESPACE = `xmlns="https://sts.amazonaws.com/doc/${VERSION}/"`;

/** More than any request of STS needs. */
const MAX_BODY = 256 * 1024;

type Operation = (call: Call, parameters: StsParameters) => readonly Xml[];
type UnsignedOperation = (practice: Practice, request: PracticeRequest, parameters: StsParameters) => readonly Xml[];

const operations: Readonly<Record<string, Operation>> = {
  GetCallerIdentity: getCallerIdentity,
  AssumeRole: assumeRole,
  GetSessionToken: getSessionToken,
};

/** Those that show something else than a key's signature. */
const unsignedOperations: Readonly<Record<string, UnsignedOperation>> = {
  AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity,
};

export async function answerSts(practice: Practice, request: PracticeRequest): Promise<Answer> {
  if (request.body.size > MAX_BODY)
    refuse(413, 'RequestEntityTooLarge', 'Request body exceeds the limit of this service.');
  const unsigned = unsignedOperation(request);
  if (unsigned) {
    const parameters = readParameters(request);
    checkVersion(unsigned.name, parameters);
    return operationAnswer(unsigned.name, unsigned.operation(practice, request, parameters));
  }
  const authenticated = await authenticate(practice, 'sts', request);
  if ('problem' in authenticated) refuseCaller(authenticated.problem);
  const { caller, claim } = authenticated;
  if (!/^[a-z]{2,}(-[a-z]+)+-\d$/.test(claim.region)) {
    refuse(403, 'SignatureDoesNotMatch', 'Credential should be scoped to a valid region. ');
  }
  const parameters = readParameters(request);
  const name = parameters.raw('Action');
  if (!name) refuse(400, 'MissingAction', 'The request is missing an action or a required parameter.');
  checkVersion(name, parameters);
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) return refuseOperation(name, VERSION);
  return operationAnswer(name, operation({ practice, request, caller, region: claim.region }, parameters));
}

/** Looked for without decoding anything: what cannot be decoded is refused only once its caller is known. */
function unsignedOperation(request: PracticeRequest): { name: string; operation: UnsignedOperation } | undefined {
  const form = request.body.bytes.toString('latin1').split('&');
  for (const [name, operation] of Object.entries(unsignedOperations)) {
    const isAsked = form.includes(`Action=${name}`) || queryValue(request, 'Action') === name;
    if (isAsked) return { name, operation };
  }
  return undefined;
}

function readParameters(request: PracticeRequest): StsParameters {
  if (request.method !== 'POST' && request.method !== 'GET') {
    refuse(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.');
  }
  return new StsParameters(readPairsOf(request));
}

function readPairsOf(request: PracticeRequest): readonly (readonly [string, string])[] {
  const form = request.method === 'POST' ? readPairs(request.body.bytes.toString('utf8')) : [];
  return [...request.query, ...form];
}

function checkVersion(name: string, parameters: StsParameters): void {
  const version = parameters.raw('Version') ?? 'NO_VERSION_SPECIFIED';
  if (version !== VERSION) refuseOperation(name, version);
}

function refuseOperation(name: string, version: string): never {
  return refuse(400, 'InvalidAction', `Could not find operation ${name} for version ${version}`);
}

/** As STS and IAM have it. */
export function operationAnswer(name: string, result: readonly Xml[], namespace = NAMESPACE): Answer {
  const requestId = stsRequestId();
  const body = element(
    `${name}Response`,
    [element(`${name}Result`, result), element('ResponseMetadata', [element('RequestId', requestId)])],
    namespace,
  );
  return { status: 200, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body: body.xml };
}

/** Needs no permission: AWS answers it even where a policy denies it. */
function getCallerIdentity({ caller }: Call): readonly Xml[] {
  return elements({ Arn: caller.principal.arn, UserId: caller.userId, Account: caller.principal.account });
}

export function stsErrorAnswer(error: AwsError): Answer {
  const requestId = stsRequestId();
  const body = element(
    'ErrorResponse',
    [
      element(
        'Error',
        elements({ Type: error.status < 500 ? 'Sender' : 'Receiver', Code: error.code, Message: error.message }),
      ),
      element('RequestId', requestId),
    ],
    NAMESPACE,
  );
  return {
    status: error.status,
    headers: { ...error.headers, 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: body.xml,
  };
}

const WRONG_SIGNATURE =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

export function refuseCaller(problem: AuthenticationProblem): never {
  switch (problem.kind) {
    case 'anonymous':
      return refuse(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
    case 'other-algorithm':
      return refuse(400, 'IncompleteSignature', 'Unsupported AWS signature algorithm in the Authorization header.');
    case 'incomplete':
      return refuse(400, 'IncompleteSignature', incompleteMessage(problem.missing));
    case 'date-missing':
      return refuse(
        400,
        'IncompleteSignature',
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
      );
    case 'scope-date':
      return refuse(
        403,
        'SignatureDoesNotMatch',
        `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${problem.scope}' != '${problem.signed.slice(0, 8)}', from '${problem.signed}'.`,
      );
    case 'wrong-service':
      return refuse(403, 'SignatureDoesNotMatch', "Credential should be scoped to correct service: 'sts'. ");
    case 'unknown-key':
    case 'token-missing':
    case 'token-wrong':
      return refuse(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
    case 'expired':
      return refuse(403, 'ExpiredToken', 'The security token included in the request is expired');
    case 'skewed':
      return refuse(403, 'SignatureDoesNotMatch', skewMessage(problem.signed, problem.now));
    case 'payload-hash-missing':
    case 'unsigned-header':
    case 'signature-wrong':
    case 'payload-wrong':
      return refuse(403, 'SignatureDoesNotMatch', WRONG_SIGNATURE);
  }
}

function incompleteMessage(missing: readonly string[]): string {
  if (missing.length === 0) return 'Credential must have exactly 5 slash-delimited elements.';
  return missing.map((name) => `Authorization header requires '${name}' parameter.`).join(' ');
}

function skewMessage(signed: number, now: number): string {
  return signed < now
    ? `Signature expired: ${stamp(signed)} is now earlier than ${stamp(now - MAX_SKEW_MS)} (${stamp(now)} - 15 min.)`
    : `Signature not yet current: ${stamp(signed)} is still later than ${stamp(now + MAX_SKEW_MS)} (${stamp(now)} + 15 min.)`;
}

const stamp = (time: number) => `${new Date(time).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;
