// A bucket by an access point's ARN or alias: where AWS is really asked, and signed for which region. AWS's host names lead
// to a stand-in, behind which the practice account has the bucket.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { parseBucketPlace } from '../../../src/core/bucket.ts';
import { type PracticeAccount, startPracticeAccount } from '../../../src/practice/practiceAccount.ts';
import { type AwsNames, startAwsNames } from '../../fakes/awsNames.ts';
import { assume } from '../../practice/rawRequest.ts';
import { needs } from '../../support/needs.ts';

const bucket = 'other-bucket';
const arn = 'arn:aws:s3:ap-northeast-1:012345678901:accesspoint/my-point';
const alias = 'my-point-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias';

suite('aws/s3: access points', () => {
  needs('openssl');
  let account: PracticeAccount;
  let names: AwsNames;
  const asked = new Set<string>();
  const sources: (string | undefined)[] = [];

  suiteSetup(async () => {
    // The signature is about the access point, which the practice account does not know.
    account = await startPracticeAccount({ checks: { signature: false } });
    names = await startAwsNames((request, response) => {
      forward(request, response).catch(() => response.destroy());
    });
  });
  suiteTeardown(async () => {
    await names?.close();
    await account?.close();
  });
  setup(() => {
    asked.clear();
    sources.length = 0;
    account.put(bucket, 'dir/a b.txt', 'as it was');
  });

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const [, region, service] = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
    asked.add(`${headers.host} for ${service} in ${region}`);
    const source = headers['x-amz-copy-source'] as string | undefined;
    if (source !== undefined) sources.push(source);
    const sent = httpRequest(`${account.endpoint}/${bucket}${url}`, {
      method,
      headers: { ...headers, host: 'stand-in', ...(source && { 'x-amz-copy-source': `${bucket}/dir/a%20b.txt` }) },
    });
    sent.end(await buffer(request));
    const [answered] = (await once(sent, 'response')) as [IncomingMessage];
    response.writeHead(answered.statusCode ?? 502, answered.headers).end(await buffer(answered));
  }

  async function goThrough(typed: string, region: string): Promise<unknown> {
    const place = parseBucketPlace(typed);
    assert.ok('bucket' in place);
    const keys = JSON.stringify(await assume(account, 'S3Full'));
    const script = path.resolve('out/test/test/aws/s3/atAws.main.js');
    const { stdout } = await promisify(execFile)(process.execPath, [script, keys, region, place.bucket], {
      env: { PATH: process.env.PATH, ...names.env },
      timeout: 60_000,
    });
    return JSON.parse(stdout);
  }

  const consoleAt = 'https://console.aws.amazon.com/s3';
  const got = (host: string, bucketName: string) => ({
    listed: ['dir/a b.txt'],
    size: 9,
    read: 'as it was',
    copied: 'written',
    left: [],
    link: `${host}/dir/a%20b.txt`,
    consoleUrls: [
      `${consoleAt}/object/${bucketName}?region=ap-northeast-1&prefix=dir%2Fa%20b%26c.txt`,
      `${consoleAt}/buckets/${bucketName}?region=ap-northeast-1`,
    ],
  });

  test('by its ARN: its own host, in the region of the ARN, for everything', async () => {
    const host = 'my-point-012345678901.s3-accesspoint.ap-northeast-1.amazonaws.com';
    assert.deepEqual(await goThrough(`s3://${arn}/dir/`, 'us-east-1'), got(host, arn));
    assert.deepEqual([...asked], [`${host} for s3 in ap-northeast-1`]);
    assert.deepEqual(
      sources.map((each) => decodeURIComponent(each ?? '')),
      [`${arn}/object/dir/a b.txt`],
    );
  });

  test('by its alias: as a bucket of that name', async () => {
    const host = `${alias}.s3.ap-northeast-1.amazonaws.com`;
    assert.deepEqual(await goThrough(`${alias}/dir/`, 'ap-northeast-1'), got(host, alias));
    assert.deepEqual([...asked], [`${host} for s3 in ap-northeast-1`]);
    assert.deepEqual(
      sources.map((each) => decodeURIComponent(each ?? '')),
      [`${alias}/dir/a b.txt`],
    );
  });
});
