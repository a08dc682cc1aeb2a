// Who and what the practice account holds, as data: the scenario written down, and the roles that its failures need.
// Nothing here is decided or answered; keys and ids are made at every start (directory.ts).

export const account = '012345678901';
export const region = 'ap-northeast-1';
export const bucket = `test-bucket-${account}`;
/** Where BucketEditor may do a lot. */
const workBucket = `work-bucket-${account}`;
export const source = 'AssumeRoleUser';

/** Tokens of this issuer, for these audiences, are taken for what they say of their subject. */
export const identityProvider = {
  issuer: 'https://login.practice.example',
  audiences: ['sts.amazonaws.com', 'practice-tools'],
  subject: 'repo:practice/site:ref:refs/heads/main',
} as const;

const user = `arn:aws:iam::${account}:user/${source}`;

const policy = (...statements: readonly object[]) => ({ Version: '2012-10-17', Statement: statements });
const lend = (principal: string, action: string | readonly string[], condition?: object) => ({
  Effect: 'Allow',
  Principal: { AWS: principal },
  Action: action,
  ...(condition ? { Condition: condition } : {}),
});
const lendTo = (principal: string, condition?: object) => policy(lend(principal, 'sts:AssumeRole', condition));
const CHAIN_ACTIONS = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'] as const;

