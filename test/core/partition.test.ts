import assert from 'node:assert/strict';
import { partitions } from '../../src/core/arn.ts';
import { partitionOf } from '../../src/core/partition.ts';

suite('core/partition', () => {
  const rows: readonly [region: string, partition: string][] = [
    ['us-east-1', 'aws'],
    ['ap-northeast-1', 'aws'],
    ['eu-central-1', 'aws'],
    ['us-new-1', 'aws'],
    ['cn-northwest-1', 'aws-cn'],
    ['us-gov-east-1', 'aws-us-gov'],
    ['eusc-de-east-1', 'aws-eusc'],
    ['us-iso-west-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['eu-isoe-west-1', 'aws-iso-e'],
    ['us-isof-east-1', 'aws-iso-f'],
  ];
  for (const [region, partition] of rows) test(region, () => assert.equal(partitionOf(region), partition));

  test('every partition has a region', () => {
    assert.deepEqual([...new Set(rows.map(([, partition]) => partition))].sort(), [...partitions].sort());
  });
});
