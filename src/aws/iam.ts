// What IAM tells of a role's own policies. A few requests of its query protocol, signed by hand: the SDK's client of IAM is
// larger than all that Rolecall has of the SDK. A chunk of its own; every function rejects with a Failure.
import { failureOf } from '../core/failure.ts';
import { partitionOf } from '../core/partition.ts';
import { type Access, unreadable } from './access.ts';
import { allPages } from './allPages.ts';
import { placeOf } from './s3/bucketUrl.ts';
import { askXml, elements } from './xmlService.ts';

export interface RolePolicy {
  readonly name: string;
  /** JSON. */
  readonly document: string;
}

/** IAM has one endpoint a partition; it is signed for in the region beside it. */
const homes: Readonly<Record<ReturnType<typeof partitionOf>, readonly [host: string, region: string]>> = {
  aws: ['iam.amazonaws.com', 'us-east-1'],
  'aws-cn': ['iam.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  'aws-us-gov': ['iam.us-gov.amazonaws.com', 'us-gov-west-1'],
  'aws-eusc': ['iam.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
  'aws-iso': ['iam.us-iso-east-1.c2s.ic.gov', 'us-iso-east-1'],
  'aws-iso-b': ['iam.us-isob-east-1.sc2s.sgov.gov', 'us-isob-east-1'],
  'aws-iso-e': ['iam.eu-isoe-west-1.cloud.adc-e.uk', 'eu-isoe-west-1'],
  'aws-iso-f': ['iam.us-isof-south-1.csp.hci.ic.gov', 'us-isof-south-1'],
};

/**
 * The role's inline and attached policies, as far as they may be read. Rejects with the denial where nothing may be.
 *
 * @param role Its name, without a path.
 */
export async function rolePolicies(access: Access, role: string, signal?: AbortSignal): Promise<readonly RolePolicy[]> {
  const found: RolePolicy[] = [];
  const denials: unknown[] = [];
  const take = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      if (failureOf(error)?.code !== 'denied') throw error;
      denials.push(error);
    }
  };
  await take(async () => {
    for (const name of await all(access, 'ListRolePolicies', { RoleName: role }, 'member', signal)) {
      await take(async () => {
        const text = await ask(access, 'GetRolePolicy', { RoleName: role, PolicyName: name }, signal);
        found.push({ name, document: documentIn(access, text, 'PolicyDocument') });
      });
    }
  });
  await take(async () => {
    for (const arn of await all(access, 'ListAttachedRolePolicies', { RoleName: role }, 'PolicyArn', signal)) {
      await take(async () => {
        const policy = await ask(access, 'GetPolicy', { PolicyArn: arn }, signal);
        const [version = ''] = elements(policy, 'DefaultVersionId');
        const text = await ask(access, 'GetPolicyVersion', { PolicyArn: arn, VersionId: version }, signal);
        found.push({ name: arn.slice(arn.lastIndexOf('/') + 1), document: documentIn(access, text, 'Document') });
      });
    }
  });
  if (found.length === 0 && denials.length > 0) throw denials[0];
  return found;
}

/** What stands in the elements of that name, of all pages. */
function all(
  access: Access,
  action: string,
  parameters: Readonly<Record<string, string>>,
  element: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  return allPages(
    async (marker) => {
      const from = marker === undefined ? {} : { Marker: marker };
      const text = await ask(access, action, { ...parameters, ...from }, signal);
      const [next] = elements(text, 'IsTruncated')[0] === 'true' ? elements(text, 'Marker') : [];
      return { found: elements(text, element), next };
    },
    () => unreadable(access),
  );
}

/** Resolves with the whole answer, which is one of the action. */
function ask(
  access: Access,
  action: string,
  parameters: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<string> {
  const [home, region] = homes[partitionOf(access.region)];
  const url = new URL(
    access.endpoint ?? `https://${access.fips ? home.replace(/^iam\.amazonaws/, 'iam-fips.amazonaws') : home}`,
  );
  const body = Buffer.from(new URLSearchParams({ Action: action, Version: '2010-05-08', ...parameters }).toString());
  const headers = {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    'content-length': String(body.length),
  };
  const question = {
    operation: action,
    service: 'iam',
    region,
    method: 'POST',
    place: placeOf(url, '/'),
    headers,
    body,
  };
  return askXml(access, { ...question, query: [], root: `${action}Response` }, signal);
}

/** IAM writes documents as parts of an address are written. */
function documentIn(access: Access, text: string, element: string): string {
  const [encoded] = elements(text, element);
  try {
    return decodeURIComponent(encoded ?? '%');
  } catch {
    throw unreadable(access);
  }
}
