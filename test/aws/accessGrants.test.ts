// The access grants of whoever asks, as S3 tells them: on the practice account, and what another server may answer.
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { callerAccessGrants } from '../../src/aws/accessGrants.ts';
import { failureOf } from '../../src/core/failure.ts';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { type Answer, type HttpEndpoint, startHttpEndpoint } from '../fakes/httpEndpoint.ts';
import { assume } from '../practice/rawRequest.ts';

suite('aws/accessGrants', () => {
  suite('on the practice account', () => {
    let account: PracticeAccount;
    suiteSetup(async () => {
      account = await startPracticeAccount();
    });
    suiteTeardown(() => account.close());

    async function grantsAs(role: string, of = account.account, region = account.region) {
      const { accessKeyId, secretAccessKey, sessionToken = '' } = await assume(account, role);
      const credentials = { accessKeyId, secretAccessKey, sessionToken };
      return callerAccessGrants({ credentials, endpoint: account.endpoint, region }, of);
    }

    test('its own, with what they permit', async () => {
      assert.deepEqual(
        (await grantsAs('PolicyReader')).map(({ scope, permission }) => `${permission} ${scope}`),
        [
          'READ s3://work-bucket-012345678901/reports/*',
          'READWRITE s3://work-bucket-012345678901/reports/2025/march.csv',
          'READ s3://other-bucket/*',
          'WRITE s3://other-bucket/*',
        ],
      );
    });

    test('nobody else’s, and none in a region that has no instance', async () => {
      assert.deepEqual(await grantsAs('S3Full'), []);
      assert.deepEqual(await grantsAs('PolicyReader', account.account, 'us-west-2'), []);
    });

    test('who may not ask, and of whom nobody is told', async () => {
      const failures = [grantsAs('S3ListBucketOnly'), grantsAs('PolicyReader', '111122223333')];
      for (const asked of failures) {
        const failure = await asked.catch(failureOf);
        assert.ok(failure && 'code' in failure && failure.code === 'denied');
      }
    });

    test('an account that is none is not sent', async () => {
      await assert.rejects(grantsAs('PolicyReader', 'evil.example/'), {
        failure: { code: 'request-invalid', message: 'No account: evil.example/' },
      });
    });
  });

  suite('what a server can answer', () => {
    let server: HttpEndpoint;
    const asked: string[] = [];
    setup(async () => {
      server = await startHttpEndpoint();
      asked.length = 0;
    });
    teardown(() => server.close());

    const page = (grants: string, next = ''): Answer => ({
      status: 200,
      headers: { 'content-type': 'application/xml' },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<ListCallerAccessGrantsResult xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/">${next}<CallerAccessGrantsList>${grants}</CallerAccessGrantsList></ListCallerAccessGrantsResult>`,
    });
    const grant = (scope: string, more = '') =>
      `<AccessGrant><Permission>READ</Permission><GrantScope>${scope}</GrantScope>${more}</AccessGrant>`;
    const next = (token: string) => `<NextToken>${token}</NextToken>`;
    const refused = (status: number, code: string): Answer => ({
      status,
      body: `<ErrorResponse><Error><Code>${code}</Code><Message>m</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
    });

    async function grants(...answers: readonly Answer[]): Promise<unknown> {
      const left = [...answers];
      server.answer = (request: IncomingMessage) => {
        asked.push(`${request.method} ${request.url} ${request.headers['x-amz-account-id']}`);
        return left.length > 1 ? left.shift() : left[0];
      };
      const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
      const access = { credentials, region: 'us-east-1', endpoint: `${server.url}/below` };
      try {
        return (await callerAccessGrants(access, '012345678901')).map(({ scope }) => scope).join();
      } catch (error) {
        return failureOf(error)?.code ?? error;
      }
    }

    const rows: Readonly<Record<string, readonly [answers: readonly Answer[], expected: string]>> = {
      'none at all': [[page('')], ''],
      'escaped, and with what else AWS says': [
        [page(grant('s3://b/a&amp;b/*', '<ApplicationArn>arn:aws:sso::012345678901:application/x</ApplicationArn>'))],
        's3://b/a&b/*',
      ],
      'an empty token is none': [[page(grant('s3://b/*'), '<NextToken></NextToken>')], 's3://b/*'],
      'pages in circles': [[page(grant('s3://b/*'), next('m'))], 'answer-unreadable'],
      'a grant of nothing': [
        [page('<AccessGrant/><AccessGrant><Permission>READ</Permission></AccessGrant>')],
        'answer-unreadable',
      ],
      'cut short': [
        [{ status: 200, body: '<ListCallerAccessGrantsResult><CallerAccessGrantsList>' }],
        'answer-unreadable',
      ],
      'the answer to another question': [
        [{ status: 200, body: '<ListBucketResult></ListBucketResult>' }],
        'answer-unreadable',
      ],
      'a page of a proxy': [[{ status: 200, body: '<html></html>' }], 'answer-unreadable'],
      'no instance in the region': [[refused(404, 'AccessGrantsInstanceNotExistsError')], ''],
      'another 404': [[refused(404, 'NoSuchThing')], 'service-error'],
      denied: [[refused(403, 'AccessDenied')], 'denied'],
      'the token has ended': [[refused(400, 'ExpiredToken')], 'session-expired'],
      'too often': [[refused(503, 'SlowDown')], 'throttled'],
    };
    for (const [title, [answers, expected]] of Object.entries(rows)) {
      test(title, async () => assert.equal(await grants(...answers), expected));
    }

    test('several pages: each is asked for with the token of the one before, and of the account', async () => {
      assert.equal(await grants(page(grant('s3://b/*'), next('a/b+c')), page(grant('s3://c/*'))), 's3://b/*,s3://c/*');
      const path = '/below/v20180820/accessgrantsinstance/caller/grants';
      assert.deepEqual(asked, [`GET ${path} 012345678901`, `GET ${path}?nextToken=a%2Fb%2Bc 012345678901`]);
    });
  });
});
