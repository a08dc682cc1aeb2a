// What a network, a proxy and a service at its limits can do to each operation on objects, in one table: each ends in a right
// result, a typed failure or a cancel. Nothing is half written, on the disk or in the bucket, and nothing waits past its
// deadline.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { objectStore } from '../../../src/aws/s3/objectStore.ts';
import type { Credentials } from '../../../src/core/credentials.ts';
import { failureOf } from '../../../src/core/failure.ts';
import { inParallel } from '../../../src/core/inParallel.ts';
import type { ObjectStore } from '../../../src/core/objectStore.ts';
import { Download } from '../../../src/features/transfers/download.ts';
import { itemOfBytes, Upload } from '../../../src/features/transfers/upload.ts';
import { LocalFolder } from '../../../src/platform/localFolder.ts';
import { type PracticeAccount, startPracticeAccount } from '../../../src/practice/practiceAccount.ts';
import {
  type Fault,
  type RelayedAnswer,
  type RelayedRequest,
  startFaultyRelay,
  wire,
} from '../../fakes/faultyRelay.ts';
import { me } from '../../fakes/objectStore.ts';
import { assume, type Keys, sendSigned } from '../../practice/rawRequest.ts';

const bucket = 'other-bucket';
const old = 'as it was before';
const fresh = 'new, and a little longer than before';
const nothing = 'nothing';

interface Row {
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
  /** A key of the row's own; its object holds `old`, and so does the one with ` 2` behind it. */
  readonly key: string;
  /** An empty folder of the row's own. */
  readonly folder: string;
  /** Uploads in parts that are neither ended nor given up. */
  readonly uploads: () => Promise<number>;
}

interface Operation {
  /** Whose answer is spoiled. */
  readonly isMeant: (request: RelayedRequest) => boolean;
  readonly body: 'xml' | 'bytes' | 'none';
  /** The function of the store that is answered so, and with how much of its time limit it makes do where nothing comes. */
  readonly asks: keyof ObjectStore;
  readonly patience?: number;
  readonly run: (row: Row) => Promise<unknown>;
  /** What there is afterwards: `done` where it was done, and `undone` where it was not. */
  readonly left: (row: Row) => Promise<string>;
  readonly done: string;
  readonly undone: string;
}

const has = (text: string) => (request: RelayedRequest) => request.target.includes(text);
const isPlain = ({ target, headers }: RelayedRequest) =>
  !target.includes('uploadId') && !target.includes('uploads') && headers['x-amz-copy-source'] === undefined;
const isRead = (request: RelayedRequest) => request.method === 'GET' && !has('list-type')(request);
const bytes = (text: string) => new TextEncoder().encode(text);

async function contentOf(store: ObjectStore, key: string): Promise<string> {
  try {
    return new TextDecoder().decode((await store.read({ bucket, key, maxBytes: 1000 })).bytes);
  } catch (thrown) {
    if (failureOf(thrown)?.code === 'object-missing') return nothing;
    throw thrown;
  }
}

const untouched = {
  left: ({ store, key }: Row) => contentOf(store, key),
  done: old,
  undone: old,
};

const sending = {
  run: async ({ store, key, signal }: Row) => {
    const item = itemOfBytes({ bucket, key }, bytes(fresh));
    const upload = new Upload({ store, owner: me }, [item], { overwrite: true, partBytes: 20 });
    try {
      await upload.run(signal, () => {});
    } finally {
      await upload.discard();
    }
  },
  left: async ({ store, key, uploads }: Row) => `${await contentOf(store, key)}, ${await uploads()} uploads`,
  done: `${fresh}, 0 uploads`,
  undone: `${old}, 0 uploads`,
};

