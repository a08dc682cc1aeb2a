import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { AssumeRoleRequest } from '../../src/core/assumeRoleRequest.ts';
import { type Chain, chainText, readChain, type Source, sameChain } from '../../src/core/chain.ts';

// Texts that would run into each other if they were only joined.
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom('', '"', ',', '","', '[', ']', '\\', 'null'),
);
const source: fc.Arbitrary<Source> = fc.oneof(
  fc.constantFrom<Source>(
    { kind: 'automatic' },
    { kind: 'environment' },
    { kind: 'container' },
    { kind: 'instance' },
    { kind: 'practice' },
  ),
  text.map((profile): Source => ({ kind: 'profile', profile })),
  text.map((accessKeyId): Source => ({ kind: 'accessKey', accessKeyId })),
);
const hop: fc.Arbitrary<AssumeRoleRequest> = fc.record(
  {
    roleArn: text,
    roleSessionName: text,
    externalId: text,
    durationSeconds: fc.nat(2),
    mfaSerial: text,
    policy: text,
    policyArns: fc.array(text, { maxLength: 2 }),
    tags: fc.dictionary(text, text, { maxKeys: 2, noNullPrototype: true }),
    transitiveTagKeys: fc.array(text, { maxLength: 2 }),
    sourceIdentity: text,
  },
  { requiredKeys: ['roleArn', 'roleSessionName'], noNullPrototype: true },
);
const chain: fc.Arbitrary<Chain> = fc.record(
  { source, hops: fc.array(hop, { maxLength: 3 }) },
  { noNullPrototype: true },
);

suite('core/chain', () => {
  test('no two chains share a text', () => {
    fc.assert(
      fc.property(chain, chain, (a, b) => {
        assert.equal(chainText(a) === chainText(b), isDeepStrictEqual(a, b));
        assert.equal(sameChain(a, b), isDeepStrictEqual(a, b));
      }),
      { numRuns: 1000 },
    );
  });

  const a: AssumeRoleRequest = { roleArn: 'a', roleSessionName: 'b' };
  const apart: readonly [title: string, a: Chain, b: Chain][] = [
    [
      'absent and empty external id',
      { source: { kind: 'automatic' }, hops: [a] },
      { source: { kind: 'automatic' }, hops: [{ ...a, externalId: '' }] },
    ],
    [
      'absent external id and one called null',
      { source: { kind: 'automatic' }, hops: [a] },
      { source: { kind: 'automatic' }, hops: [{ ...a, externalId: 'null' }] },
    ],
    [
      'a profile and a key of the same name',
      { source: { kind: 'profile', profile: 'x' }, hops: [] },
      { source: { kind: 'accessKey', accessKeyId: 'x' }, hops: [] },
    ],
    [
      'a profile called environment',
      { source: { kind: 'profile', profile: 'environment' }, hops: [] },
      { source: { kind: 'environment' }, hops: [] },
    ],
    [
      'one hop and the same twice',
      { source: { kind: 'practice' }, hops: [a] },
      { source: { kind: 'practice' }, hops: [a, a] },
    ],
    [
      'quotes that look like structure',
      { source: { kind: 'practice' }, hops: [{ roleArn: 'a","b', roleSessionName: 'c' }] },
      { source: { kind: 'practice' }, hops: [{ roleArn: 'a', roleSessionName: 'b","c' }] },
    ],
  ];
  for (const [title, one, other] of apart) {
    test(`different: ${title}`, () => assert.ok(!sameChain(one, other)));
  }

  test('the order in which fields were written does not matter', () => {
    const one: Chain = {
      source: { kind: 'practice' },
      hops: [{ roleArn: 'r', roleSessionName: 's', externalId: 'e', durationSeconds: 900 }],
    };
    const other: Chain = {
      hops: [{ durationSeconds: 900, externalId: 'e', roleSessionName: 's', roleArn: 'r' }],
      source: { kind: 'practice' },
    };
    assert.ok(sameChain(one, other));
  });

  test('a chain comes back from JSON as it was', () => {
    fc.assert(fc.property(chain, (value) => assert.deepEqual(readChain(JSON.parse(JSON.stringify(value))), value)));
  });

  test('what does not belong to a chain is left out', () => {
    assert.deepEqual(
      readChain({
        source: { kind: 'practice', secretAccessKey: 'x' },
        hops: [{ ...a, secretAccessKey: 'x' }],
        more: 1,
      }),
      { source: { kind: 'practice' }, hops: [a] },
    );
  });

  const garbage: readonly unknown[] = [
    undefined,
    null,
    0,
    true,
    '',
    'text',
    [],
    {},
    { source: null, hops: [] },
    { source: 'practice', hops: [] },
    { source: {}, hops: [] },
    { source: { kind: 'sso' }, hops: [] },
    { source: { kind: 'toString' }, hops: [] },
    { source: { kind: 'profile' }, hops: [] },
    { source: { kind: 'profile', profile: 1 }, hops: [] },
    { source: { kind: 'accessKey', accessKeyId: null }, hops: [] },
    { source: { kind: 'practice' } },
    { source: { kind: 'practice' }, hops: {} },
    { source: { kind: 'practice' }, hops: 'ab' },
    { source: { kind: 'practice' }, hops: [null] },
    { source: { kind: 'practice' }, hops: [a, { roleArn: 'a' }] },
    { source: { kind: 'practice' }, hops: [{ roleArn: 1, roleSessionName: 'b' }] },
    { source: { kind: 'practice' }, hops: [[]] },
    { source: { kind: 'practice' }, hops: [{ ...a, externalId: 1 }] },
    { source: { kind: 'practice' }, hops: [{ ...a, policy: {} }] },
    { source: { kind: 'practice' }, hops: [{ ...a, policyArns: 'arn' }] },
    { source: { kind: 'practice' }, hops: [{ ...a, tags: { a: 1 } }] },
    { source: { kind: 'practice' }, hops: new Array(1) },
  ];
  for (const value of garbage) {
    test(`no chain: ${JSON.stringify(value)}`, () => assert.equal(readChain(value), undefined));
  }

  test('reading anything throws nothing', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (source, hops) => {
        readChain(source);
        readChain({ source, hops });
        readChain({ source: { kind: 'practice' }, hops: [hops] });
      }),
    );
  });
});
