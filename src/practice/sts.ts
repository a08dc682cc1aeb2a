// STS: the query protocol around its three operations, and its words for requests that it does not trust.
import { assumeRole } from './assumeRole.ts';
import { type AuthenticationProblem, authenticate, MAX_SKEW_MS } from './authentication.ts';
import { type AwsError, refuse } from './awsError.ts';
import type { Call } from './callContext.ts';
import { stsRequestId } from './ids.ts';
import type { Answer, PracticeState } from './practiceState.ts';
import { type PracticeRequest, readPairs } from './request.ts';
import { getSessionToken } from './sessionToken.ts';
import { StsParameters } from './stsParameters.ts';
import { element, elements, type Xml } from './xml.ts';

const VERSION = '2011-06-15';
const NAMESPACE = `xmlns="https://sts.amazonaws.com/doc/${VERSION}/"`;

type Operation = (call: Call, parameters: StsParameters) => readonly Xml[];

const operations: Readonly<Record<string, Operation>> = {
  GetCallerIdentity: getCallerIdentity,
  AssumeRole: assumeRole,
  GetSessionToken: getSessionToken,
};

export async function answerSts(state: PracticeState, request: PracticeRequest): Promise<Answer> {
  if (request.body.tooLarge) refuse(413, 'RequestEntityTooLarge', 'Request body exceeds the limit of this service.');
  const authenticated = await authenticate(state, 'sts', request);
  if ('problem' in authenticated) refuseCaller(authenticated.problem);
  if (!/^[a-z]{2,}(-[a-z]+)+-\d$/.test(authenticated.claim.region)) {
    refuse(403, 'SignatureDoesNotMatch', 'Credential should be scoped to a valid region. ');
  }
  if (request.method !== 'POST' && request.method !== 'GET') {
    refuse(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.');
  }
  const form = request.method === 'POST' ? readPairs(request.body.bytes.toString('utf8')) : [];
  const parameters = new StsParameters([...request.query, ...form]);
  const name = parameters.raw('Action');
  if (!name) refuse(400, 'MissingAction', 'The request is missing an action or a required parameter.');
  const version = parameters.raw('Version') ?? 'NO_VERSION_SPECIFIED';
  const operation = version === VERSION && Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) refuse(400, 'InvalidAction', `Could not find operation ${name} for version ${version}`);
  const result = operation({ state, request, ...authenticated }, parameters);
  const requestId = stsRequestId();
  const body = element(
    `${name}Response`,
    [element(`${name}Result`, result), element('ResponseMetadata', [element('RequestId', requestId)])],
    NAMESPACE,
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

function refuseCaller(problem: AuthenticationProblem): never {
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
