// A store of objects in memory, on a clock that stands still, with failures that a test plants.
import { type Failure, failureError } from '../../src/core/failure.ts';
import { compareKeys } from '../../src/core/objectKey.ts';
import type {
  AskHow,
  ObjectFacts,
  ObjectLabels,
  ObjectPlace,
  ObjectStore,
  Owner,
  WriteCondition,
} from '../../src/core/objectStore.ts';

interface Stored {
  readonly body: Uint8Array;
  readonly facts: ObjectFacts;
}

export const me: Owner = { session: 'me', name: 'Reader/me' };
export const somebodyElse: Owner = { session: 'other', name: 'Writer/other' };

export class FakeStore implements ObjectStore {
  time = Date.parse('2025-03-26T13:30:50Z');
  current: Owner | undefined = me;
  readonly objects = new Map<string, Stored>();
  readonly uploads = new Map<string, Map<number, Uint8Array>>();
  /** What was asked, in order: `put a.txt`. */
  readonly calls: string[] = [];
  /** Called before every answer; what it gives is thrown. */
  failing: (call: string) => Failure | undefined = () => undefined;
  /** How much of an answer comes before the connection breaks, by call; each breaks once. */
  readonly breaksAfter: number[] = [];
  #etags = 0;

  /** Puts an object as somebody else does: nobody is asked. */
  place(key: string, text: string, labels: ObjectLabels = {}): string {
    const body = new TextEncoder().encode(text);
    const etag = `"${++this.#etags}"`;
    this.objects.set(key, { body, facts: { ...labels, etag, size: body.length, lastModified: this.time } });
    return etag;
  }

  text(key: string): string | undefined {
    const found = this.objects.get(key);
    return found && new TextDecoder().decode(found.body);
  }

  readonly head: ObjectStore['head'] = async (place, how) => this.#find('head', place, how).facts;

  readonly read: ObjectStore['read'] = async ({ maxBytes, ...place }, how) => {
    const { body, facts } = this.#find('read', place, how);
    return { facts, bytes: body.subarray(0, maxBytes) };
  };

