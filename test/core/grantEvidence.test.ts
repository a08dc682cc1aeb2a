// Where access grants are for, as places to begin at.
import assert from 'node:assert/strict';
import { placeText } from '../../src/core/bucket.ts';
import { grantPlace } from '../../src/core/grantEvidence.ts';

suite('core/grantEvidence', () => {
  const rows: Readonly<Record<string, string | undefined>> = {
    's3://logs/*': 'logs',
    's3://logs': 'logs',
    's3://logs/team/red/*': 'logs/team/red/',
    's3://logs/team/red*': 'logs/team/',
    's3://logs/team/*/red*': 'logs/team/*/',
    's3://logs/team/what?/$x.txt': 'logs/team/what?/',
    's3://logs/line\nbreak/x': 'logs/line\nbreak/',
    's3://logs/object.txt': 'logs',
    's3://*': undefined,
    's3://logs-*': undefined,
    's3://': undefined,
    's3:///x': undefined,
    'logs/x': undefined,
    'arn:aws:s3:::logs': undefined,
    '': undefined,
  };
  for (const [scope, expected] of Object.entries(rows)) {
    test(JSON.stringify(scope), () => {
      const place = grantPlace(scope);
      assert.equal(place && placeText(place), expected);
    });
  }
});
