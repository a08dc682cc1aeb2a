// Many objects deleted with few requests: DeleteObjects, up to a thousand keys each, every one of which S3 does or denies on
// its own. A chunk without the SDK; where an object has to be deleted singly, the one that writes does it.
import { failureOf } from '../../core/failure.ts';
import { inParallel } from '../../core/inParallel.ts';
import type { KeptObject } from '../../core/objectStore.ts';
import { unreadable } from '../access.ts';
import { awsFailure } from '../failures.ts';
import type { S3Access } from './bucketUrl.ts';
import { callS3, pause, withoutBatches } from './s3Request.ts';
import { WholeBody } from './wholeBody.ts';
import { escapeXml, isXmlText, unescapeXml } from './xmlText.ts';

/** Bytes of the keys in one request, below what S3 reads of a document. */
const maxKeyBytes = 1024 * 1024;
/** For keys that S3 asks to try again. */
const maxTries = 3;
/** Requests at a time, where each deletes one object. */
const singlyAtOnce = 8;
/** Milliseconds: S3 answers when all of them are gone. */
const deadlineMs = 60_000;

interface KeyError {
  readonly key: string;
  readonly code: string;
  readonly message: string;
}

/**
 * At most 1,000 keys. Resolves with those that stayed, and why. Rejects with a Failure that says nothing of single ones.
 */
export async function deleteObjects(
  access: S3Access,
  { bucket, keys }: { readonly bucket: string; readonly keys: readonly string[] },
  signal?: AbortSignal,
): Promise<readonly KeptObject[]> {
  const known = withoutBatches(access);
  if (known.value) return deleteSingly(access, bucket, keys, signal);
  const kept: KeptObject[] = [];
  // XML 1.0 has no words for most control characters.
  const unspeakable = keys.filter((key) => !isXmlText(key));
  const rest = keys.filter(isXmlText);
  for (let done = 0; done < rest.length; ) {
    signal?.throwIfAborted();
    const batch = firstBatch(rest.slice(done));
    try {
      kept.push(...(await deleteBatch(access, bucket, batch, signal)));
    } catch (error) {
      const reason = failureOf(error);
      // Denied as a whole, it is denied for each.
      if (reason?.code === 'denied') tell(access, bucket, batch[0] ?? '', reason);
      if (!isUnknownOperation(error)) throw error;
      known.value = true;
      return [...kept, ...(await deleteSingly(access, bucket, [...rest.slice(done), ...unspeakable], signal))];
    }
    done += batch.length;
  }
  return [...kept, ...(await deleteSingly(access, bucket, unspeakable, signal))];
}

async function deleteBatch(
  access: S3Access,
  bucket: string,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly KeptObject[]> {
  const kept: KeptObject[] = [];
  let left = keys;
  for (let attempt = 1; left.length > 0; attempt++) {
    const errors = await askToDelete(access, bucket, left, signal);
    const passing = attempt < maxTries ? errors.filter(({ code }) => isPassing(code)) : [];
    const failed = new Map(errors.filter((each) => !passing.includes(each)).map((each) => [each.key, each]));
    const again = new Set(passing.map(({ key }) => key));
    const asked = new Set(left);
    // An error about a key that nobody asked for: the answer belongs to something else.
    if (errors.some(({ key }) => !asked.has(key))) throw unreadable(access);
    for (const key of left) {
      if (again.has(key)) continue;
      const error = failed.get(key);
      const reason = error && failureOfKey(access, bucket, error);
      tell(access, bucket, key, reason);
      if (reason) kept.push({ key, reason });
    }
    left = [...again];
    if (left.length > 0) await pause(100 * 2 ** attempt * (1 + Math.random()), signal);
  }
  return kept;
}

function askToDelete(
  access: S3Access,
  bucket: string,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly KeyError[]> {
  const objects = keys.map((key) => `<Object><Key>${escapeXml(key)}</Key></Object>`).join('');
  const document = `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>${objects}</Delete>`;
  return callS3(
    access,
    {
      operation: 'DeleteObjects',
      bucket,
      query: [['delete', '']],
      body: Buffer.from(document),
      reader: () => new WholeBody(readErrors),
      withinMs: deadlineMs,
    },
    signal,
  );
}

/** Asked to be quiet, S3 tells of errors alone. Undefined where the text is no whole answer of DeleteObjects. */
function readErrors(text: string): readonly KeyError[] | undefined {
  const root = /^\s*(?:<\?xml[^>]*>\s*)?<DeleteResult(?:\s[^>]*)?(?:\/>|>([\s\S]*)<\/DeleteResult>)\s*$/.exec(text);
  if (!root) return undefined;
  const errors = [...(root[1] ?? '').matchAll(/<Error>([\s\S]*?)<\/Error>/g)].map(([, error = '']) => {
    const field = (name: string) => unescapeXml(new RegExp(`<${name}>([^<]*)</${name}>`).exec(error)?.[1] ?? '');
    return { key: field('Key'), code: field('Code'), message: field('Message') };
  });
  return errors.filter(({ code }) => code !== 'NoSuchKey');
}

async function deleteSingly(
  access: S3Access,
  bucket: string,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly KeptObject[]> {
  if (keys.length === 0) return [];
  const { deleteObject } = await import('./objectWrites.ts');
  const kept: KeptObject[] = [];
  await inParallel(keys, singlyAtOnce, async (key) => {
    signal?.throwIfAborted();
    try {
      await deleteObject(access, { bucket, key }, signal);
    } catch (error) {
      const reason = failureOf(error);
      if (reason?.code !== 'denied') throw error;
      kept.push({ key, reason });
    }
  });
  return kept;
}

function failureOfKey(access: S3Access, bucket: string, { key, code, message }: KeyError): KeptObject['reason'] {
  const { region, credentials, endpoint = `AWS (${region})` } = access;
  return awsFailure(
    { name: code, Code: code, message },
    { operation: 'DeleteObjects', endpoint, region, accessKeyId: credentials.accessKeyId, bucket, key },
  );
}

function tell({ onAnswer }: S3Access, bucket: string, key: string, reason: KeptObject['reason'] | undefined): void {
  const about = { operation: 'DeleteObjects', bucket, key };
  if (reason === undefined) onAnswer?.(about);
  else if (reason.code === 'denied') onAnswer?.({ ...about, denial: reason.denial });
}

function firstBatch(keys: readonly string[]): readonly string[] {
  let bytes = 0;
  const end = keys.findIndex((key, at) => {
    bytes += Buffer.byteLength(escapeXml(key));
    return at > 0 && bytes > maxKeyBytes;
  });
  return end < 0 ? keys : keys.slice(0, end);
}

/** Services that speak like S3 do not all know of it. */
function isUnknownOperation(error: unknown): boolean {
  const failure = failureOf(error);
  if (failure?.code !== 'service-error') return false;
  return (
    failure.status === 501 ||
    failure.status === 405 ||
    failure.awsCode === 'NotImplemented' ||
    failure.awsCode === 'MethodNotAllowed'
  );
}

function isPassing(code: string): boolean {
  return ['InternalError', 'SlowDown', 'ServiceUnavailable', 'RequestTimeout', 'OperationAborted'].includes(code);
}