/** Nothing more than the names in one bucket: no ListAllMyBuckets, no GetObject, no GetBucketLocation, no IAM. */
const s3ListBucketOnly = policy({ Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${bucket}` });

export interface ScenarioIdentity {
  readonly policies: readonly object[];
  readonly boundary?: object;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface ScenarioRole extends ScenarioIdentity {
  readonly trust: object;
  /** Seconds; AWS's default is an hour. */
  readonly maxSessionDuration?: number;
  readonly path?: string;
}

export const managedPolicies: Readonly<Record<string, object>> = { s3ListBucketOnly };

export const users: Readonly<Record<string, ScenarioIdentity>> = {
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
  /** Takes the tags `team` and `folder` and the user's own name as source identity; reads the folder of its tag. */
  TaggedReader: {
    trust: policy(
      lend(user, 'sts:AssumeRole'),
      lend(user, 'sts:TagSession', { 'ForAllValues:StringEqualsIgnoreCase': { 'aws:TagKeys': ['team', 'folder'] } }),
      lend(user, 'sts:SetSourceIdentity', { StringEquals: { 'sts:SourceIdentity': '${aws:username}' } }),
    ),
    policies: [
      s3ListBucketOnly,
      policy({
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${bucket}/\${aws:PrincipalTag/folder}/*`,
      }),
    ],
    tags: { team: 'nobody' },
  },
  /** Its policy allows all of S3, its boundary only a little of it, and forbids to list buckets. */
  BoundedReader: {
    trust: lendTo(user),
    policies: [policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' })],
    boundary: policy(
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${bucket}` },
      { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/test/*` },
      { Effect: 'Deny', Action: 's3:ListAllMyBuckets', Resource: '*' },
    ),
  },
  /** Takes any tags and any source identity, and hands them on to the role that it may ask for. */
  ChainStart: {
    trust: policy(lend(user, CHAIN_ACTIONS)),
    policies: [
      s3ListBucketOnly,
      policy({ Effect: 'Allow', Action: CHAIN_ACTIONS, Resource: `arn:aws:iam::${account}:role/*` }),
    ],
    maxSessionDuration: 43_200,
  },
  ChainEnd: {
    trust: policy(lend(`arn:aws:iam::${account}:role/ChainStart`, CHAIN_ACTIONS)),
    policies: [s3ListBucketOnly],
    maxSessionDuration: 43_200,
  },
  LongReader: { trust: lendTo(user), policies: [s3ListBucketOnly], maxSessionDuration: 43_200 },
  /** For whom the identity provider vouches, if it is for STS and about a branch of the practice repository. */
  WebIdentityReader: {
    trust: policy({
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/login.practice.example` },
      Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
      Condition: {
        StringEquals: { 'login.practice.example:aud': 'sts.amazonaws.com' },
        StringLike: { 'login.practice.example:sub': 'repo:practice/site:*' },
      },
    }),
    policies: [s3ListBucketOnly],
  },
  /** Puts into one folder, and can neither see nor take back what it has put. */
  UploadOnly: {
    trust: lendTo(user),
    policies: [
      policy({
        Effect: 'Allow',
        Action: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
        Resource: `arn:aws:s3:::${workBucket}/inbox/*`,
      }),
    ],
  },
  /** Sees all of one bucket, earlier versions and tags too, and changes nothing. */
  VersionsReader: {
    trust: lendTo(user),
    policies: [
      policy(
        {
          Effect: 'Allow',
          Action: ['s3:ListBucket', 's3:ListBucketVersions', 's3:GetBucketVersioning', 's3:GetBucketLocation'],
          Resource: `arn:aws:s3:::${workBucket}`,
        },
        {
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectTagging', 's3:GetObjectVersionTagging'],
          Resource: `arn:aws:s3:::${workBucket}/*`,
        },
      ),
    ],
  },
  /** Reads a folder, and what says so: the policies, its own and those that are attached to it, and its access grants. */
  PolicyReader: {
    trust: lendTo(user),
    policies: [
      s3ListBucketOnly,
      policy(
        {
          Effect: 'Allow',
          Action: 's3:ListBucket',
          Resource: `arn:aws:s3:::${workBucket}`,
          Condition: { StringLike: { 's3:prefix': 'reports/*' } },
        },
        {
          Effect: 'Allow',
          Action: ['iam:ListRolePolicies', 'iam:GetRolePolicy', 'iam:ListAttachedRolePolicies'],
          Resource: `arn:aws:iam::${account}:role/PolicyReader`,
        },
        { Effect: 'Allow', Action: ['iam:GetPolicy', 'iam:GetPolicyVersion'], Resource: '*' },
        {
          Effect: 'Allow',
          Action: 's3:ListCallerAccessGrants',
          Resource: `arn:aws:s3:*:${account}:access-grants/default`,
        },
      ),
    ],
  },
  /** Everything that a bucket's contents need, in one bucket: list, read, write, delete, tag, versions, uploads in parts. */
  BucketEditor: {
    trust: lendTo(user),
    policies: [
      policy(
        {
          Effect: 'Allow',
          Action: [
            's3:ListBucket',
            's3:ListBucketVersions',
            's3:ListBucketMultipartUploads',
            's3:GetBucketLocation',
            's3:GetBucketVersioning',
            's3:PutBucketVersioning',
          ],
          Resource: `arn:aws:s3:::${workBucket}`,
        },
        {
          Effect: 'Allow',
          Action: [
            's3:GetObject*',
            's3:PutObject',
            's3:PutObjectTagging',
            's3:PutObjectVersionTagging',
            's3:DeleteObject*',
            's3:AbortMultipartUpload',
            's3:ListMultipartUploadParts',
          ],
          Resource: `arn:aws:s3:::${workBucket}/*`,
        },
      ),
    ],
  },
};

/** S3 access grants, by the name of the role that they are for. */
export const accessGrants: Readonly<
  Record<string, readonly { readonly scope: string; readonly permission: string }[]>
> = {
  PolicyReader: [
    { scope: `s3://${workBucket}/reports/*`, permission: 'READ' },
    { scope: `s3://${workBucket}/reports/2025/march.csv`, permission: 'READWRITE' },
    { scope: 's3://other-bucket/*', permission: 'READ' },
    { scope: 's3://other-bucket/*', permission: 'WRITE' },
  ],
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
  [workBucket]: {
    region,
    objects: {
      'notes.txt': { body: 'Practice here: nothing in this bucket is real.\n', lastModified },
      'reports/2025/march.csv': { body: 'day,visits\n1,12\n2,15\n', lastModified },
    },
  },
  /** In another region: the way to a 301. */
  [`far-bucket-${account}`]: {
    region: 'us-west-2',
    objects: { 'far.txt': { body: 'f'.repeat(7), lastModified } },
  },
};

export const bucketsCreated = '2025-03-26T13:00:00Z';
