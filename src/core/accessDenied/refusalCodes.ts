// What AWS's error codes and fixed sentences mean: a table from either to a category.
// Wording alone; who was refused what is read in ../accessDenied.ts.

export type DenialCategory =
  | 'denied'
  | 'expired'
  | 'invalid-credentials'
  | 'clock-skew'
  | 'mfa'
  | 'duration'
  | 'validation'
  | 'wrong-region'
  | 'not-found'
  | 'throttled'
  | 'other';

interface RefusalKind {
  readonly category: DenialCategory;
  /** Codes that only AWS (and what speaks its protocols) uses; patterns of a whole code. */
  readonly codes?: readonly string[];
  /** Codes that other systems use too: they count in a text that is AWS's by other signs. A HEAD has only its status. */
  readonly sharedCodes?: readonly string[];
  /** Sentences that say it whatever the code: one code serves several refusals (AccessDenied for a wrong MFA code). */
  readonly says?: readonly string[];
  /** Sentences that others say too: they count where no code speaks and the text is AWS's by other signs. */
  readonly alsoSays?: readonly string[];
}

/** In order of precedence: what is narrower comes first. */
const KINDS: readonly RefusalKind[] = [
  {
    category: 'mfa',
    codes: ['InvalidAuthenticationCode', 'InvalidMFACode'],
    says: ['MultiFactorAuthentication failed'],
  },
  {
    // A signature that has expired was made by a clock that is wrong.
    category: 'clock-skew',
    codes: ['RequestTimeTooSkewed', 'RequestInTheFuture'],
    says: [
      'Signature expired: ',
      'Signature not yet current',
      'difference between the request time and the current time',
      "difference between the request time and the server's time",
    ],
  },
  {
    category: 'duration',
    says: ['DurationSeconds exceeds', "at 'durationSeconds' failed to satisfy constraint"],
  },
  {
    category: 'wrong-region',
    codes: [
      'PermanentRedirect',
      'IllegalLocationConstraintException',
      'RegionDisabledException',
      'RegionDisabled',
      'BucketRegionError',
    ],
    sharedCodes: ['MovedPermanently', '301'],
    says: [
      'must be addressed using the specified endpoint',
      'is wrong; expecting',
      'Please use this region to retry the request',
      'Credential should be scoped to a valid region',
      'constraint is incompatible for the region specific endpoint',
      'is not activated in this region',
    ],
  },
  {
    category: 'expired',
    codes: ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired', 'ExpiredIdentityToken'],
    sharedCodes: ['TokenExpired', 'CredentialsExpired', 'ExpiredCredentials'],
    says: [
      'security token included in the request is expired',
      'provided token has expired',
      'SSO session associated with this profile has expired',
      'SSO session has expired',
      'SSO access token has either expired',
      'SSO Token has expired',
      'Token has expired and refresh failed',
    ],
    alsoSays: ['Request has expired', 'Token is expired', 'credentials have expired'],
  },
  {
    category: 'denied',
    says: ['Not authorized for images', 'User is not authorized to access this resource'],
  },
  {
    category: 'invalid-credentials',
    codes: [
      'InvalidClientTokenId',
      'UnrecognizedClientException',
      'InvalidAccessKeyId',
      'SignatureDoesNotMatch',
      'InvalidSignatureException',
      'IncompleteSignature',
      'IncompleteSignatureException',
      'MissingAuthenticationToken',
      'MissingAuthenticationTokenException',
      'MissingSecurityHeader',
      'InvalidIdentityToken',
      'InvalidIdentityTokenException',
      'AuthFailure',
      'AuthorizationHeaderMalformed',
      'InvalidSecurity',
      'NotSignedUp',
    ],
    sharedCodes: ['InvalidToken', 'UnauthorizedException', 'InvalidGrantException', 'InvalidClientException', '401'],
    says: [
      'security token included in the request is invalid',
      'Access Key Id you provided does not exist in our records',
      'request signature we calculated does not match the signature you provided',
      'not able to validate the provided access credentials',
      'provided token is malformed or otherwise invalid',
      'Session token not found or invalid',
      'Error loading SSO Token',
      'Missing Authentication Token',
    ],
  },
  {
    category: 'throttled',
    codes: [
      'RequestLimitExceeded',
      'SlowDown',
      'ProvisionedThroughputExceededException',
      'RequestThrottled',
      'RequestThrottledException',
      'BandwidthLimitExceeded',
      'EC2ThrottledException',
      'PriorRequestNotComplete',
      'ThrottlingException',
    ],
    sharedCodes: [
      'Throttling',
      'ThrottledException',
      'TooManyRequests',
      'TooManyRequestsException',
      'Throttled',
      '429',
      '503',
    ],
    alsoSays: ['Rate exceeded', 'reduce your request rate', 'Request limit exceeded'],
  },
  {
    category: 'not-found',
    codes: [
      'NoSuch[A-Z][A-Za-z]{1,40}',
      'ResourceNotFoundException',
      'Invalid[A-Z][A-Za-z]{1,30}\\.NotFound',
      'AWS\\.SimpleQueueService\\.NonExistentQueue',
      'ResourceNotFoundFault',
    ],
    sharedCodes: ['NotFound', 'NotFoundException', '[A-Z][A-Za-z]{1,40}NotFound(?:Exception|Fault)?', '404'],
    alsoSays: ['specified bucket does not exist', 'specified key does not exist'],
  },
  {
    category: 'validation',
    codes: [
      'MalformedPolicyDocument',
      'MalformedPolicyDocumentException',
      'PackedPolicyTooLarge',
      'PackedPolicyTooLargeException',
      'InvalidParameterCombination',
      'InvalidBucketName',
      'MalformedXML',
      'MalformedQueryString',
      'InvalidAuthorizationMessageException',
      'InvalidLocationConstraint',
      'InvalidParameterValueException',
      'InvalidPolicyDocument',
      'MalformedPolicy',
    ],
    sharedCodes: [
      'ValidationError',
      'ValidationException',
      'InvalidParameterValue',
      'InvalidParameter',
      'InvalidParameterException',
      'InvalidInput',
      'InvalidInputException',
      'InvalidArgument',
      'InvalidArgumentException',
      'InvalidRequest',
      'InvalidRequestException',
      'InvalidAction',
      'MissingParameter',
      'MissingParameterException',
      'MissingAction',
      'BadRequestException',
      'SerializationException',
    ],
    alsoSays: ['validation error detected', 'failed to satisfy constraint', 'Parameter validation failed'],
  },
  {
    category: 'denied',
    codes: [
      'AccessDenied',
      'AccessDeniedFault',
      'KMSAccessDeniedException',
      'UnauthorizedOperation',
      'UnauthorizedTaggingOperation',
      'UnauthorizedAccess',
      'AuthorizationErrorException',
      'OptInRequired',
      'SubscriptionRequiredException',
      'AllAccessDisabled',
      'AccountProblem',
      'IDPRejectedClaim',
      'IDPRejectedClaimException',
    ],
    sharedCodes: [
      'AccessDeniedException',
      'AuthorizationError',
      'NotAuthorizedException',
      'NotAuthorized',
      'Forbidden',
      'ForbiddenException',
      '403',
    ],
    alsoSays: [
      'Access Denied',
      'Access to the resource https://',
      'not authorized to perform',
      'not authorized to access',
      '403 Forbidden',
    ],
  },
  {
    // Refusals that are none of the above; named so that their code is known for one.
    category: 'other',
    codes: ['EntityAlreadyExists', 'BucketAlreadyOwnedByYou', 'BucketAlreadyExists', 'IDPCommunicationError'],
    sharedCodes: [
      'LimitExceeded',
      'LimitExceededException',
      'InternalError',
      'InternalFailure',
      'InternalServerError',
      'InternalServerException',
      'ServiceUnavailable',
      'ServiceUnavailableException',
      'RequestTimeout',
      'ConflictException',
      'InvalidObjectState',
      'PreconditionFailed',
      'BadRequest',
      '400',
      '412',
    ],
  },
];

