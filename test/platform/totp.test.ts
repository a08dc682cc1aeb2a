import assert from 'node:assert/strict';
import { seedIn, totpCode, totpKey } from '../../src/platform/totp.ts';

// RFC 6238, appendix B: the seed is the ASCII text 12345678901234567890.
const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

suite('platform/totp', () => {
  for (const [seconds, code] of [
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ] as const) {
    test(`${seconds} s: ${code}`, () => assert.equal(totpCode(seed, seconds * 1000), code));
  }

  test('as people copy it: lower case, groups, padding', () => {
    assert.equal(totpCode('gezd gnbv gy3t qojq-gezd gnbv gy3t qojq====', 59_000), '287082');
  });

  for (const text of ['', ' ', 'short', '1', 'GEZDGNBVGY3TQ0JQ', '種', 'otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ']) {
    test(`no seed: ${JSON.stringify(text)}`, () => {
      assert.equal(totpKey(text), undefined);
      assert.equal(totpCode(text, 0), '');
    });
  }

  for (const [text, found] of [
    [seed, seed],
    [`otpauth://totp/AWS:Ann?secret=${seed}&issuer=AWS`, seed],
    [`otpauth://totp/AWS:Ann?issuer=AWS&secret=${seed}%3D%3D#x`, seed],
    [`OTPAUTH://totp/x?SECRET=${seed}`, seed],
    ['otpauth://totp/x?issuer=AWS', undefined],
    ['otpauth://totp/x?secret=1', undefined],
    [`https://example.com/?secret=${seed}`, undefined],
    ['123456', undefined],
  ] as const) {
    test(`the seed in ${text.slice(0, 40)}`, () => assert.equal(seedIn(text), found));
  }
});
