// AssumeRoleWithWebIdentity: the caller has no keys, only a token of an identity provider that the account trusts. The
// token must be good, and the role must lend to whom it vouches for.
import { refuse } from './awsError.ts';
import type { Call } from './callContext.ts';
import type { Caller, SessionTag } from './caller.ts';
import { texts } from './identityProvider.ts';
import { type Claims, type IdToken, readIdToken } from './idToken.ts';
import type { Practice } from './practice.ts';
import type { PracticeRequest } from './request.ts';
import { lentRole, type WantedRole } from './rolePermission.ts';
import { HOUR, MAX_SECONDS, makeRoleSession, roleAccount } from './roleSession.ts';
import { account, region } from './scenario.ts';
import { takeSessionLimits } from './sessionPolicies.ts';
import type { StsParameters } from './stsParameters.ts';
import { elements, type Xml } from './xml.ts';

export function assumeRoleWithWebIdentity(
  practice: Practice,
  request: PracticeRequest,
  parameters: StsParameters,
): readonly Xml[] {
  const roleArn = parameters.text('roleArn') ?? '';
  const sessionName = parameters.text('roleSessionName') ?? '';
  const text = parameters.text('webIdentityToken') ?? '';
  parameters.text('providerId');
  const policyText = parameters.text('policy');
  const seconds = parameters.durationSeconds(HOUR, MAX_SECONDS);
  const policyArns = parameters.policyArns();
  parameters.check();
  const roleOwner = roleAccount(roleArn);
  const limits = takeSessionLimits(practice.directory, policyText, policyArns);
  const { claims } = checkToken(practice, text, roleOwner);

  const tags = tagsIn(claims);
  const sourceIdentity = texts(claims[SOURCE_IDENTITY_CLAIM])[0];
  const call: Call = { practice, request, caller: vouchedFor(practice), region };
  const wanted: WantedRole = {
    roleArn,
    account: roleOwner,
    role: practice.directory.roles.get(roleArn),
    sessionName,
    requestTags: tags,
    inheritedTags: [],
    sourceIdentity,
    keys: practice.provider.conditionKeys(claims),
  };
  const role = lentRole(call, 'sts:AssumeRoleWithWebIdentity', wanted, (action) =>
    refuse(403, 'AccessDenied', `Not authorized to perform ${action}`),
  );
  const secondsGiven = parameters.raw('DurationSeconds') !== undefined;
  return [
    ...elements({
      SubjectFromWebIdentityToken: texts(claims.sub)[0],
      Audience: texts(claims.aud)[0],
      Provider: practice.provider.arn,
    }),
    ...makeRoleSession(call, {
      role,
      name: sessionName,
      seconds,
      secondsGiven,
      limits,
      tags,
      mfaAt: undefined,
      sourceIdentity,
    }),
  ];
}

function vouchedFor(practice: Practice): Caller {
  return {
    principal: { kind: 'web-identity', arn: practice.provider.arn, account },
    userId: '',
    policies: [],
    tags: [],
  };
}

/** @throws Refused where the token is none, not of a provider that the role's account trusts, or not good any more. */
function checkToken({ provider, checks, now }: Practice, text: string, roleOwner: string): IdToken {
  const token = readIdToken(text);
  const issuer = texts(token?.claims.iss)[0];
  if (!token || issuer === undefined) {
    return refuse(
      400,
      'InvalidIdentityToken',
      'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    );
  }
  if (issuer !== provider.issuer || roleOwner !== account) {
    refuse(400, 'InvalidIdentityToken', `No OpenIDConnect provider found in your account for ${issuer}`);
  }
  if (checks.signature && !(provider.knowsKey(token) && provider.signed(token))) {
    refuse(
      400,
      'InvalidIdentityToken',
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    );
  }
  const seconds = Math.floor(now() / 1000);
  const expires = typeof token.claims.exp === 'number' ? token.claims.exp : 0;
  if (checks.expiry && seconds >= expires) {
    refuse(
      400,
      'ExpiredTokenException',
      `Token expired: current date/time ${seconds} must be before the expiration date/time ${expires}`,
    );
  }
  if (!texts(token.claims.aud).some((audience) => provider.audiences.includes(audience))) {
    refuse(400, 'InvalidIdentityToken', 'Incorrect token audience');
  }
  return token;
}

const TAGS_CLAIM = 'https://aws.amazon.com/tags';
const SOURCE_IDENTITY_CLAIM = 'https://aws.amazon.com/source_identity';

/** `{ principal_tags: { team: ["red"] }, transitive_tag_keys: ["team"] }`: each tag a list of one value. */
function tagsIn(claims: Claims): readonly SessionTag[] {
  const claim = claims[TAGS_CLAIM];
  if (typeof claim !== 'object' || claim === null) return [];
  const { principal_tags: tags = {}, transitive_tag_keys: transitive } = claim as Claims;
  if (typeof tags !== 'object' || tags === null) return [];
  const keys = texts(transitive);
  return Object.entries(tags).flatMap(([key, values]) =>
    texts(values)
      .slice(0, 1)
      .map((value) => ({ key, value, transitive: keys.includes(key) })),
  );
}