const solid = (phrase: string) => phrase.toLowerCase().replaceAll(' ', '');

// CloudTrail and EC2 say whose fault it is before the code: Client.UnauthorizedOperation.
const FAULT = '(?:Client\\.|Server\\.)?';

const whole = (codes: readonly string[]) => new RegExp(`^${FAULT}(?:${codes.join('|')})$`);
const codesOf = (kind: RefusalKind) => [...(kind.codes ?? []), ...(kind.sharedCodes ?? [])];

const BY_CODE = KINDS.map((kind) => ({ category: kind.category, pattern: whole(codesOf(kind)) }));
const BY_SENTENCE = KINDS.map((kind) => ({
  category: kind.category,
  says: (kind.says ?? []).map(solid),
  alsoSays: (kind.alsoSays ?? []).map(solid),
}));

const worded = (codes: readonly string[]) => codes.filter((code) => !/^\d/.test(code)).join('|');
/** A code that stands somewhere in a text, as a word. Statuses are left out: numbers stand everywhere. */
const CODE_WORD = new RegExp(`\\b${FAULT}(?:${worded(KINDS.flatMap(codesOf))})\\b`, 'g');
const AWS_ONLY = whole(KINDS.flatMap((kind) => kind.codes ?? []));

/** The codes that a text names, at most the first few, with their places. */
export function codeWords(text: string): { readonly code: string; readonly at: number }[] {
  const found: { code: string; at: number }[] = [];
  for (const match of text.matchAll(CODE_WORD)) {
    found.push({ code: match[0], at: match.index });
    if (found.length === 32) break;
  }
  return found;
}

/** Whether only AWS has this code; other systems know a "NotFound" as well. */
export const isAwsOnly = (code: string): boolean => AWS_ONLY.test(code);

export function categoryOfCode(code: string): DenialCategory | undefined {
  return BY_CODE.find(({ pattern }) => pattern.test(code))?.category;
}

/** What the fixed sentences of a text say; `solidWords` is the text in lower case, without white space. */
export function categoryOfSentence(solidWords: string, from: 'says' | 'alsoSays'): DenialCategory | undefined {
  return BY_SENTENCE.find((kind) => kind[from].some((phrase) => solidWords.includes(phrase)))?.category;
}
