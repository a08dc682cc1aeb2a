// ListBuckets, HeadBucket and GetBucketLocation.
import type { Answer } from './practice.ts';
import { queryValue } from './request.ts';
import {
  type BucketCall,
  bucketArn,
  demand,
  refuseArgument,
  type S3Call,
  s3Element,
  timestamp,
  xmlAnswer,
} from './s3Call.ts';
import { element, elements } from './xml.ts';

const MAX_BUCKETS = 10_000;

export function listBuckets(call: S3Call): Answer {
  demand(call, 's3:ListAllMyBuckets', 'arn:aws:s3:::*');
  const { request, practice } = call;
  const prefix = queryValue(request, 'prefix');
  const region = queryValue(request, 'bucket-region');
  const limit = readMaxBuckets(queryValue(request, 'max-buckets'));
  const token = queryValue(request, 'continuation-token');
  const after = token === undefined ? undefined : practice.store.tokens.read(token);
  if (token !== undefined && after === undefined) {
    refuseArgument('The continuation token provided is incorrect', 'continuation-token', token);
  }
  const found = practice.store
    .all()
    .filter((bucket) => bucket.name.startsWith(prefix ?? '') && (region === undefined || bucket.region === region))
    .filter((bucket) => after === undefined || bucket.name > after);
  const page = found.slice(0, limit);
  const last = found.length > page.length ? page.at(-1) : undefined;
  // Only a request with a parameter is told the regions.
  const withRegion = [prefix, region, token, queryValue(request, 'max-buckets')].some((value) => value !== undefined);
  return xmlAnswer(
    s3Element('ListAllMyBucketsResult', [
      element('Owner', [element('ID', practice.store.owner)]),
      element(
        'Buckets',
        page.map((bucket) =>
          element(
            'Bucket',
            elements({
              Name: bucket.name,
              CreationDate: timestamp(bucket.created),
              BucketRegion: withRegion ? bucket.region : undefined,
            }),
          ),
        ),
      ),
      ...elements({ ContinuationToken: last ? practice.store.tokens.write(last.name) : undefined, Prefix: prefix }),
    ]),
  );
}

function readMaxBuckets(text: string | undefined): number {
  if (text === undefined) return MAX_BUCKETS;
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > MAX_BUCKETS) {
    refuseArgument('Argument max-buckets must be an integer between 1 and 10000', 'max-buckets', text);
  }
  return Number(text);
}

export function headBucket(call: BucketCall): Answer {
  demand(call, 's3:ListBucket', bucketArn(call.bucket));
  return {
    status: 200,
    headers: {
      'x-amz-bucket-region': call.bucket.region,
      'x-amz-access-point-alias': 'false',
      'content-type': 'application/xml',
    },
  };
}

export function getBucketLocation(call: BucketCall): Answer {
  demand(call, 's3:GetBucketLocation', bucketArn(call.bucket));
  return xmlAnswer(s3Element('LocationConstraint', call.bucket.region));
}