const operations: Readonly<Record<string, Operation>> = {
  list: {
    ...untouched,
    isMeant: has('list-type=2'),
    body: 'xml',
    asks: 'list',
    run: async ({ store, key, signal }) => {
      const keys: string[] = [];
      for await (const page of store.list({ bucket, prefix: key }, { signal })) {
        keys.push(...page.map((each) => each.key));
      }
      assert.deepEqual(keys, [key, `${key} 2`]);
    },
  },
  look: {
    ...untouched,
    isMeant: ({ method }) => method === 'HEAD',
    body: 'none',
    asks: 'head',
    run: async ({ store, key, signal }) => {
      assert.equal((await store.head({ bucket, key }, { signal })).size, old.length);
    },
  },
  read: {
    ...untouched,
    isMeant: isRead,
    body: 'bytes',
    asks: 'read',
    run: async ({ store, key, signal }) => {
      const { bytes: read } = await store.read({ bucket, key, maxBytes: 1000 }, { signal });
      assert.equal(new TextDecoder().decode(read), old);
    },
  },
  write: {
    isMeant: (request) => request.method === 'PUT' && isPlain(request),
    body: 'none',
    asks: 'put',
    run: async ({ store, key, signal }) => {
      const { etag } = await store.head({ bucket, key });
      const written = await store.put({ bucket, key }, bytes(fresh), { condition: { ifMatch: etag } }, { signal });
      assert.equal(written.etag, (await store.head({ bucket, key })).etag);
    },
    left: ({ store, key }) => contentOf(store, key),
    done: fresh,
    undone: old,
  },
  delete: {
    isMeant: (request) => request.method === 'DELETE' && isPlain(request),
    body: 'none',
    asks: 'remove',
    run: ({ store, key, signal }) => store.remove({ bucket, key }, { signal }),
    left: ({ store, key }) => contentOf(store, key),
    done: nothing,
    undone: old,
  },
  'delete many': {
    isMeant: has('?delete'),
    body: 'xml',
    asks: 'removeMany',
    patience: 0.01,
    run: async ({ store, key, signal }) => {
      assert.deepEqual(await store.removeMany({ bucket, keys: [key, `${key} 2`] }, { signal }), []);
    },
    left: async ({ store, key }) => `${await contentOf(store, key)}, ${await contentOf(store, `${key} 2`)}`,
    done: `${nothing}, ${nothing}`,
    undone: `${old}, ${old}`,
  },
  copy: {
    isMeant: ({ headers }) => headers['x-amz-copy-source'] !== undefined,
    body: 'xml',
    asks: 'copy',
    patience: 0.001,
    run: ({ store, key, signal }) =>
      store.copy({ bucket, key: 'source' }, { bucket, key: `${key} copy` }, { ifNoneMatch: '*' }, { signal }),
    left: ({ store, key }) => contentOf(store, `${key} copy`),
    done: fresh,
    undone: nothing,
  },
  'begin an upload': {
    ...sending,
    isMeant: has('?uploads'),
    body: 'xml',
    asks: 'startUpload',
    // Of one whose answer never came nobody knows the number.
    left: ({ store, key }) => contentOf(store, key),
    done: fresh,
    undone: old,
  },
  'upload a part': { ...sending, isMeant: has('partNumber='), body: 'none', asks: 'uploadPart' },
  'end an upload': {
    ...sending,
    isMeant: (request) => request.method === 'POST' && has('uploadId=')(request),
    body: 'xml',
    asks: 'completeUpload',
    patience: 0.001,
  },
  download: {
    isMeant: isRead,
    body: 'bytes',
    asks: 'open',
    run: async ({ store, key, signal, folder }) => {
      const into = new LocalFolder(folder);
      const item = { bucket, key, size: old.length, begin: () => into.begin(['file']) };
      const download = new Download({ store, owner: me, pause: async () => {} }, [item]);
      try {
        const [failed] = await download.run(signal, () => {});
        if (failed) throw failed.error;
      } finally {
        await download.discard();
      }
    },
    left: async ({ folder }) => {
      const files = readdirSync(folder).map((name) => `${name} ${readFileSync(path.join(folder, name), 'utf8')}`);
      return files.join() || nothing;
    },
    done: `file ${old}`,
    undone: nothing,
  },
};

const error = (status: number, code: string, more: Readonly<Record<string, string>> = {}, elements = ''): Fault => ({
  at: 'before',
  act: (socket) =>
    void socket.end(
      answerOf(
        status,
        `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>m</Message>${elements}</Error>`,
        { 'content-type': 'application/xml', ...more },
      ),
    ),
});
const answerOf = (status: number, text: string, headers: Readonly<Record<string, string>> = {}) =>
  wire({ status, headers: { ...headers, 'content-length': String(Buffer.byteLength(text)) }, body: Buffer.from(text) });
const changed = (change: (answer: RelayedAnswer) => RelayedAnswer): Fault => ({
  at: 'answer',
  act: (socket, answer) => void socket.end(wire(change(answer))),
});
const withBody = (answer: RelayedAnswer, body: Buffer): RelayedAnswer => ({
  ...answer,
  headers: { ...answer.headers, 'content-length': String(body.length) },
  body,
});
const html = '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>';
/** Byte by byte, with a breath between them. */
const drip = async (socket: Socket, text: Buffer) => {
  for (const byte of text) {
    if (socket.destroyed) return;
    socket.write(Buffer.of(byte));
    await new Promise(setImmediate);
  }
  socket.end();
};

