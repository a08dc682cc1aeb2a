import assert from 'node:assert/strict';
import { readIni } from '../../src/core/awsIni.ts';

suite('core/awsIni', () => {
  test('x', () => assert.ok(readIni('')));
});
