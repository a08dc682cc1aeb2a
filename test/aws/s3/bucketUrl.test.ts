// Where S3 is asked: held against the endpoint rules that the SDK was made with.
import assert from 'node:assert/strict';
import { S3Client } from '@aws-sdk/client-s3';
import { controlPlace, s3Place } from '../../../src/aws/s3/bucketUrl.ts';

const regions = [
  'us-east-1',
  'us-west-2',
  'ap-northeast-1',
  'eu-central-2',
  'us-gov-west-1',
  'cn-north-1',
  'eusc-de-east-1',
  'us-iso-east-1',
  'us-isob-east-1',
  'eu-isoe-west-1',
  'us-isof-south-1',
];
const buckets = [
  'my-bucket',
  'with.dots.in-it',
  'Capital',
  'under_score',
  'a23',
  'x'.repeat(63),
  'y'.repeat(64),
  undefined,
];
/** By the beginning of the region; anything else is in `aws`. */
const partitions: Readonly<Record<string, string>> = {
  'cn-': 'aws-cn',
  'us-gov-': 'aws-us-gov',
  'eusc-': 'aws-eusc',
  'us-iso-': 'aws-iso',
  'us-isob-': 'aws-iso-b',
  'eu-isoe-': 'aws-iso-e',
  'us-isof-': 'aws-iso-f',
};
const credentials = { accessKeyId: '', secretAccessKey: '' };

suite('aws/s3/bucketUrl', () => {
  test("AWS's own endpoints, by region, variant and bucket", () => {
    const client = new S3Client({ region: 'us-east-1', credentials });
    let compared = 0;
    for (const Region of regions) {
      const [, partition = 'aws'] = Object.entries(partitions).find(([start]) => Region.startsWith(start)) ?? [];
      const point = `arn:${partition}:s3:${Region}:012345678901:accesspoint/my-point`;
      for (const Bucket of [...buckets, point]) {
        for (const UseFIPS of [false, true]) {
          for (const UseDualStack of [false, true]) {
            const what = JSON.stringify({ Region, Bucket, UseFIPS, UseDualStack });
            let expected: URL;
            try {
              expected = client.config.endpointProvider({
                Region,
                UseFIPS,
                UseDualStack,
                ...(Bucket && { Bucket }),
              }).url;
            } catch {
              // A variant that the partition has not got: the name is made all the same, and nobody answers there.
              continue;
            }
            const place = s3Place(
              { credentials, region: Region, ...(UseFIPS && { fips: true }), ...(UseDualStack && { dualStack: true }) },
              Bucket,
            );
            assert.deepEqual([place.isTls, place.host, place.path], [true, expected.host, expected.pathname], what);
            compared++;
          }
        }
      }
    }
    assert.ok(compared > 200, String(compared));
  });

  test('an endpoint of its own has a path for each bucket', () => {
    const at = (endpoint: string, bucket?: string) =>
      s3Place({ credentials, region: 'x-1', endpoint, fips: true }, bucket);
    assert.deepEqual(at('http://127.0.0.1:9000', 'b'), {
      isTls: false,
      hostname: '127.0.0.1',
      port: '9000',
      host: '127.0.0.1:9000',
      path: '/b',
    });
    assert.deepEqual(at('https://[::1]:9000/s3/', 'b'), {
      isTls: true,
      hostname: '::1',
      port: '9000',
      host: '[::1]:9000',
      path: '/s3/b',
    });
    assert.equal(at('https://s3.example').path, '/');
    assert.equal(at('https://s3.example:443').host, 's3.example');
  });

  test('an access point is in its own region, and at endpoints of AWS alone', () => {
    const point = 'arn:aws:s3:eu-west-1:012345678901:accesspoint/my-point';
    assert.equal(
      s3Place({ credentials, region: 'us-east-1' }, point).host,
      'my-point-012345678901.s3-accesspoint.eu-west-1.amazonaws.com',
    );
    assert.throws(() => s3Place({ credentials, region: 'us-east-1', endpoint: 'http://127.0.0.1:9' }, point), {
      failure: { code: 'request-invalid', message: 'Access points are at endpoints of AWS alone' },
    });
  });

  test('an account is asked of by its own name, as botocore makes it', () => {
    const at = (
      region: string,
      more: { readonly fips?: true; readonly dualStack?: true; readonly endpoint?: string } = {},
    ) => {
      const { host, path } = controlPlace({ credentials, region, ...more }, '012345678901', '/v');
      return `${host}${path}`;
    };
    assert.equal(at('ap-northeast-1'), '012345678901.s3-control.ap-northeast-1.amazonaws.com/v');
    assert.equal(at('us-east-1', { fips: true }), '012345678901.s3-control-fips.us-east-1.amazonaws.com/v');
    assert.equal(
      at('us-gov-west-1', { fips: true, dualStack: true }),
      '012345678901.s3-control-fips.dualstack.us-gov-west-1.amazonaws.com/v',
    );
    assert.equal(
      at('cn-north-1', { dualStack: true }),
      '012345678901.s3-control.dualstack.cn-north-1.amazonaws.com.cn/v',
    );
    assert.equal(at('eusc-de-east-1'), '012345678901.s3-control.eusc-de-east-1.amazonaws.eu/v');
    assert.equal(at('us-east-1', { endpoint: 'http://127.0.0.1:9000/s3/' }), '127.0.0.1:9000/s3/v');
    assert.throws(() => at('cn-north-1', { fips: true }), {
      failure: { code: 'request-invalid', message: 'Partition does not support FIPS' },
    });
    assert.throws(() => at('evil.example/'), { failure: { code: 'region-invalid', region: 'evil.example/' } });
  });

  test('a region that is none becomes no part of a host name', () => {
    assert.throws(() => s3Place({ credentials, region: 'evil.example/' }, 'b'), {
      failure: { code: 'region-invalid', region: 'evil.example/' },
    });
  });
});
