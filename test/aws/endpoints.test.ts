// Where STS and S3 are asked, by the SDK's own rules: nothing is sent. The expected ones are botocore's.
import assert from 'node:assert/strict';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Access, clientSettings } from '../../src/aws/access.ts';
import { listBuckets } from '../../src/aws/s3/browse.ts';
import { stsUrl } from '../../src/aws/serverTime.ts';
import { ssoEndpoints } from '../../src/aws/ssoService.ts';
import { stsSettings } from '../../src/aws/sts.ts';

/** Thrown in place of sending. */
interface Unsent {
  readonly host: string;
  readonly signedFor: string;
}

type Stacked = { readonly middlewareStack: { add(middleware: () => (sent: unknown) => never, where: object): void } };

async function unsent<Client extends Stacked>(client: Client, send: (client: Client) => Promise<unknown>) {
  client.middlewareStack.add(
    () =>
      (sent): never => {
        const { hostname, headers } = (sent as { request: { hostname: string; headers: Record<string, string> } })
          .request;
        throw Object.assign(new Error('unsent'), {
          unsent: { host: hostname, signedFor: headers.authorization?.split('/')[2] ?? '' },
        });
      },
    { step: 'finalizeRequest', priority: 'low' },
  );
  const error = await send(client).catch((thrown: unknown) => thrown);
  return (error as { unsent?: Unsent }).unsent ?? String(error);
}

const stsAt = (access: Access) =>
  unsent(new STSClient(stsSettings(access)), (client) => client.send(new GetCallerIdentityCommand({})));
const s3At = (access: Access) =>
  unsent(new S3Client(clientSettings(access)), (client) => client.send(new ListBucketsCommand({})));

const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
const fips = { fips: true } as const;
const dualStack = { dualStack: true } as const;
const globalSts = { globalSts: true } as const;

