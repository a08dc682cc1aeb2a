// All buckets of an account, page by page: on the practice account, and what another server may answer.
import assert from 'node:assert/strict';
import { listBuckets, listingAccess } from '../../../src/aws/s3/browse.ts';
import type { S3Access } from '../../../src/aws/s3/bucketUrl.ts';
import { regionOf } from '../../../src/aws/s3/s3Request.ts';
import type { BucketFilter } from '../../../src/core/bucket.ts';
import { failureOf } from '../../../src/core/failure.ts';
import { type PracticeAccount, startPracticeAccount } from '../../../src/practice/practiceAccount.ts';
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

  suite('of which some are wanted', () => {
    let account: PracticeAccount;
    let access: S3Access;
    suiteSetup(async () => {
      account = await startPracticeAccount();
      for (let at = 0; at < 1_200; at++) {
        account.addBucket(`log-${String(at).padStart(4, '0')}`, at % 600 === 0 ? { region: 'eu-west-1' } : {});
      }
      const { accessKeyId, secretAccessKey, sessionToken = '' } = await assume(account, 'S3Full');
      const credentials = { accessKeyId, secretAccessKey, sessionToken };
      access = { credentials, endpoint: account.endpoint, region: account.region };
    });
    suiteTeardown(() => account?.close());

    const rows: Readonly<Record<string, readonly [filter: BucketFilter, count: number, first: string | undefined]>> = {
      'by the beginning, over pages': [{ prefix: 'log-' }, 1_200, 'log-0000'],
      'by the region': [{ region: 'eu-west-1' }, 2, 'log-0000'],
      'by both': [{ prefix: 'log-06', region: 'eu-west-1' }, 1, 'log-0600'],
      none: [{ prefix: 'log-', region: 'eu-north-1' }, 0, undefined],
    };
    for (const [title, [filter, count, first]] of Object.entries(rows)) {
      test(title, async () => {
        const names = await listBuckets(access, filter);
        assert.deepEqual([names.length, names[0]], [count, first]);
      });
    }

    test('AWS is asked in the region that is wanted, another endpoint where it is', () => {
      const { credentials } = access;
      const near = { credentials, region: 'us-east-1' };
      assert.equal(listingAccess(near, undefined).region, 'us-east-1');
      assert.equal(listingAccess(near, 'eu-west-1').region, 'eu-west-1');
      assert.equal(listingAccess(access, 'eu-west-1').region, account.region);
    });

    test('a region in another partition: nothing is asked', async () => {
      const failure = await listBuckets(
        { credentials: access.credentials, region: 'us-east-1' },
        { region: 'cn-north-1' },
      ).catch(failureOf);
      assert.deepEqual(failure, { code: 'partition-mismatch', partition: 'aws', region: 'cn-north-1' });
    });
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

    const list = (...answers: readonly Answer[]) => listWanted({}, ...answers);
    async function listWanted(filter: BucketFilter, ...answers: readonly Answer[]) {
      const left = [...answers];
      server.answer = ({ url }) => {
        asked.push(url);
        return left.length > 1 ? left.shift() : left[0];
      };
      const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
      const access = { credentials, region: 'us-east-1', endpoint: server.url };
      try {
        const names = await listBuckets(access, filter);
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

    test('what is wanted is asked for, on every page', async () => {
      const next = '<ContinuationToken>t</ContinuationToken>';
      await listWanted({ prefix: 'log-', region: 'eu-west-1' }, page(bucket('log-1'), next), page(bucket('log-2')));
      assert.deepEqual(asked, [
        '/?bucket-region=eu-west-1&max-buckets=1000&prefix=log-',
        '/?bucket-region=eu-west-1&continuation-token=t&max-buckets=1000&prefix=log-',
      ]);
    });

    test('a service that gives all the same', async () => {
      const far = '<BucketRegion>eu-west-1</BucketRegion>';
      const near = '<BucketRegion>us-east-1</BucketRegion>';
      const all = page(
        bucket('log-far', far) + bucket('log-near', near) + bucket('log-somewhere') + bucket('other', far),
      );
      assert.equal(
        await listWanted({ prefix: 'log-', region: 'eu-west-1' }, all),
        'log-far eu-west-1,log-somewhere us-east-1',
      );
      assert.equal(
        await listWanted({ prefix: 'log-' }, all),
        'log-far eu-west-1,log-near us-east-1,log-somewhere us-east-1',
      );
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
