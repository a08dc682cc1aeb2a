// Inside VS Code: the tree of buckets as VS Code gets it, on the practice account.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { callerAccessGrants } from '../../src/aws/accessGrants.ts';
import { rolePolicies } from '../../src/aws/iam.ts';
import { listBuckets, listFolder } from '../../src/aws/s3/browse.ts';
import { objectStore } from '../../src/aws/s3/objectStore.ts';
import { assumeRole } from '../../src/aws/sts.ts';
import type { BucketFilter } from '../../src/core/bucket.ts';
import type { S3Answer } from '../../src/core/bucketCapabilities.ts';
import type { Credentials } from '../../src/core/credentials.ts';
import { failureError } from '../../src/core/failure.ts';
import type { ObjectStore } from '../../src/core/objectStore.ts';
import type { BucketNode } from '../../src/features/buckets/bucketNode.ts';
import { BucketTree } from '../../src/features/buckets/bucketTree.ts';
import { bucketsOfGrants } from '../../src/features/buckets/grantEvidence.ts';
import { bucketsOfPolicies } from '../../src/features/buckets/policyEvidence.ts';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { Capabilities } from '../../src/session/capabilities.ts';
import type { Current } from '../../src/session/current.ts';
import { Observable } from '../../src/session/observable.ts';
import { ownerOf } from '../../src/session/owner.ts';

type More = BucketNode & { readonly kind: 'more' };

