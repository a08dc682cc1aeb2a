import assert from 'node:assert/strict';
import { isOnThisMachine, openHost } from '../../src/core/endpointUrl.ts';

suite('core/endpointUrl: plain http off this machine', () => {
  const rows: readonly [endpoint: string, host: string | undefined][] = [
    ['https://s3.example.com', undefined],
    ['HTTPS://s3.example.com:8443/', undefined],
    ['http://localhost:4566', undefined],
    ['HTTP://LOCALHOST', undefined],
    ['http://127.0.0.1:4566', undefined],
    ['http://127.255.0.9/path', undefined],
    ['http://[::1]:4566', undefined],
    ['http://minio.example.com', 'minio.example.com'],
    ['http://minio:9000/x', 'minio:9000'],
    ['http://10.0.0.1', '10.0.0.1'],
    ['http://[2001:db8::1]:80', '[2001:db8::1]:80'],
    // Names that only begin or end like this machine's.
    ['http://localhost.example.com', 'localhost.example.com'],
    ['http://127.0.0.1.example.com', '127.0.0.1.example.com'],
    ['http://127.0.0.1@example.com', 'example.com'],
    ['http://127.0.0.1\\@example.com', 'example.com'],
    ['http://128.0.0.1', '128.0.0.1'],
    // No URL that says clearly where it leads.
    ['http:minio', 'http:minio'],
    [' http://127.0.0.1', ' http://127.0.0.1'],
    ['minio', 'minio'],
  ];
  for (const [endpoint, host] of rows) {
    test(`${JSON.stringify(endpoint)}: ${host ?? 'not open'}`, () => assert.equal(openHost(endpoint), host));
  }
});

suite('core/endpointUrl: whose clock it has', () => {
  for (const endpoint of ['http://127.0.0.1:4566', 'https://localhost/', 'HTTP://[::1]:80', 'https://127.0.0.1?x']) {
    test(`${endpoint}: this machine's`, () => assert.equal(isOnThisMachine(endpoint), true));
  }
  for (const endpoint of [
    'https://vpce-1.sts.us-east-1.vpce.amazonaws.com',
    'http://10.0.0.1',
    'http://127.0.0.1@example.com',
    'localhost',
    '',
  ]) {
    test(`${endpoint || 'none'}: another one's`, () => assert.equal(isOnThisMachine(endpoint), false));
  }
});
