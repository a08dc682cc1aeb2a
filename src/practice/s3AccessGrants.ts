// S3 Access Grants of the practice account, of which it has the question that a grantee asks: what was I granted?
import { refuse } from './awsError.ts';
import type { Answer } from './practice.ts';
import { type PracticeRequest, queryValue } from './request.ts';
import { demand, refuseArgument, type S3Call, xmlAnswer } from './s3Call.ts';
import { accessGrants, account, region as homeRegion } from './scenario.ts';
import { element, elements } from './xml.ts';

const NAMESPACE = 'xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/"';
const MAX_RESULTS = 1000;

/** Asked of an account, whose number is in a header and, of AWS, in the host's name. */
export function isCallerGrants({ method, rawPath, headers }: PracticeRequest): boolean {
  const isAsked = method === 'GET' && rawPath === '/v20180820/accessgrantsinstance/caller/grants';
  return isAsked && headers['x-amz-account-id'] !== undefined;
}

export function listCallerAccessGrants(call: S3Call): Answer {
  const { request, region, caller, practice } = call;
  if (request.headers['x-amz-account-id'] !== account) refuse(403, 'AccessDenied', 'Access Denied');
  demand(call, 's3:ListCallerAccessGrants', `arn:aws:s3:${region}:${account}:access-grants/default`);
  // An account has one instance a region, and this one only at home.
  if (region !== homeRegion) {
    refuse(404, 'AccessGrantsInstanceNotExistsError', 'Access Grants Instance does not exist');
  }
  const { tokens } = practice.store;
  const token = queryValue(request, 'nextToken');
  const from = token === undefined ? 0 : Number(tokens.read(token) ?? Number.NaN);
  if (token !== undefined && Number.isNaN(from)) {
    refuseArgument('The continuation token provided is incorrect', 'nextToken', token);
  }
  const { principal } = caller;
  const name = principal.kind === 'role-session' ? principal.roleArn.slice(principal.roleArn.lastIndexOf('/') + 1) : '';
  const fragment = queryValue(request, 'grantscope') ?? '';
  const granted = (accessGrants[name] ?? []).filter(({ scope }) => scope.includes(fragment));
  const limit = readMaxResults(queryValue(request, 'maxResults'));
  const next = from + limit < granted.length ? tokens.write(String(from + limit)) : undefined;
  return xmlAnswer(
    element(
      'ListCallerAccessGrantsResult',
      [
        ...elements({ NextToken: next }),
        element(
          'CallerAccessGrantsList',
          granted
            .slice(from, from + limit)
            .map(({ scope, permission }) =>
              element('AccessGrant', elements({ Permission: permission, GrantScope: scope })),
            ),
        ),
      ],
      NAMESPACE,
    ),
  );
}

function readMaxResults(text: string | undefined): number {
  if (text === undefined) return MAX_RESULTS;
  if (!/^\d{1,4}$/.test(text) || Number(text) < 1 || Number(text) > MAX_RESULTS) {
    refuseArgument('Argument maxResults must be an integer between 1 and 1000', 'maxResults', text);
  }
  return Number(text);
}