suite('the bucket tree, inside VS Code', () => {
  let account: PracticeAccount;
  let tree: BucketTree;
  let now: number;
  let added: string[];
  let filter: BucketFilter;
  let store: ObjectStore;
  let note: (answer: S3Answer) => void;
  /** Instead of the account's answer. */
  let listAll: ((signal: AbortSignal) => Promise<readonly string[]>) | undefined;
  /** For ever, unless the list of all is what a test is about. */
  let patienceMs: number;
  const current = new Observable<Current>({ kind: 'none' });
  const changes: (BucketNode | undefined)[] = [];
  /** What S3 was asked. */
  const asked: string[] = [];

  suiteSetup(async () => {
    account = await startPracticeAccount();
    account.addGeneratedBucket('many-objects', {
      count: 2_500,
      key: (index) => `key-${String(index).padStart(4, '0')}`,
    });
    account.put(account.bucket, 'dir/a b.txt', 'x', Date.parse('2025-03-26T13:30:50Z'));
  });
  suiteTeardown(() => account?.close());
  setup(() => {
    added = [];
    filter = {};
    listAll = undefined;
    patienceMs = 2 ** 30;
    now = Date.now();
    changes.length = 0;
    asked.length = 0;
  });
  teardown(() => tree?.dispose());

  async function treeOf(role: string, policy?: string): Promise<void> {
    const { region, endpoint, accessKeyId, secretAccessKey } = account;
    const request = {
      roleArn: account.roles[role] ?? '',
      roleSessionName: 'MySession',
      ...(policy !== undefined && { policy }),
    };
    const capabilities = new Capabilities(current);
    note = (answer) => {
      asked.push(`${answer.operation} ${answer.bucket}/${answer.key}`);
      capabilities.note(ownerOf(current.value)?.session ?? '', answer);
    };
    const at = (credentials: Credentials) => ({ credentials, region, endpoint, onAnswer: note });
    const { credentials, identity } = await assumeRole(at({ accessKeyId, secretAccessKey }), request);
    const chain = { source: { kind: 'practice' as const }, hops: [request] };
    const session = { chain, identity, expiration: credentials.expiration ?? 0, region, endpoints: {} };
    current.set({ kind: 'role', chain, session });
    store = objectStore((ask) => ask(at(credentials)));
    tree = new BucketTree({
      current,
      capabilities,
      listBuckets: (wanted, signal) => (listAll ? listAll(signal) : listBuckets(at(credentials), wanted, signal)),
      filter: () => filter,
      listFolder: (place, signal) => listFolder(at(credentials), place, signal),
      addedBuckets: () => added,
      namedBuckets: () => [],
      patienceMs,
      now: () => now,
      evidence: {
        files: () => undefined,
        policies: () => async (signal) => bucketsOfPolicies(await rolePolicies(at(credentials), role, signal)),
        grants: () => async (signal) =>
          bucketsOfGrants(await callerAccessGrants(at(credentials), account.account, signal)),
      },
    });
    tree.onDidChangeTreeData((node) => changes.push(node));
  }

  /** What is shown, what is spoken, and what a click runs. */
  function show(node: BucketNode): string {
    const { label, description, accessibilityInformation, contextValue, command, collapsibleState } =
      tree.getTreeItem(node);
    const opens = collapsibleState === vscode.TreeItemCollapsibleState.Collapsed ? '+ ' : '';
    const parts = [description, accessibilityInformation?.label, contextValue, command?.command];
    return [`${opens}${label}`, ...parts].filter(Boolean).join(' | ');
  }
  const roots = async () => tree.getChildren();
  const named = (nodes: readonly BucketNode[], label: string): BucketNode => {
    const found = nodes.find((node) => tree.getTreeItem(node).label === label);
    assert.ok(found, `${label} in ${nodes.map(show).join('\n')}`);
    return found;
  };

  /** The list of all buckets comes when the test says so. */
  function answerLater() {
    let answer: { resolve: (names: readonly string[]) => void; reject: (error: Error) => void } | undefined;
    const coming = new Promise<readonly string[]>((resolve, reject) => {
      answer = { resolve, reject };
    });
    listAll = () => coming;
    assert.ok(answer);
    return answer;
  }

  /** What is to be drawn anew next. */
  function nextChange(): Promise<BucketNode | undefined> {
    return new Promise((resolve) => {
      const subscription = tree.onDidChangeTreeData((node) => {
        subscription.dispose();
        resolve(node);
      });
    });
  }

  test('nobody: nothing, where the welcome text stands', async () => {
    await treeOf('S3Full');
    current.set({ kind: 'none' });
    assert.deepEqual(await roots(), []);
  });

  test('a session that has ended: nothing, and all is listed again once it is renewed', async () => {
    await treeOf('S3Full');
    const known = current.value as Current & { kind: 'role' };
    const { expiration } = known.session;
    now = expiration - 1;
    current.set(known);
    changes.length = 0;
    current.set(known);
    assert.deepEqual(changes, []);
    now = expiration;
    current.set(known);
    assert.deepEqual(changes, [undefined]);
    assert.deepEqual(await roots(), []);
    current.set({ ...known, session: { ...known.session, expiration: expiration + 1 } });
    assert.deepEqual(changes, [undefined, undefined]);
    assert.equal((await roots()).length, 5);
  });

  test('roots: the buckets that are listed', async () => {
    await treeOf('S3Full');
    assert.deepEqual((await roots()).map(show), [
      '+ far-bucket-012345678901 | bucket far-bucket-012345678901 | bucket.listed',
      '+ many-objects | bucket many-objects | bucket.listed',
      '+ other-bucket | bucket other-bucket | bucket.listed',
      '+ test-bucket-012345678901 | bucket test-bucket-012345678901 | bucket.listed',
      '+ work-bucket-012345678901 | bucket work-bucket-012345678901 | bucket.listed',
    ]);
  });

  test('roots: of the listed buckets those that the filter wants, and what was added', async () => {
    await treeOf('S3Full');
    added = ['test-bucket-012345678901'];
    filter = { prefix: 'far-' };
    const labels = async () => (await roots()).map((node) => tree.getTreeItem(node).label);
    assert.deepEqual(await labels(), ['test-bucket-012345678901', 'far-bucket-012345678901']);
    filter = { region: 'us-west-2' };
    tree.refresh();
    assert.deepEqual(await labels(), ['test-bucket-012345678901', 'far-bucket-012345678901']);
    added = [];
    filter = { prefix: 'far-', region: 'ap-northeast-1' };
    tree.refresh();
    assert.deepEqual((await roots()).map(show), [
      'No bucket matches the filter. | No bucket matches the filter. | rolecall.filterBuckets',
    ]);
  });

  test('denied: said as a fact, with a way on, after what was added', async () => {
    await treeOf('S3ListBucketOnly');
    added = [account.bucket, `s3://${account.bucket}/test`, `${account.bucket}/test/`];
    const sentence =
      'Access denied: assumed-role/S3ListBucketOnly/MySession may not s3:ListAllMyBuckets. No identity-based policy allows it.';
    assert.deepEqual((await roots()).map(show), [
      '+ test-bucket-012345678901 | bucket test-bucket-012345678901 | bucket.added',
      '+ test-bucket-012345678901/test/ | bucket test-bucket-012345678901/test/ | bucket.added',
      `Not all buckets can be listed. | ${sentence} | Not all buckets can be listed. ${sentence}`,
      'Add a bucket by its name… | Add a bucket by its name… | rolecall.addBucket',
      "+ Look for buckets in this role's policies | Look for buckets in this role's policies | evidence",
      '+ Look for buckets in S3 Access Grants | Look for buckets in S3 Access Grants | evidence',
    ]);
  });

  test("the role's own policies: asked for when they are opened, and what they name is shown as that", async () => {
    await treeOf('PolicyReader');
    const policies = named(await roots(), "Look for buckets in this role's policies");
    assert.deepEqual(asked, [], 'S3 was asked for a list of buckets only');
    const found = await tree.getChildren(policies);
    assert.deepEqual(found.map(show), [
      '+ work-bucket-012345678901/reports/ | found in policy Inline1 | bucket work-bucket-012345678901/reports/, found in policy Inline1 | bucket.found',
      '+ test-bucket-012345678901 | found in policy s3ListBucketOnly | bucket test-bucket-012345678901, found in policy s3ListBucketOnly | bucket.found',
    ]);
    assert.deepEqual(asked, []);
    const [work] = found as [BucketNode];
    assert.deepEqual(
      (await tree.getChildren(work)).map((node) => tree.getTreeItem(node).label),
      ['2025/'],
    );
    tree.dispose();
    await treeOf('S3ListBucketOnly');
    assert.deepEqual(
      (await tree.getChildren(named(await roots(), "Look for buckets in this role's policies"))).map(
        (node) => `${tree.getTreeItem(node).label} ${tree.getTreeItem(node).description}`,
      ),
      [
        'Access denied. Access denied: assumed-role/S3ListBucketOnly/MySession may not iam:ListRolePolicies on role S3ListBucketOnly. No identity-based policy allows it.',
      ],
    );
  });

  test('S3 Access Grants: asked for when they are opened, and what they name is shown as that', async () => {
    const grants = async () => named(await roots(), 'Look for buckets in S3 Access Grants');
    await treeOf('PolicyReader');
    const found = await tree.getChildren(await grants());
    assert.deepEqual(
      found.map((node) => `${tree.getTreeItem(node).label} | ${tree.getTreeItem(node).description}`),
      [
        'work-bucket-012345678901/reports/ | found in access grant (READ)',
        'work-bucket-012345678901/reports/2025/ | found in access grant (READWRITE)',
        'other-bucket | found in access grant (READ, WRITE)',
      ],
    );
    assert.deepEqual(asked, [], 'no bucket was asked for');
    tree.dispose();
    await treeOf('S3ListBucketOnly');
    const [denied, ...none] = await tree.getChildren(await grants());
    assert.ok(denied);
    assert.deepEqual(none, []);
    assert.match(show(denied), /^Access denied\. .*may not s3:ListCallerAccessGrants on .*access-grants\/default/);
    tree.dispose();
    const all = { Effect: 'Allow', Action: 's3:ListCallerAccessGrants', Resource: '*' };
    await treeOf('S3Full', JSON.stringify({ Version: '2012-10-17', Statement: all }));
    assert.deepEqual((await tree.getChildren(await grants())).map(show), [
      'No access grant names a bucket. | No access grant names a bucket.',
    ]);
  });

  test('children: folders and objects in the order of S3, and those of a folder by their own names', async () => {
    await treeOf('S3Full');
    const children = await tree.getChildren(named(await roots(), account.bucket));
    const when = localTime('2025-03-26T13:30:50Z');
    assert.deepEqual(children.map(show), [
      '+ dir/ | folder dir/ | folder',
      `test.txt | ${when}  1002 | object test.txt, 1002 bytes, ${when} | object | rolecall.openObject`,
      '+ test/ | folder test/ | folder',
    ]);
    assert.deepEqual((await tree.getChildren(named(children, 'dir/'))).map(show), [
      `a b.txt | ${when}  1 | object a b.txt, 1 byte, ${when} | object | rolecall.openObject`,
    ]);
    assert.deepEqual(await tree.getChildren(named(children, 'test.txt')), []);
  });

  test('sorted by size or date, without asking again: what is loaded, and what comes to it', async () => {
    await treeOf('S3Full');
    account.addBucket('sorted');
    for (const [key, size, day] of [
      ['a', 1, '03'],
      ['b/x', 1, '01'],
      ['c', 3, '01'],
      ['d', 2, '02'],
    ] as const) {
      account.put('sorted', key, 'x'.repeat(size), Date.parse(`2025-03-${day}T00:00:00Z`));
    }
    const bucket = named(await roots(), 'sorted');
    const labels = async () => (await tree.getChildren(bucket)).map((node) => tree.getTreeItem(node).label);
    assert.deepEqual(await labels(), ['a', 'b/', 'c', 'd']);
    account.put('sorted', 'later', 'x');
    changes.length = 0;
    tree.sort('size');
    assert.ok(changes.includes(bucket));
    assert.deepEqual(await labels(), ['b/', 'c', 'd', 'a']);
    tree.sort('date');
    assert.deepEqual(await labels(), ['b/', 'a', 'd', 'c']);
    tree.sort('name');
    assert.deepEqual(await labels(), ['a', 'b/', 'c', 'd']);
  });

  test('load more: 1,000 a page, until there is no more', async () => {
    await treeOf('S3Full');
    const bucket = named(await roots(), 'many-objects');
    for (const [shown, next] of [
      [1_000, 'Load more… (1000 shown)'],
      [2_000, 'Load more… (2000 shown)'],
      [2_500, undefined],
    ] as const) {
      const children = await tree.getChildren(bucket);
      const last = children.at(-1);
      assert.equal(children.filter(({ kind }) => kind === 'object').length, shown);
      if (next === undefined) {
        assert.equal(last?.kind, 'object');
        continue;
      }
      assert.equal(tree.getTreeItem(last as More).label, next);
      assert.equal(tree.getTreeItem(last as More).command?.command, 'rolecall.loadMore');
      changes.length = 0;
      await tree.loadMore(last as More, new AbortController().signal);
      assert.deepEqual(changes, [bucket]);
    }
  });

  async function tooltip(node: BucketNode): Promise<readonly string[]> {
    const { tooltip: text } = await tree.resolveTreeItem(tree.getTreeItem(node), node);
    return String(text).split('\n');
  }

  test('a role that may list and not write: known once it was denied, and for what', async () => {
    await treeOf('S3ListBucketOnly');
    added = [account.bucket];
    const bucket = named(await roots(), account.bucket);
    const head = [`s3://${account.bucket}/`, ''];
    const unknown = ['read: unknown', 'write: unknown', 'delete: unknown', 'versions: unknown', 'tags: unknown'];
    assert.deepEqual(await tooltip(bucket), [...head, 'list: unknown', ...unknown]);
    const children = await tree.getChildren(bucket);
    assert.deepEqual(changes, [bucket], 'its tooltip was looked at, and is another now');
    assert.deepEqual(await tooltip(bucket), [...head, 'list: allowed (observed)', ...unknown]);
    changes.length = 0;
    const put = store.put({ bucket: account.bucket, key: 'new.txt' }, new Uint8Array(), {});
    await assert.rejects(put, { message: 'denied' });
    assert.deepEqual(changes, [bucket]);
    assert.equal(tree.getTreeItem(bucket).contextValue, 'bucket.added no-write');
    const sentence =
      'Access denied: assumed-role/S3ListBucketOnly/MySession may not s3:PutObject on test-bucket-012345678901/new.txt. No identity-based policy allows it.';
    const line = `write: denied (observed at "new.txt"). ${sentence}`;
    assert.equal((await tooltip(bucket))[4], line);
    const object = named(children, 'test.txt');
    assert.equal(tree.getTreeItem(object).contextValue, 'object no-write');
    assert.deepEqual((await tooltip(object)).slice(2), ['', line]);
  });

  test('all of a bucket may not be listed: opened at the folder that was added, or that the policy names', async () => {
    await treeOf('S3TestFolderOnly');
    added = [account.bucket];
    const labels = async () =>
      (await tree.getChildren(named(await roots(), account.bucket))).map((node) => tree.getTreeItem(node).label);
    assert.deepEqual(await labels(), ['Access denied.']);
    added = [account.bucket, `${account.bucket}/test/`];
    tree.refresh();
    const children = await tree.getChildren(named(await roots(), account.bucket));
    assert.deepEqual(
      children.map((node) => tree.getTreeItem(node).label),
      ['Access denied.', 'test/'],
    );
    const [, folder] = children as [BucketNode, BucketNode];
    assert.equal(tree.getTreeItem(folder).collapsibleState, vscode.TreeItemCollapsibleState.Expanded);
    assert.deepEqual(
      (await tree.getChildren(folder)).map((node) => tree.getTreeItem(node).label),
      ['note.txt'],
    );
    const statement = {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: `arn:aws:s3:::${account.bucket}`,
      Condition: { StringLike: { 's3:prefix': ['test/*', 'other/'] } },
    };
    tree.dispose();
    await treeOf('S3Full', JSON.stringify({ Version: '2012-10-17', Statement: statement }));
    added = [account.bucket];
    assert.deepEqual(await labels(), ['Access denied.', 'test/', 'other/']);
  });

  test('a list that is denied: greyed at once, and not asked for again', async () => {
    await treeOf('S3TestFolderOnly');
    added = [account.bucket, `${account.bucket}/test/`];
    const bucket = named(await roots(), account.bucket);
    const [denied, folder] = await tree.getChildren(bucket);
    assert.ok(folder);
    assert.ok(changes.includes(bucket));
    assert.equal(tree.getTreeItem(bucket).contextValue, 'bucket.added no-list');
    const ask = [`ListObjectsV2 ${account.bucket}/`, `ListObjectsV2 ${account.bucket}/test/`];
    await tree.getChildren(folder);
    assert.deepEqual(await tree.getChildren(bucket), [denied, folder], 'as VS Code draws it');
    assert.deepEqual(asked, ask);
    changes.length = 0;
    tree.refreshBuckets(new Set([account.bucket]));
    assert.ok(changes.includes(bucket), 'what is in the folder may be another');
    assert.deepEqual(await tree.getChildren(bucket), [denied, folder]);
    assert.equal((await tree.getChildren(folder)).length, 1);
    assert.deepEqual(asked, [...ask, ask[1]]);
  });

  test('a list that is denied no longer is asked for again', async () => {
    await treeOf('S3TestFolderOnly');
    added = [account.bucket];
    const bucket = named(await roots(), account.bucket);
    await tree.getChildren(bucket);
    note({ operation: 'ListObjectsV2', bucket: account.bucket, key: '' });
    asked.length = 0;
    await tree.getChildren(bucket);
    assert.deepEqual(asked, [`ListObjectsV2 ${account.bucket}/`]);
  });

  test('a bucket in another region, by its name alone: it opens for a role that may not list buckets', async () => {
    const bucket = `far-bucket-${account.account}`;
    const statement = { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${bucket}` };
    await treeOf('S3Full', JSON.stringify({ Version: '2012-10-17', Statement: statement }));
    added = [bucket];
    const all = await roots();
    named(all, 'Not all buckets can be listed.');
    assert.deepEqual(
      (await tree.getChildren(named(all, bucket))).map((node) => tree.getTreeItem(node).label),
      ['far.txt'],
    );
  });

  test('what the policy of the session denies is known before anything is asked', async () => {
    const statement = { Effect: 'Allow', Action: ['s3:ListBucket', 's3:GetObject'], Resource: '*' };
    await treeOf('S3Full', JSON.stringify({ Version: '2012-10-17', Statement: statement }));
    added = [account.bucket];
    const bucket = named(await roots(), account.bucket);
    assert.equal(tree.getTreeItem(bucket).contextValue, 'bucket.added no-write no-delete no-versions no-tags');
    assert.match((await tooltip(bucket))[5] ?? '', /^delete: denied \(simulated\)\. .* No session policy allows it\.$/);
  });

  test('all buckets are long in coming: what was added is there meanwhile, and opens', async () => {
    patienceMs = 0;
    await treeOf('S3Full');
    const answer = answerLater();
    added = [account.bucket];
    const meanwhile = await roots();
    assert.deepEqual(meanwhile.map(show), [
      '+ test-bucket-012345678901 | bucket test-bucket-012345678901 | bucket.added',
      'Listing all buckets… | Listing all buckets…',
    ]);
    const bucket = named(meanwhile, account.bucket);
    const children = await tree.getChildren(bucket);
    assert.equal(children.length, 3);
    const redrawn = nextChange();
    answer.resolve(['another-bucket']);
    assert.equal(await redrawn, undefined);
    const all = await roots();
    assert.deepEqual(all.map(show), [
      '+ test-bucket-012345678901 | bucket test-bucket-012345678901 | bucket.added',
      '+ another-bucket | bucket another-bucket | bucket.listed',
    ]);
    assert.equal(all[0], bucket, 'the node that is open stays the same');
    assert.equal((await tree.getChildren(bucket))[0], children[0]);
  });

  test('all buckets are long in coming, and then denied: said after what was added', async () => {
    patienceMs = 0;
    await treeOf('S3ListBucketOnly');
    const answer = answerLater();
    added = [account.bucket];
    assert.equal((await roots()).length, 2);
    const redrawn = nextChange();
    answer.reject(failureError({ code: 'denied', denial: { category: 'denied' } }));
    await redrawn;
    assert.deepEqual(
      (await roots()).map((node) => tree.getTreeItem(node).label),
      [
        account.bucket,
        'Not all buckets can be listed.',
        'Add a bucket by its name…',
        "Look for buckets in this role's policies",
        'Look for buckets in S3 Access Grants',
      ],
    );
  });

  test('all buckets are never listed: a refresh and another identity wait no longer', async () => {
    await treeOf('S3Full');
    const signals: AbortSignal[] = [];
    listAll = (signal) => {
      signals.push(signal);
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    };
    const waiting = roots();
    tree.refresh();
    assert.deepEqual(await waiting, []);
    const again = roots();
    current.set({ kind: 'none' });
    assert.deepEqual(await again, []);
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true, true],
    );
  });

  test('load more that is given up: the row stays, and brings the page when it is pressed again', async () => {
    await treeOf('S3Full');
    const bucket = named(await roots(), 'many-objects');
    const more = (await tree.getChildren(bucket)).at(-1) as More;
    const stop = new AbortController();
    const loading = tree.loadMore(more, stop.signal);
    stop.abort();
    await assert.rejects(loading, { name: 'AbortError' });
    assert.equal((await tree.getChildren(bucket)).at(-1)?.kind, 'more');
    await tree.loadMore(more, new AbortController().signal);
    assert.equal((await tree.getChildren(bucket)).length, 2_001);
  });

  test('refreshed: all is listed anew', async () => {
    await treeOf('S3Full');
    const before = await roots();
    account.addBucket('added-since');
    tree.refresh();
    assert.deepEqual(changes, [undefined]);
    assert.equal((await roots()).length, before.length + 1);
  });
});

function localTime(iso: string): string {
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}
