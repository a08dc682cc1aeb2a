// S3 as a store of objects, joined of its parts; what changes a bucket is loaded with the first change.
import type { AskHow, ObjectStore, Owner } from '../../core/objectStore.ts';
import type { Access } from '../access.ts';
import { listPage, unreadable } from './listing.ts';

/** Makes requests with the keys of the current identity; where an owner is given, only if that is who is current. */
export type AskAs = <T>(ask: (access: Access) => Promise<T>, owner?: Owner) => Promise<T>;

export function objectStore(askAs: AskAs): ObjectStore {
  const reads = () => import('../s3.ts');
  const writes = () => import('./objectWrites.ts');
  const urls = () => import('./objectUrl.ts');
  const ask = <T>(how: AskHow | undefined, send: (access: Access, signal?: AbortSignal) => Promise<T>): Promise<T> =>
    askAs((access) => send(access, how?.signal as AbortSignal | undefined), how?.owner);
  return {
    head: (place, how) => ask(how, async (access, signal) => (await reads()).headObject(access, place, signal)),
    read: (place, how) => ask(how, async (access, signal) => (await reads()).readObject(access, place, signal)),
    open: (place, how) => ask(how, async (access, signal) => (await reads()).openObject(access, place, signal)),
    tags: (place, how) => ask(how, async (access, signal) => (await reads()).readTags(access, place, signal)),
    list: async function* (place, how) {
      let next: string | undefined;
      const seen = new Set<string>();
      do {
        const from = { ...place, ...(next !== undefined && { continuationToken: next }) };
        const page = await ask(how, (access, signal) => listPage(access, from, signal));
        yield page.entries;
        next = page.next;
        // A service that answers in circles would be listed for ever.
        if (next !== undefined && seen.has(next)) await ask(how, (access) => Promise.reject(unreadable(access)));
        if (next !== undefined) seen.add(next);
      } while (next !== undefined);
    },
    put: (place, body, what, how) =>
      ask(how, async (access, signal) => (await writes()).putObject(access, place, body, what, signal)),
    copy: (from, to, condition, how) =>
      ask(how, async (access, signal) =>
        (await import('./copyObject.ts')).copyObject(access, from, to, condition, signal),
      ),
    remove: (place, how) => ask(how, async (access, signal) => (await writes()).deleteObject(access, place, signal)),
    removeMany: (place, how) =>
      ask(how, async (access, signal) => (await import('./deleteObjects.ts')).deleteObjects(access, place, signal)),
    versions: (place, how) =>
      ask(how, async (access, signal) => (await import('./objectVersions.ts')).objectVersions(access, place, signal)),
    startUpload: (place, labels, how) =>
      ask(how, async (access, signal) => (await writes()).startUpload(access, place, labels, signal)),
    uploadPart: (place, part, how) =>
      ask(how, async (access, signal) => (await writes()).uploadPart(access, place, part, signal)),
    completeUpload: (place, upload, how) =>
      ask(how, async (access, signal) => (await writes()).completeUpload(access, place, upload, signal)),
    abortUpload: (place, uploadId, how) =>
      ask(how, async (access, signal) => (await writes()).abortUpload(access, place, uploadId, signal)),
    url: (place, how) => ask(how, async (access, signal) => (await urls()).objectUrl(access, place, signal)),
    consoleUrl: (target, how) => ask(how, async (access, signal) => (await urls()).consoleUrl(access, target, signal)),
    presignedUrl: (place, seconds, how) =>
      ask(how, async (access, signal) => (await urls()).presignedUrl(access, place, seconds, signal)),
  };
}
