// Who and what the practice account holds, as data: the scenario written down, and the roles that its failures need.
// Nothing here is decided or answered; keys and ids are made at every start (directory.ts).

export const account = '012345678901';
export const region = 'ap-northeast-1';
export const bucket = `test-bucket-${account}`;
export const source = 'AssumeRoleUser';

const user = `arn:aws:iam::${account}:user/${source}`;

const policy = (...statements: readonly object[]) => ({ Version: '2012-10-17', Statement: statements });
const lendTo = (principal: string, condition?: object) =>
  policy({
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: 'sts:AssumeRole',
    ...(condition ? { Condition: condition } : {}),
  });

/** Nothing more than the names in one bucket: no ListAllMyBuckets, no GetObject, no GetBucketLocation, no IAM. */
const s3ListBucketOnly = policy({ Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${bucket}` });

export interface ScenarioRole {
  readonly trust: object;
  readonly policies: readonly object[];
  /** Seconds; AWS's default is an hour. */
  readonly maxSessionDuration?: number;
  readonly path?: string;
}

export const managedPolicies: Readonly<Record<string, object>> = { s3ListBucketOnly };

export const users: Readonly<Record<string, { readonly policies: readonly object[] }>> = {
  /** May ask for any role of the account and do nothing else. */
  [source]: {
    policies: [policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: `arn:aws:iam::${account}:role/*` })],
  },
  Somebody: { policies: [] },
};

export const roles: Readonly<Record<string, ScenarioRole>> = {
  S3ListBucketOnly: { trust: lendTo(user), policies: [s3ListBucketOnly] },
  LentToSomebodyElse: {
    trust: lendTo(`arn:aws:iam::${account}:user/Somebody`),
    policies: [s3ListBucketOnly],
  },
  NeedsExternalId: {
    trust: lendTo(user, { StringEquals: { 'sts:ExternalId': 'abc-123' } }),
    policies: [s3ListBucketOnly],
  },
  NeedsMfa: {
    trust: lendTo(user, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    policies: [s3ListBucketOnly],
  },
  FirstHop: {
    trust: lendTo(user),
    policies: [s3ListBucketOnly, policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' })],
  },
  /** Lent to one session of FirstHop. Its maximum shows that the hour of a chain counts all the same. */
  SecondHop: {
    trust: lendTo(`arn:aws:sts::${account}:assumed-role/FirstHop/MySession`),
    policies: [s3ListBucketOnly],
    maxSessionDuration: 43_200,
  },
  S3Full: {
    trust: lendTo(user),
    policies: [s3ListBucketOnly, policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' })],
    maxSessionDuration: 43_200,
  },
  /** One folder, and an explicit deny. */
  S3TestFolderOnly: {
    trust: lendTo(`arn:aws:iam::${account}:root`),
    policies: [
      policy(
        {
          Effect: 'Allow',
          Action: 's3:ListBucket',
          Resource: `arn:aws:s3:::${bucket}`,
          Condition: { StringLike: { 's3:prefix': 'test/*' } },
        },
        { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/*` },
        { Effect: 'Deny', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/test.txt` },
      ),
    ],
  },
  /** A path is part of the role's ARN and absent from its sessions' ARNs. */
  S3ListUnderPath: { trust: lendTo(user), policies: [s3ListBucketOnly], path: '/team/practice/' },
};

export interface ScenarioBucket {
  readonly region: string;
  readonly objects: Readonly<Record<string, { readonly body: string; readonly lastModified: string }>>;
}

const lastModified = '2025-03-26T13:30:50Z';

export const buckets: Readonly<Record<string, ScenarioBucket>> = {
  [bucket]: {
    region,
    objects: {
      'test/note.txt': { body: 'n'.repeat(10), lastModified },
      'test.txt': { body: 'x'.repeat(1002), lastModified },
    },
  },
  'other-bucket': { region, objects: {} },
  /** In another region: the way to a 301. */
  [`far-bucket-${account}`]: {
    region: 'us-west-2',
    objects: { 'far.txt': { body: 'f'.repeat(7), lastModified } },
  },
};

export const bucketsCreated = '2025-03-26T13:00:00Z';
