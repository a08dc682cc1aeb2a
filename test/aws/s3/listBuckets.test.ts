// All buckets of an account, page by page: on the practice account, and what another server may answer.
import assert from 'node:assert/strict';
import { listBuckets } from '../../../src/aws/s3/browse.ts';
import { regionOf } from '../../../src/aws/s3/s3Request.ts';
import { failureOf } from '../../../src/core/failure.ts';
import { startPracticeAccount } from '../../../src/practice/practiceAccount.ts';
import { type Answer, type HttpEndpoint, startHttpEndpoint } from '../../fakes/httpEndpoint.ts';
import { assume } from '../../practice/rawRequest.ts';

suite('aws/s3: all buckets', () => {
  test('more than a page, and where each lies', async () => {
    const account = await startPracticeAccount();
    try {
      const added = Array.from({ length: 2_100 }, (_, at) => `bucket-${String(at).padStart(4, '0')}`);
      for (const name of added) account.addBucket(name, name === 'bucket-2001' ? { region: 'eu-west-1' } : {});
      const { accessKeyId, secretAccessKey, sessionToken = '' } = await assume(account, 'S3Full');
      const credentials = { accessKeyId, secretAccessKey, sessionToken };
      const access = { credentials, endpoint: account.endpoint, region: account.region };
      const names = await listBuckets(access);
      assert.deepEqual(
        names.filter((name) => /^bucket-\d/.test(name)),
        added,
      );
      assert.equal(new Set(names).size, names.length);
      assert.equal(regionOf(access, 'bucket-2000'), account.region);
      assert.equal(regionOf(access, 'bucket-2001'), 'eu-west-1');
    } finally {
      await account.close();
    }
  });

  suite('what a server can answer', () => {
    let server: HttpEndpoint;
    let asked: (string | undefined)[];
    setup(async () => {
      server = await startHttpEndpoint();
      asked = [];
    });
    teardown(() => server.close());

    const page = (buckets: string, more = ''): Answer => ({
      status: 200,
      headers: { 'content-type': 'application/xml' },
      body: `<ListAllMyBucketsResult><Owner><ID>o</ID><DisplayName>n</DisplayName></Owner><Buckets>${buckets}</Buckets>${more}</ListAllMyBucketsResult>`,
    });
    const bucket = (name: string, more = '') =>
      `<Bucket><Name>${name}</Name><CreationDate>2025-03-26T13:30:50Z</CreationDate>${more}</Bucket>`;

    async function list(...answers: readonly Answer[]) {
      const left = [...answers];
      server.answer = ({ url }) => {
        asked.push(url);
        return left.length > 1 ? left.shift() : left[0];
      };
      const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
      const access = { credentials, region: 'us-east-1', endpoint: server.url };
      try {
        const names = await listBuckets(access);
        return names.map((name) => `${name} ${regionOf(access, name)}`).join();
      } catch (error) {
        return failureOf(error)?.code ?? error;
      }
    }

    test('each page is asked for with the token of the one before', async () => {
      const next = '<ContinuationToken>a/b&amp;c</ContinuationToken>';
      assert.equal(await list(page(bucket('one'), next), page(bucket('two'))), 'one us-east-1,two us-east-1');
      assert.deepEqual(asked, ['/?max-buckets=1000', '/?continuation-token=a%2Fb%26c&max-buckets=1000']);
    });

    const rows: Readonly<Record<string, readonly [answer: Answer, expected: string]>> = {
      'a service that knows no pages': [page(bucket('one') + bucket('two')), 'one us-east-1,two us-east-1'],
      'a region, and what is none': [
        page(
          bucket('one', '<BucketRegion>eu-west-1</BucketRegion>') +
            bucket('two', '<BucketRegion>evil.example/</BucketRegion>') +
            bucket('three', '<BucketRegion/>'),
        ),
        'one eu-west-1,two us-east-1,three us-east-1',
      ],
      'pages in circles': [page(bucket('one'), '<ContinuationToken>t</ContinuationToken>'), 'answer-unreadable'],
      'an empty token': [page(bucket('one'), '<ContinuationToken></ContinuationToken>'), 'one us-east-1'],
      'cut short': [{ status: 200, body: '<ListAllMyBucketsResult><Buckets>' }, 'answer-unreadable'],
    };
    for (const [title, [answer, expected]] of Object.entries(rows)) {
      test(title, async () => assert.equal(await list(answer), expected));
    }
  });
});