  readonly open: ObjectStore['open'] = async ({ from = 0, etag, ...place }, how) => {
    const { body, facts } = this.#find(`open ${from}`, place, how);
    if (etag !== undefined && etag !== facts.etag) throw failureError({ code: 'object-changed', ...place });
    return { facts, chunks: this.#chunks(body.subarray(from)) };
  };

  readonly tags: ObjectStore['tags'] = async (place, how) => {
    this.#find('tags', place, how);
    return { team: 'red' };
  };

  async *list(
    { bucket, prefix, delimiter, maxKeys = 1000 }: Parameters<ObjectStore['list']>[0],
    how?: AskHow,
  ): ReturnType<ObjectStore['list']> {
    this.#ask('list', { bucket, key: prefix }, how);
    const folders = new Set<string>();
    const objects = [...this.objects]
      .filter(([key]) => key.startsWith(prefix))
      .filter(([key]) => {
        const slash = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
        if (slash >= 0) folders.add(key.slice(0, slash + 1));
        return slash < 0;
      })
      .map(([key, { facts }]) => ({
        kind: 'object' as const,
        key,
        size: facts.size,
        lastModified: facts.lastModified,
      }));
    const entries = [...objects, ...[...folders].map((key) => ({ kind: 'folder' as const, key }))];
    entries.sort((one, other) => compareKeys(one.key, other.key));
    for (let at = 0; at < Math.max(1, entries.length); at += maxKeys) yield entries.slice(at, at + maxKeys);
  }

  readonly put: ObjectStore['put'] = async (place, body, { labels, tags, condition }, how) => {
    this.#ask('put', place, how);
    this.#require(place, condition);
    const etag = this.place(place.key, '', { ...labels, ...(tags && { metadata: { ...labels?.metadata, ...tags } }) });
    const { facts } = this.objects.get(place.key) as Stored;
    this.objects.set(place.key, { body: Uint8Array.from(body), facts: { ...facts, size: body.length } });
    return { etag };
  };

  readonly copy: ObjectStore['copy'] = async (from, to, condition, how) => {
    const { body, facts } = this.#find('copy', from, how);
    this.#require(to, condition);
    this.objects.set(to.key, { body, facts: { ...facts, etag: `"${++this.#etags}"`, lastModified: this.time } });
  };

  readonly remove: ObjectStore['remove'] = async (place, how) => {
    this.#ask('remove', place, how);
    this.objects.delete(place.key);
  };

  readonly removeMany: ObjectStore['removeMany'] = async ({ bucket, keys }, how) => {
    this.#ask(`removeMany ${keys.length}`, { bucket, key: keys[0] ?? '' }, how);
    const kept = keys.flatMap((key) => {
      const reason = this.failing(`remove ${key}`);
      return reason ? [{ key, reason }] : [];
    });
    for (const key of keys) if (!kept.some((each) => each.key === key)) this.objects.delete(key);
    return kept;
  };

  readonly versions: ObjectStore['versions'] = async () => [];

  readonly startUpload: ObjectStore['startUpload'] = async (place, _labels, how) => {
    this.#ask('startUpload', place, how);
    this.uploads.set(place.key, new Map());
    return place.key;
  };

  readonly uploadPart: ObjectStore['uploadPart'] = async (place, { uploadId, number, body }, how) => {
    this.#ask(`uploadPart ${number}`, place, how);
    this.#begun(uploadId).set(number, body);
    return { number, etag: `"part ${number}"` };
  };

  readonly completeUpload: ObjectStore['completeUpload'] = async (place, { uploadId, condition }, how) => {
    this.#ask('completeUpload', place, how);
    this.#require(place, condition);
    const parts = [...this.#begun(uploadId)].sort(([one], [other]) => one - other);
    this.place(place.key, Buffer.concat(parts.map(([, body]) => body)).toString('latin1'));
    this.uploads.delete(uploadId);
  };

  readonly abortUpload: ObjectStore['abortUpload'] = async (place, uploadId, how) => {
    this.#ask('abortUpload', place, how);
    this.uploads.delete(uploadId);
  };

  readonly url: ObjectStore['url'] = async ({ bucket, key }) => `https://${bucket}/${key}`;
  readonly consoleUrl: ObjectStore['consoleUrl'] = async ({ bucket }) => `https://console/${bucket}`;
  readonly presignedUrl: ObjectStore['presignedUrl'] = async ({ bucket, key }, seconds) =>
    `https://${bucket}/${key}?${seconds}`;

  async *#chunks(body: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
    const end = this.breaksAfter.shift() ?? Number.POSITIVE_INFINITY;
    for (let at = 0; at < body.length; at++) {
      if (at >= end) throw failureError({ code: 'endpoint-unreachable', endpoint: 'here', reason: 'ECONNRESET' });
      yield body.subarray(at, at + 1);
    }
  }

  #ask(call: string, { key }: ObjectPlace, how: AskHow | undefined): void {
    how?.signal?.throwIfAborted();
    const text = `${call} ${key}`;
    this.calls.push(text);
    if (how?.owner && how.owner.session !== this.current?.session) {
      const current = this.current?.name;
      throw failureError({ code: 'identity-changed', opened: how.owner.name, ...(current && { current }) });
    }
    const failure = this.failing(text);
    if (failure) throw failureError(failure);
  }

  #begun(uploadId: string): Map<number, Uint8Array> {
    const found = this.uploads.get(uploadId);
    if (!found) throw failureError({ code: 'service-error', awsCode: 'NoSuchUpload', status: 404 });
    return found;
  }

  #find(call: string, place: ObjectPlace, how: AskHow | undefined): Stored {
    this.#ask(call, place, how);
    const found = this.objects.get(place.key);
    if (!found) throw failureError({ code: 'object-missing', bucket: place.bucket, key: place.key });
    return found;
  }

  #require({ bucket, key }: ObjectPlace, condition: WriteCondition | undefined): void {
    const found = this.objects.get(key);
    if (!condition) return;
    if ('ifMatch' in condition) {
      if (found?.facts.etag !== condition.ifMatch) throw failureError({ code: 'object-changed', bucket, key });
    } else if (found) {
      throw failureError({ code: 'object-exists', bucket, key });
    }
  }
}
