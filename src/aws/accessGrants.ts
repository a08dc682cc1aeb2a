// Which S3 access grants whoever asks has, as S3 tells it of an account and a region (ListCallerAccessGrants). A chunk of
// its own; rejects with a Failure.
import { failureOf } from '../core/failure.ts';
import { unreadable } from './access.ts';
import { allPages } from './allPages.ts';
import { controlPlace, type S3Access } from './s3/bucketUrl.ts';
import { askXml, elements } from './xmlService.ts';

export interface AccessGrant {
  /** `s3://bucket/prefix*` */
  readonly scope: string;
  /** READ, WRITE or READWRITE. */
  readonly permission: string;
}

const path = '/v20180820/accessgrantsinstance/caller/grants';

/**
 * In AWS's order; none where the account gives no grants in the region.
 *
 * @param account 12 digits; whose data it is about
 */
export function callerAccessGrants(
  access: S3Access,
  account: string,
  signal?: AbortSignal,
): Promise<readonly AccessGrant[]> {
  return allPages(
    async (token) => {
      const text = await page(access, account, token, signal);
      if (text === undefined) return { found: [], next: undefined };
      const found = [...text.matchAll(/<AccessGrant>(.*?)<\/AccessGrant>/gs)].map(([, grant = '']) => {
        const [scope] = elements(grant, 'GrantScope');
        if (scope === undefined) throw unreadable(access);
        return { scope, permission: elements(grant, 'Permission')[0] ?? '' };
      });
      return { found, next: elements(text, 'NextToken').find((each) => each !== '') };
    },
    () => unreadable(access),
  );
}

/** Undefined where the account has no instance of Access Grants in the region. */
async function page(
  access: S3Access,
  account: string,
  token: string | undefined,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const operation = 'ListCallerAccessGrants';
  const question = {
    operation,
    service: 's3',
    region: access.region,
    method: 'GET',
    place: controlPlace(access, account, path),
    query: token === undefined ? [] : ([['nextToken', token]] as const),
    headers: { 'x-amz-account-id': account },
    root: `${operation}Result`,
  };
  try {
    return await askXml(access, question, signal);
  } catch (error) {
    const failure = failureOf(error);
    if (failure?.code === 'service-error' && failure.awsCode === 'AccessGrantsInstanceNotExistsError') return undefined;
    throw error;
  }
}
