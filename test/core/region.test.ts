import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fallbackRegion, isRegion } from '../../src/core/region.ts';

suite('core/region', () => {
  const good = [
    fallbackRegion,
    'ap-northeast-1',
    'ap-southeast-7',
    'us-gov-west-1',
    'cn-northwest-1',
    'us-iso-east-1',
    'us-isob-east-1',
    'eusc-de-east-1',
    'mx-central-1',
    'xx-somewhere-12',
  ];
  for (const region of good) test(`a region: ${region}`, () => assert.ok(isRegion(region)));

  const bad = [
    '',
    'x/..',
    'a.b',
    'us-east-1.evil.com',
    'evil.com/us-east-1',
    'us-east-1/',
    'us-east-1#',
    'us-east-1?x',
    'us-east-1@evil.com',
    'us-east-1:80',
    'us-east-1\n',
    'us-east-1\r\nHost: evil.com',
    ' us-east-1',
    'us-east-1 ',
    'US-EAST-1',
    'us-east-1a',
    'us-east-',
    '-us-east-1',
    'us--east-1',
    'us-east-123',
    'us-eаst-1', // A Cyrillic letter.
    'us-east-１',
    'localhost',
    '127.0.0.1',
    '${env:HOME}',
    `us-${'a'.repeat(40)}-1`,
  ];
  for (const text of bad) test(`no region: ${JSON.stringify(text)}`, () => assert.ok(!isRegion(text)));

  test('what passes stays one label of the host name', () => {
    const piece = fc.constantFrom('us', 'east', '1', '-', '.', '/', '@', ':', '#', '?', '\\', '%2e', '\n', ' ', 'évil');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('');
        if (!isRegion(text)) return;
        assert.equal(new URL(`https://sts.${text}.amazonaws.com/`).hostname, `sts.${text}.amazonaws.com`);
        assert.equal(text.includes('.'), false);
      }),
    );
  });
});