suite('aws/access: endpoints', () => {
  const rows: readonly [region: string, kinds: Partial<Access>, sts: string, s3: string, stsSignedFor?: string][] = [
    ['ap-northeast-1', {}, 'sts.ap-northeast-1.amazonaws.com', 's3.ap-northeast-1.amazonaws.com'],
    ['us-east-1', {}, 'sts.us-east-1.amazonaws.com', 's3.us-east-1.amazonaws.com'],
    ['cn-north-1', {}, 'sts.cn-north-1.amazonaws.com.cn', 's3.cn-north-1.amazonaws.com.cn'],
    ['us-gov-west-1', {}, 'sts.us-gov-west-1.amazonaws.com', 's3.us-gov-west-1.amazonaws.com'],
    ['eusc-de-east-1', {}, 'sts.eusc-de-east-1.amazonaws.eu', 's3.eusc-de-east-1.amazonaws.eu'],
    ['us-iso-east-1', {}, 'sts.us-iso-east-1.c2s.ic.gov', 's3.us-iso-east-1.c2s.ic.gov'],
    ['us-isob-east-1', {}, 'sts.us-isob-east-1.sc2s.sgov.gov', 's3.us-isob-east-1.sc2s.sgov.gov'],
    ['eu-isoe-west-1', {}, 'sts.eu-isoe-west-1.cloud.adc-e.uk', 's3.eu-isoe-west-1.cloud.adc-e.uk'],
    ['us-isof-south-1', {}, 'sts.us-isof-south-1.csp.hci.ic.gov', 's3.us-isof-south-1.csp.hci.ic.gov'],
    ['us-east-1', fips, 'sts-fips.us-east-1.amazonaws.com', 's3-fips.us-east-1.amazonaws.com'],
    ['us-gov-west-1', fips, 'sts.us-gov-west-1.amazonaws.com', 's3-fips.us-gov-west-1.amazonaws.com'],
    ['us-iso-east-1', fips, 'sts-fips.us-iso-east-1.c2s.ic.gov', 's3-fips.us-iso-east-1.c2s.ic.gov'],
    ['us-east-1', dualStack, 'sts.us-east-1.api.aws', 's3.dualstack.us-east-1.amazonaws.com'],
    [
      'cn-north-1',
      dualStack,
      'sts.cn-north-1.api.amazonwebservices.com.cn',
      's3.dualstack.cn-north-1.amazonaws.com.cn',
    ],
    ['us-east-1', { ...fips, ...dualStack }, 'sts-fips.us-east-1.api.aws', 's3-fips.dualstack.us-east-1.amazonaws.com'],
    ['ap-northeast-1', globalSts, 'sts.amazonaws.com', 's3.ap-northeast-1.amazonaws.com', 'us-east-1'],
    ['us-east-1', globalSts, 'sts.amazonaws.com', 's3.us-east-1.amazonaws.com'],
    ['eu-south-1', globalSts, 'sts.eu-south-1.amazonaws.com', 's3.eu-south-1.amazonaws.com'],
    ['cn-north-1', globalSts, 'sts.cn-north-1.amazonaws.com.cn', 's3.cn-north-1.amazonaws.com.cn'],
    ['us-east-1', { ...globalSts, ...fips }, 'sts-fips.us-east-1.amazonaws.com', 's3-fips.us-east-1.amazonaws.com'],
    ['us-east-1', { endpoint: 'http://127.0.0.1:1', ...fips, ...dualStack, ...globalSts }, '127.0.0.1', '127.0.0.1'],
  ];
  for (const [region, kinds, sts, s3, stsSignedFor = region] of rows) {
    test([region, ...Object.keys(kinds)].join(', '), async () => {
      const access = { credentials, region, ...kinds };
      assert.deepEqual(await stsAt(access), { host: sts, signedFor: stsSignedFor });
      assert.deepEqual(await s3At(access), { host: s3, signedFor: region });
      // AWS's time is learned where it is asked for the rest: another host may not be reached from here.
      assert.equal(stsUrl(access).hostname, sts);
    });
  }

  test('a kind that the partition does not have is said so', () =>
    assert.rejects(listBuckets({ credentials, region: 'cn-north-1', fips: true }), {
      failure: { code: 'request-invalid', message: 'Partition does not support FIPS' },
    }));

  test('the variables of this process decide nothing', async () => {
    process.env.AWS_USE_FIPS_ENDPOINT = 'true';
    process.env.AWS_USE_DUALSTACK_ENDPOINT = 'true';
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:1';
    try {
      const access = { credentials, region: 'us-east-1' };
      assert.deepEqual(await stsAt(access), { host: 'sts.us-east-1.amazonaws.com', signedFor: 'us-east-1' });
    } finally {
      delete process.env.AWS_USE_FIPS_ENDPOINT;
      delete process.env.AWS_USE_DUALSTACK_ENDPOINT;
      delete process.env.AWS_ENDPOINT_URL;
    }
  });

  const sso: readonly [region: string, fips: boolean, oidc: string, portal: string][] = [
    ['ap-northeast-1', false, 'oidc.ap-northeast-1.amazonaws.com', 'portal.sso.ap-northeast-1.amazonaws.com'],
    ['ap-northeast-1', true, 'oidc-fips.ap-northeast-1.amazonaws.com', 'portal.sso-fips.ap-northeast-1.amazonaws.com'],
    ['cn-north-1', false, 'oidc.cn-north-1.amazonaws.com.cn', 'portal.sso.cn-north-1.amazonaws.com.cn'],
    ['us-gov-west-1', false, 'oidc.us-gov-west-1.amazonaws.com', 'portal.sso.us-gov-west-1.amazonaws.com'],
    ['us-gov-west-1', true, 'oidc.us-gov-west-1.amazonaws.com', 'portal.sso.us-gov-west-1.amazonaws.com'],
    ['eusc-de-east-1', false, 'oidc.eusc-de-east-1.amazonaws.eu', 'portal.sso.eusc-de-east-1.amazonaws.eu'],
    ['us-iso-east-1', false, 'oidc.us-iso-east-1.c2s.ic.gov', 'portal.sso.us-iso-east-1.c2s.ic.gov'],
    ['us-isob-east-1', false, 'oidc.us-isob-east-1.sc2s.sgov.gov', 'portal.sso.us-isob-east-1.sc2s.sgov.gov'],
    ['eu-isoe-west-1', false, 'oidc.eu-isoe-west-1.cloud.adc-e.uk', 'portal.sso.eu-isoe-west-1.cloud.adc-e.uk'],
    ['us-isof-south-1', false, 'oidc.us-isof-south-1.csp.hci.ic.gov', 'portal.sso.us-isof-south-1.csp.hci.ic.gov'],
  ];
  for (const [region, isFips, oidc, portal] of sso) {
    test(`single sign-on: ${region}${isFips ? ', fips' : ''}`, () =>
      assert.deepEqual(ssoEndpoints(region, isFips), { oidc: `https://${oidc}`, portal: `https://${portal}` }));
  }
});
