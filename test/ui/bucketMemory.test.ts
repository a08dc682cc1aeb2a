// Added buckets: each role has its own, a reload keeps them, and one can be taken out again.
import assert from 'node:assert/strict';
import { needs } from '../support/needs.ts';
import { Desk } from './driver/desk.ts';
import { eventually } from './driver/eventually.ts';
import { addBucket, bucketTree, identity, waitUntilGone, waitUntilKept } from './driver/rolecall.ts';
import type { Tree } from './driver/tree.ts';
import type { Workbench } from './driver/workbench.ts';

suite('added buckets, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let desk: Desk;
  let workbench: Workbench;
  let tree: Tree;

  suiteSetup(async () => {
    desk = await Desk.open({});
    ({ workbench } = desk);
    tree = await bucketTree(workbench);
  });
  suiteTeardown(() => desk?.close());

  /** Neither role may list all buckets: what is there was added. */
  const shows = (...buckets: string[]) =>
    eventually(
      `the added buckets ${buckets}`,
      async () => (await tree.rows()).map(({ label }) => label),
      (labels) =>
        JSON.stringify(labels) ===
        JSON.stringify([
          ...buckets,
          'Not all buckets can be listed.',
          'Add a bucket by its name…',
          "Named in this workspace's files",
          "Look for buckets in this role's policies",
          'Look for buckets in S3 Access Grants',
        ]),
    );

  test('what one role was given, another has not', async () => {
    await desk.assume('S3ListBucketOnly');
    await shows();
    await addBucket(workbench, 'test-bucket-012345678901');
    await addBucket(workbench, 's3://test-bucket-012345678901/test/');
    await shows('test-bucket-012345678901', 'test-bucket-012345678901/test/');
    await desk.assume('S3TestFolderOnly');
    await shows();
    await addBucket(workbench, 'bucket-of-another-role');
    await shows('bucket-of-another-role');
    await desk.assume('S3ListBucketOnly');
    await shows('test-bucket-012345678901', 'test-bucket-012345678901/test/');
    await workbench.screenshot('bucket-memory-1-added');
  });

  test('a reload keeps them', async () => {
    await waitUntilKept(workbench, 'bucket-of-another-role');
    await waitUntilKept(workbench, 'test-bucket-012345678901/test/');
    await workbench.reload();
    await identity(workbench).waitForText('S3ListBucketOnly');
    await shows('test-bucket-012345678901', 'test-bucket-012345678901/test/');
  });

  test('one is removed from its row, and stays so after a reload', async () => {
    await tree.openContextMenu('test-bucket-012345678901/test/');
    assert.ok((await workbench.menu.items()).includes('Remove Bucket from View'));
    await workbench.menu.choose('Remove Bucket from View');
    await shows('test-bucket-012345678901');
    await waitUntilGone(workbench, 'test-bucket-012345678901/test/');
    await workbench.reload();
    await identity(workbench).waitForText('S3ListBucketOnly');
    await shows('test-bucket-012345678901');
    await desk.assume('S3TestFolderOnly');
    await shows('bucket-of-another-role');
  });

  test('what its access grants name is shown as that, and opens', async () => {
    await desk.assume('PolicyReader');
    await shows();
    await tree.expand('Look for buckets in S3 Access Grants');
    const found = await tree.waitForRow('work-bucket-012345678901/reports/');
    assert.equal(found.description, 'found in access grant (READ)');
    await workbench.screenshot('bucket-memory-2-grants');
    await tree.expand('work-bucket-012345678901/reports/');
    await tree.waitForRow('2025');
  });
});
