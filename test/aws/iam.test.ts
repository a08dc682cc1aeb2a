// A role's own policies, as IAM tells them: on the practice account, and what another server may answer.
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { rolePolicies } from '../../src/aws/iam.ts';
import { failureOf } from '../../src/core/failure.ts';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { type Answer, type HttpEndpoint, startHttpEndpoint } from '../fakes/httpEndpoint.ts';
import { assume, sendSigned } from '../practice/rawRequest.ts';

const answered = (action: string, result: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result>${result}</${action}Result></${action}Response>`,
});
const refused = (status: number, code: string): Answer => ({
  status,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>m</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
});

suite('aws/iam', () => {
  suite('on the practice account', () => {
    let account: PracticeAccount;
    suiteSetup(async () => {
      account = await startPracticeAccount();
    });
    suiteTeardown(() => account.close());

    async function policiesAs(role: string, of = role) {
      const { accessKeyId, secretAccessKey, sessionToken = '' } = await assume(account, role);
      const { endpoint, region } = account;
      return rolePolicies({ credentials: { accessKeyId, secretAccessKey, sessionToken }, endpoint, region }, of);
    }

    test('inline and attached ones, with their documents', async () => {
      const policies = await policiesAs('PolicyReader');
      assert.deepEqual(
        policies.map(({ name }) => name),
        ['Inline1', 's3ListBucketOnly'],
      );
      const [inline, attached] = policies.map(({ document }) => JSON.parse(document));
      assert.equal(inline.Statement[0].Condition.StringLike['s3:prefix'], 'reports/*');
      assert.deepEqual(attached.Statement, [
        { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${account.bucket}` },
      ]);
    });

    test('who may not read them is told so, also of a role that is not there', async () => {
      for (const [as, of] of [
        ['S3ListBucketOnly', 'S3ListBucketOnly'],
        ['PolicyReader', 'S3Full'],
        ['PolicyReader', 'Nobody'],
      ] as const) {
        const failure = await policiesAs(as, of).catch(failureOf);
        assert.ok(failure && 'code' in failure && failure.code === 'denied');
        assert.equal(failure.denial.action, 'iam:ListRolePolicies');
      }
    });

    test('what is not there: an operation, parameters, a policy, a version', async () => {
      const ask = async (body: string, region = 'us-east-1') => {
        const keys = await assume(account, 'PolicyReader');
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        return (await sendSigned(account, { service: 'iam', method: 'POST', headers, body, keys, region })).code;
      };
      assert.equal(await ask('Action=ListUsers&Version=2010-05-08'), 'InvalidAction');
      assert.equal(await ask('Action=ListRolePolicies&Version=2010-05-08'), 'ValidationError');
      assert.equal(await ask('Action=ListUsers&Version=2010-05-08', 'eu-west-1'), 'SignatureDoesNotMatch');
      const own = 'Version=2010-05-08&RoleName=PolicyReader';
      assert.equal(await ask(`Action=GetRolePolicy&${own}&PolicyName=Nothing`), 'NoSuchEntity');
      const arn = (name: string) => encodeURIComponent(`arn:aws:iam::012345678901:policy/${name}`);
      const policy = (action: string, more: string) => ask(`Action=${action}&Version=2010-05-08&${more}`);
      assert.equal(await policy('GetPolicy', `PolicyArn=${arn('Nothing')}`), 'NoSuchEntity');
      const version = `PolicyArn=${arn('s3ListBucketOnly')}&VersionId=`;
      assert.equal(await policy('GetPolicyVersion', `${version}v2`), 'NoSuchEntity');
      assert.equal(await policy('GetPolicyVersion', `${version}v1`), undefined);
    });
  });

  suite('what a server can answer', () => {
    let server: HttpEndpoint;
    setup(async () => {
      server = await startHttpEndpoint();
    });
    teardown(() => server.close());

    async function policies(...answers: readonly Answer[]): Promise<unknown> {
      const left = [...answers];
      server.answer = (_request: IncomingMessage) => (left.length > 1 ? left.shift() : left[0]);
      const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
      try {
        const found = await rolePolicies({ credentials, region: 'us-east-1', endpoint: server.url }, 'r');
        return found.map(({ name, document }) => `${name} ${document}`).join();
      } catch (error) {
        return failureOf(error)?.code ?? error;
      }
    }
    const noNames = answered('ListRolePolicies', '<PolicyNames/><IsTruncated>false</IsTruncated>');
    const noArns = answered('ListAttachedRolePolicies', '<AttachedPolicies/><IsTruncated>false</IsTruncated>');
    const names = (name: string, marker: string) =>
      answered(
        'ListRolePolicies',
        `<PolicyNames><member>${name}</member></PolicyNames><IsTruncated>${marker !== ''}</IsTruncated><Marker>${marker}</Marker>`,
      );
    const inline = answered('GetRolePolicy', '<PolicyDocument>%7B%22a%22%3A%20%22%26amp%3B%22%7D</PolicyDocument>');
    const rows: Readonly<Record<string, readonly [answers: readonly Answer[], expected: string]>> = {
      'none at all': [[noNames, noArns], ''],
      'several pages': [
        [names('a', 'm'), names('b&amp;', ''), inline, inline, noArns],
        'a {"a": "&amp;"},b& {"a": "&amp;"}',
      ],
      'pages in circles': [[names('a', 'm')], 'answer-unreadable'],
      'one half is denied': [[refused(403, 'AccessDenied'), noArns], 'denied'],
      'one of them is denied': [[names('a', ''), refused(403, 'AccessDenied'), noArns], 'denied'],
      'one of two is denied': [
        [names('a', 'm'), names('b', ''), refused(403, 'AccessDenied'), inline, noArns],
        'b {"a": "&amp;"}',
      ],
      'a document that is none': [
        [names('a', ''), answered('GetRolePolicy', '<PolicyDocument>%</PolicyDocument>')],
        'answer-unreadable',
      ],
      'the answer to another question': [[noArns], 'answer-unreadable'],
      'a page of a proxy': [
        [{ status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' }],
        'answer-unreadable',
      ],
      'the token has ended': [[refused(403, 'ExpiredToken')], 'session-expired'],
      'too often': [[refused(400, 'Throttling')], 'throttled'],
    };
    for (const [title, [answers, expected]] of Object.entries(rows)) {
      test(title, async () => assert.equal(await policies(...answers), expected));
    }
  });
});
