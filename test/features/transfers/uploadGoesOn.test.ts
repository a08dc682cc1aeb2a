// Uploads that break off in front of the practice account: going on sends the missing parts alone, and giving up leaves none.
import assert from 'node:assert/strict';
import { objectStore } from '../../../src/aws/s3/objectStore.ts';
import { failureOf } from '../../../src/core/failure.ts';
import type { ObjectStore } from '../../../src/core/objectStore.ts';
import { itemOfBytes, Upload } from '../../../src/features/transfers/upload.ts';
import { type PracticeAccount, startPracticeAccount } from '../../../src/practice/practiceAccount.ts';
import { type Fault, type FaultyRelay, type RelayedRequest, startFaultyRelay, wire } from '../../fakes/faultyRelay.ts';
import { me } from '../../fakes/objectStore.ts';
import { assume, type Keys, sendSigned } from '../../practice/rawRequest.ts';

const bucket = 'other-bucket';
const text = 'abcdefghij';

const answer = (status: number, code: string): Fault => {
  const body = Buffer.from(`<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>m</Message></Error>`);
  const headers = { 'content-type': 'application/xml', 'content-length': String(body.length) };
  return { at: 'before', act: (socket) => void socket.end(wire({ status, headers, body })) };
};
const isPart =
  (number = '') =>
  ({ target }: RelayedRequest) =>
    target.includes(`partNumber=${number}`);
const isEnd = ({ method, target }: RelayedRequest) => method === 'POST' && target.includes('uploadId=');
const isPut = ({ method, target }: RelayedRequest) => method === 'PUT' && !target.includes('uploadId=');
const lost: Fault = { at: 'answer', act: (socket) => socket.resetAndDestroy() };

suite('features/transfers: uploads that are gone on with', function () {
  this.timeout(60_000);
  let account: PracticeAccount;
  let relay: FaultyRelay;
  let store: ObjectStore;
  let keys: Keys;
  let patience: number;

  suiteSetup(async () => {
    account = await startPracticeAccount({ limits: { minPartBytes: 1 } });
  });
  suiteTeardown(() => account.close());
  setup(async () => {
    relay = await startFaultyRelay(account.endpoint);
    keys = await assume(account, 'S3Full');
    patience = 1;
    const { accessKeyId, secretAccessKey, sessionToken = '' } = keys;
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    store = objectStore((ask) => ask({ credentials, endpoint: relay.url, region: account.region, patience }));
  });
  teardown(() => relay.close());

  const uploadOf = (key: string, partBytes = 4) => {
    const item = itemOfBytes({ bucket, key }, new TextEncoder().encode(text));
    return new Upload({ store, owner: me }, [item], { overwrite: false, partBytes });
  };
  const run = (upload: Upload) => upload.run(new AbortController().signal, () => {});
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'done',
      (error: unknown) => failureOf(error)?.code ?? String(error),
    );
  const asked = (isMeant: (request: RelayedRequest) => boolean) => relay.asked.filter(isMeant).length;
  const contentOf = async (key: string) =>
    new TextDecoder().decode((await store.read({ bucket, key, maxBytes: 100 })).bytes);
  /** Those that are neither ended nor given up. */
  const uploadIds = async (key: string) => {
    const target = `/${bucket}?uploads&prefix=${encodeURIComponent(key)}`;
    const { body } = await sendSigned(account, { service: 's3', target, keys });
    return [...body.matchAll(/<UploadId>([^<]+)<\/UploadId>/g)].map(([, id]) => id ?? '');
  };

  const failures: readonly (readonly [string, Fault, string])[] = [
    ['a network that breaks', { at: 'before', act: (socket) => socket.resetAndDestroy() }, 'endpoint-unreachable'],
    ['an endpoint that is silent', { at: 'before', act: () => {} }, 'endpoint-silent'],
    ['a session that has ended', answer(400, 'ExpiredToken'), 'session-expired'],
    ['an endpoint that asks to slow down, each time', answer(503, 'SlowDown'), 'throttled'],
  ];
  for (const [what, fault, code] of failures) {
    test(`${what}: what arrived is kept, and only the rest is sent`, async () => {
      const upload = uploadOf(what);
      if (code === 'endpoint-silent') patience = 0.025;
      relay.spoil(fault, isPart('3'), 1000);
      assert.equal(await codeOf(run(upload)), code);
      assert.equal((await uploadIds(what)).length, 1);
      relay.spoil(fault, () => false, 0);
      patience = 1;
      const before = relay.asked.length;
      await run(upload);
      const since = relay.asked.slice(before).map(({ method, target }) => `${method} ${target.split('?')[1]}`);
      assert.deepEqual(
        since.map((each) => each.replace(/uploadId=[^&]+/, 'uploadId=').replace('&x-id=UploadPart', '')),
        ['PUT partNumber=3&uploadId=', 'POST uploadId='],
      );
      assert.deepEqual([await contentOf(what), await uploadIds(what), upload.taken], [text, [], []]);
    });
  }

  test('given up: nothing is left', async () => {
    const upload = uploadOf('given up');
    relay.spoil(answer(400, 'ExpiredToken'), isPart('3'), 1000);
    assert.equal(await codeOf(run(upload)), 'session-expired');
    assert.equal((await uploadIds('given up')).length, 1);
    await upload.discard();
    assert.deepEqual(await uploadIds('given up'), []);
    assert.equal(await codeOf(store.head({ bucket, key: 'given up' })), 'object-missing');
  });

  test('ended from elsewhere: begins anew', async () => {
    const upload = uploadOf('elsewhere');
    relay.spoil(answer(400, 'ExpiredToken'), isPart('3'), 1000);
    assert.equal(await codeOf(run(upload)), 'session-expired');
    const [id = ''] = await uploadIds('elsewhere');
    await store.abortUpload({ bucket, key: 'elsewhere' }, id);
    relay.spoil(lost, () => false, 0);
    const before = asked(isPart());
    await run(upload);
    // The third, which is not taken, and then all of them.
    assert.equal(asked(isPart()) - before, 4);
    assert.deepEqual([await contentOf('elsewhere'), await uploadIds('elsewhere')], [text, []]);
  });

  for (const [what, isMeant, partBytes] of [
    ['the end of an upload in parts', isEnd, 4],
    ['an upload in one piece', isPut, 100],
  ] as const) {
    test(`${what} that was done though no answer came is known as done`, async () => {
      const upload = uploadOf(what, partBytes);
      relay.spoil(lost, isMeant, 1000);
      assert.equal(await codeOf(run(upload)), 'endpoint-unreachable');
      relay.spoil(lost, () => false, 0);
      await run(upload);
      assert.deepEqual([upload.arrived, upload.taken], [1, []]);
      assert.deepEqual([await contentOf(what), await uploadIds(what)], [text, []]);
    });
  }
});
