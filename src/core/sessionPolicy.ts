// Session policies that are offered ready-made. A session policy can only narrow what the role allows.

/** AWS's own managed policy for reading everything, in the partition of the role. */
export function readOnlyPolicyArn(partition: string): string {
  return `arn:${partition}:iam::aws:policy/ReadOnlyAccess`;
}

/** Policy text: the names and the contents of one bucket, and nothing else. */
export function onlyBucketPolicy(partition: string, bucket: string): string {
  const arn = `arn:${partition}:s3:::${bucket}`;
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: arn },
      { Effect: 'Allow', Action: 's3:GetObject', Resource: `${arn}/*` },
    ],
  });
}
