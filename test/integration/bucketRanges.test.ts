// Inside VS Code: a folder of very many entries stays quick, since what was shown before is folded away.
import assert from 'node:assert/strict';
import type { BucketEntry } from '../../src/core/bucketListing.ts';
import type { BucketNode } from '../../src/features/buckets/bucketNode.ts';
import { BucketTree } from '../../src/features/buckets/bucketTree.ts';
import { Capabilities } from '../../src/session/capabilities.ts';
import type { Current } from '../../src/session/current.ts';
import { Observable } from '../../src/session/observable.ts';

const pageSize = 1000;
const current: Current = {
  kind: 'source',
  chain: { source: { kind: 'automatic' }, hops: [] },
  inherited: true,
  identity: { userId: 'AIDAEXAMPLE', account: '012345678901', arn: 'arn:aws:iam::012345678901:user/U' },
  region: 'us-east-1',
  endpoints: {},
};

suite('a folder of many entries, inside VS Code', () => {
  let asked: (string | undefined)[];
  let tree: BucketTree;
  let bucket: BucketNode;

  const keyAt = (index: number) => `k${String(index).padStart(7, '0')}`;
  const children = () => tree.getChildren(bucket);
  const more = async () => {
    const node = (await children()).at(-1);
    assert.ok(node?.kind === 'more');
    await tree.loadMore(node, new AbortController().signal);
  };
  const kinds = async () => {
    const counts: Record<string, number> = {};
    for (const { kind } of await children()) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  };
  const labelOf = (node: BucketNode | undefined) => node && tree.getTreeItem(node).label;

  setup(async () => {
    asked = [];
    const watched = new Observable<Current>(current);
    tree = new BucketTree({
      current: watched,
      capabilities: new Capabilities(watched),
      listBuckets: async () => ['b-of-many'],
      patienceMs: 0,
      addedBuckets: () => [],
      filter: () => ({}),
      namedBuckets: () => [],
      now: Date.now,
      evidence: { files: () => undefined, policies: () => undefined, grants: () => undefined },
      listFolder: async ({ continuationToken }) => {
        asked.push(continuationToken);
        const from = Number(continuationToken ?? 0);
        const entries = Array.from(
          { length: pageSize },
          (_, index): BucketEntry => ({ kind: 'object', key: keyAt(from + index), size: 1, lastModified: 0 }),
        );
        return { entries, next: String(from + pageSize) };
      },
    });
    const [root] = await tree.getChildren();
    assert.ok(root);
    bucket = root;
  });
  teardown(() => tree.dispose());

  test('up to 3,000 are all there', async () => {
    await children();
    for (let page = 2; page <= 3; page++) await more();
    assert.deepEqual(await kinds(), { object: 3000, more: 1 });
    assert.equal(labelOf((await children()).at(-1)), 'Load more… (3000 shown)');
  });

  test('beyond, what was shown before is ranges, which list it again when they are opened', async () => {
    await children();
    for (let page = 2; page <= 4; page++) await more();
    assert.deepEqual(await kinds(), { range: 3, object: 1000, more: 1 });
    const nodes = await children();
    assert.equal(labelOf(nodes[0]), `${keyAt(0)} to ${keyAt(999)}`);
    assert.equal(labelOf(nodes[2]), `${keyAt(2000)} to ${keyAt(2999)}`);
    assert.equal(labelOf(nodes[3]), keyAt(3000));
    assert.equal(labelOf(nodes.at(-1)), 'Load more… (4000 shown)');
    asked = [];
    const [first, second] = nodes;
    assert.equal(labelOf((await tree.getChildren(first))[0]), keyAt(0));
    assert.equal(labelOf((await tree.getChildren(second)).at(-1)), keyAt(1999));
    assert.deepEqual(asked, [undefined, '1000']);
  });

  test('a range that is closed is let go of', async () => {
    await children();
    for (let page = 2; page <= 4; page++) await more();
    const [range] = await children();
    assert.ok(range);
    await tree.getChildren(range);
    const changed: (BucketNode | undefined)[] = [];
    const listening = tree.onDidChangeTreeData((node) => changed.push(node));
    tree.closed(range);
    listening.dispose();
    assert.deepEqual(changed, [range]);
  });

  test('a million entries: what is sent for one page more does not grow with them', async function () {
    this.timeout(120_000);
    await children();
    let most = 0;
    for (let page = 2; page <= 1000; page++) {
      await more();
      most = Math.max(most, (await children()).length);
    }
    const counts = await kinds();
    assert.equal((counts.range ?? 0) * pageSize + (counts.object ?? 0), 1_000_000);
    assert.ok(most <= 4001, String(most));
  });
});