interface FaultRow {
  readonly fault: Fault;
  /** Which answers it is about; absent: all. */
  readonly bodies?: readonly Operation['body'][];
  /** Which operations; absent: all. */
  readonly of?: readonly string[];
  /** The server's clock is an hour ahead. */
  readonly isAhead?: true;
  /** Nothing comes: it is waited for with less patience. */
  readonly isSilent?: true;
  /** What comes of it, happening once, and each time: `right`, or the code of a failure. */
  readonly once: string;
  readonly always: string;
  readonly but?: Readonly<Record<string, { readonly once?: string; readonly always?: string }>>;
}
const right = 'right';
const hour = 3_600_000;
const never = new AbortController().signal;
const silent = {
  fault: { at: 'before', act: () => {} },
  isSilent: true,
  once: 'endpoint-silent',
  always: 'endpoint-silent',
  but: { download: { once: right } },
} as const;
/** An answer to HEAD has no body that could say more. */
const silentRefusal = { once: 'service-error', always: 'service-error' };
const unreadable = { once: 'answer-unreadable', always: 'answer-unreadable' };
const cut = { once: 'endpoint-unreachable', always: 'endpoint-unreachable' };

const faults: Readonly<Record<string, FaultRow>> = {
  'an answer that comes late': {
    fault: { at: 'answer', act: (socket, answer) => void later(100).then(() => socket.end(wire(answer))) },
    once: right,
    always: right,
  },
  'reset before it was asked': {
    fault: { at: 'before', act: (socket) => socket.resetAndDestroy() },
    once: right,
    always: 'endpoint-unreachable',
  },
  'reset before the headers': {
    fault: { at: 'answer', act: (socket) => socket.resetAndDestroy() },
    once: right,
    always: 'endpoint-unreachable',
  },
  'reset after the headers': {
    fault: {
      at: 'answer',
      act: (socket, answer) => {
        const text = wire(answer);
        socket.write(text.subarray(0, text.length - Math.ceil(answer.body.length / 2)), () => {
          setTimeout(() => socket.resetAndDestroy(), 20);
        });
      },
    },
    bodies: ['xml', 'bytes'],
    once: right,
    always: 'endpoint-unreachable',
    but: { read: { once: 'endpoint-unreachable' } },
  },
  'ended before the headers': {
    fault: { at: 'answer', act: (socket) => void socket.end() },
    once: right,
    always: 'endpoint-unreachable',
  },
  'ended in the headers': {
    fault: { at: 'answer', act: (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Le') },
    once: right,
    always: 'endpoint-unreachable',
  },
  'ended after half of the body': {
    fault: {
      at: 'answer',
      act: (socket, answer) => {
        const text = wire(answer);
        socket.end(text.subarray(0, text.length - Math.ceil(answer.body.length / 2)));
      },
    },
    bodies: ['xml', 'bytes'],
    once: right,
    always: 'endpoint-unreachable',
    but: { read: { once: 'endpoint-unreachable' } },
  },
  'byte by byte': {
    fault: { at: 'answer', act: (socket, answer) => void drip(socket, wire(answer)) },
    once: right,
    always: right,
  },
  'silence before it was asked': silent,
  'silence after the headers': {
    fault: {
      at: 'answer',
      act: (socket, answer) => {
        const text = wire(answer);
        socket.write(text.subarray(0, text.length - Math.ceil(answer.body.length / 2)));
      },
    },
    bodies: ['xml', 'bytes'],
    isSilent: true,
    once: 'endpoint-silent',
    always: 'endpoint-silent',
    but: { download: { once: right } },
  },
  'XML that ends early, whole by its length': {
    fault: changed((answer) => withBody(answer, answer.body.subarray(0, -12))),
    bodies: ['xml'],
    once: 'answer-unreadable',
    always: 'answer-unreadable',
  },
  'XML that is none': {
    fault: changed((answer) => withBody(answer, Buffer.from('<?xml version="1.0"?>\n<Answer><Key>a</Answer>'))),
    bodies: ['xml'],
    once: 'answer-unreadable',
    always: 'answer-unreadable',
  },
  'a page under 200': {
    fault: {
      at: 'before',
      act: (socket) => void socket.end(answerOf(200, html, { 'content-type': 'text/html; charset=utf-8' })),
    },
    once: 'answer-unreadable',
    always: 'answer-unreadable',
  },
  'a page under 502': {
    fault: {
      at: 'before',
      act: (socket) => void socket.end(answerOf(502, html, { 'content-type': 'text/html' })),
    },
    once: right,
    always: 'answer-unreadable',
  },
  'a page under 403': {
    fault: {
      at: 'before',
      act: (socket) => void socket.end(answerOf(403, html, { 'content-type': 'text/html' })),
    },
    once: 'answer-unreadable',
    always: 'answer-unreadable',
  },
  'no HTTP': {
    fault: { at: 'before', act: (socket) => void socket.end('SSH-2.0-OpenSSH_9.2p1\r\n') },
    once: 'endpoint-unreachable',
    always: 'endpoint-unreachable',
    but: { download: { once: right } },
  },
  'a length that is too short': {
    fault: changed((answer) => ({
      ...answer,
      headers: { ...answer.headers, 'content-length': String(answer.body.length - 5) },
    })),
    bodies: ['xml', 'bytes'],
    once: 'object-damaged',
    always: 'object-damaged',
    but: {
      download: { once: right },
      list: cut,
      'delete many': cut,
      copy: unreadable,
      'begin an upload': unreadable,
      'end an upload': unreadable,
    },
  },
  'a length that is too long': {
    fault: changed((answer) => ({
      ...answer,
      headers: { ...answer.headers, 'content-length': String(answer.body.length + 5) },
    })),
    bodies: ['xml', 'bytes'],
    once: right,
    always: 'endpoint-unreachable',
    but: { read: { once: 'endpoint-unreachable' } },
  },
  'other bytes': {
    fault: changed((answer) => ({ ...answer, body: Buffer.from(answer.body).fill(0x78, 3, 6) })),
    bodies: ['bytes'],
    once: 'object-damaged',
    always: 'object-damaged',
    but: { download: { once: right } },
  },
  'an error under 200': {
    fault: error(200, 'InternalError'),
    bodies: ['xml'],
    once: right,
    always: 'service-error',
  },
  '301 to another region': {
    fault: error(301, 'PermanentRedirect', { 'x-amz-bucket-region': 'eu-west-1' }),
    once: right,
    always: 'bucket-elsewhere',
    but: { look: { always: 'service-error' } },
  },
  '307 to this endpoint': {
    fault: error(307, 'TemporaryRedirect', { location: '/', 'x-amz-bucket-region': 'eu-west-1' }),
    once: right,
    always: 'bucket-elsewhere',
    but: { look: { always: 'service-error' } },
  },
  '400, another region': {
    fault: error(
      400,
      'AuthorizationHeaderMalformed',
      { 'x-amz-bucket-region': 'eu-west-1' },
      '<Region>eu-west-1</Region>',
    ),
    once: right,
    always: 'bucket-elsewhere',
    but: { look: { always: 'service-error' } },
  },
  '403': { fault: error(403, 'AccessDenied'), once: 'denied', always: 'denied' },
  'the token has ended': {
    fault: error(400, 'ExpiredToken'),
    once: 'session-expired',
    always: 'session-expired',
    but: { look: silentRefusal },
  },
  'a clock that is off': {
    fault: error(403, 'RequestTimeTooSkewed', { date: new Date(Date.now() + hour).toUTCString() }),
    isAhead: true,
    once: right,
    always: 'clock-skewed',
    but: { look: { always: 'denied' } },
  },
  '503 SlowDown': {
    fault: error(503, 'SlowDown'),
    once: right,
    always: 'throttled',
    but: { look: { always: 'service-error' } },
  },
  '500': { fault: error(500, 'InternalError'), once: right, always: 'service-error' },
  '429': { fault: error(429, 'TooManyRequestsException'), once: right, always: 'throttled' },
  'a token that comes again': {
    fault: {
      at: 'before',
      act: (socket) =>
        void socket.end(
          answerOf(
            200,
            '<ListBucketResult><NextContinuationToken>t</NextContinuationToken><IsTruncated>true</IsTruncated></ListBucketResult>',
          ),
        ),
    },
    of: ['list'],
    // The server does not know the token.
    once: 'service-error',
    always: 'answer-unreadable',
  },
};

const credentialsOf = ({ accessKeyId, secretAccessKey, sessionToken = '' }: Keys): Credentials => ({
  accessKeyId,
  secretAccessKey,
  sessionToken,
});

suite('features/transfers: faults in front of the server', function () {
  this.timeout(240_000);
  let account: PracticeAccount;
  /** Its clock is an hour ahead. */
  let ahead: PracticeAccount;
  let root: string;
  let rows = 0;
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);

  suiteSetup(async () => {
    process.on('unhandledRejection', note);
    account = await startPracticeAccount({ limits: { minPartBytes: 1 } });
    ahead = await startPracticeAccount({ limits: { minPartBytes: 1 }, now: () => Date.now() + hour });
    for (const each of [account, ahead]) each.put(bucket, 'source', fresh);
    root = mkdtempSync(path.join(os.tmpdir(), 'rolecall-faults-'));
  });
  suiteTeardown(async () => {
    await account.close();
    await ahead.close();
    rmSync(root, { recursive: true, force: true });
    process.off('unhandledRejection', note);
    assert.deepEqual(unhandled, []);
  });

  /** What the operation ended in, with `times` answers spoiled; and what is there afterwards, where that is wrong. */
  async function outcomeOf(operation: Operation, row: FaultRow, times: number, signal = never): Promise<string> {
    const on = row.isAhead ? ahead : account;
    const key = `row ${++rows}.`;
    const folder = path.join(root, key);
    mkdirSync(folder);
    const plain = await plainStore(on);
    // With their checksums.
    for (const each of [key, `${key} 2`]) await plain.put({ bucket, key: each }, bytes(old), {});
    const relay = await startFaultyRelay(on.endpoint);
    const time = on === ahead ? { time: Date.now() + hour } : {};
    const keys = await assume(on, 'S3Full', {}, time);
    const credentials = credentialsOf(keys);
    const { region } = on;
    const storeWith = (patience: number) =>
      objectStore((ask) => ask({ credentials, endpoint: relay.url, region, patience }));
    const hurried = storeWith(operation.patience ?? 0.025);
    const store = { ...storeWith(1), ...(row.isSilent && { [operation.asks]: hurried[operation.asks] }) };
    const uploads = async () => {
      const target = `/${bucket}?uploads&prefix=${encodeURIComponent(key)}`;
      const { body } = await sendSigned(on, { service: 's3', target, keys, ...time });
      return body.split('<Upload>').length - 1;
    };
    const afterwards = { key, folder, signal: never, uploads };
    relay.spoil(row.fault, operation.isMeant, times);
    try {
      const outcome = await operation.run({ ...afterwards, store, signal }).then(
        () => right,
        (thrown: unknown) => failureOf(thrown)?.code ?? `${(thrown as Error).name} ${(thrown as Error).message}`,
      );
      const left = await operation.left({ ...afterwards, store: plain });
      const isFine = outcome === right ? left === operation.done : [operation.done, operation.undone].includes(left);
      return isFine ? outcome : `${outcome}, and left is ${left}`;
    } finally {
      await relay.close();
    }
  }

  async function plainStore(on: PracticeAccount): Promise<ObjectStore> {
    const credentials = credentialsOf(await assume(on, 'S3Full', {}, on === ahead ? { time: Date.now() + hour } : {}));
    const clock = { now: Date.now, offsetMs: () => (on === ahead ? hour : 0), onServerTime: () => {} };
    return objectStore((ask) => ask({ credentials, endpoint: on.endpoint, region: on.region, clock }));
  }

  for (const [name, operation] of Object.entries(operations)) {
    suite(name, () => {
      const meant = Object.entries(faults).filter(
        ([, row]) => (row.bodies ?? [operation.body]).includes(operation.body) && (row.of ?? [name]).includes(name),
      );
      const outcomes = new Map<string, string>();

      // Each row waits, most of its time: they run beside each other.
      suiteSetup(() =>
        inParallel(meant, 6, async ([what, row]) => {
          outcomes.set(`${what}, once`, await outcomeOf(operation, row, 1));
          outcomes.set(`${what}, each time`, await outcomeOf(operation, row, 1000));
        }),
      );
      for (const [what, row] of meant) {
        const but = row.but?.[name];
        for (const [when, want] of [
          ['once', but?.once ?? row.once],
          ['each time', but?.always ?? row.always],
        ] as const) {
          test(`${what}, ${when}: ${want}`, () => assert.equal(outcomes.get(`${what}, ${when}`), want));
        }
      }

      test('given up while nothing comes: a cancel', async () => {
        const stop = new AbortController();
        const fault: Fault = { at: 'before', act: () => stop.abort() };
        assert.match(await outcomeOf(operation, { fault, once: '', always: '' }, 1000, stop.signal), /^AbortError /);
      });
    });
  }
});
