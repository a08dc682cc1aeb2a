// Goes through a bucket by all that is done in one, at AWS's own addresses, which lead to a stand-in (fakes/awsNames).
// usage: atAws.main.js <credentials as JSON> <region> <bucket, or an access point's ARN>; prints what it got as JSON.
import { listFolder } from '../../../src/aws/s3/browse.ts';
import { objectStore } from '../../../src/aws/s3/objectStore.ts';
import type { Credentials } from '../../../src/core/credentials.ts';
import { activate } from '../../fakes/awsNames/extension.mjs';

const [keys = '', region = '', bucket = ''] = process.argv.slice(2);
activate();
const access = { credentials: JSON.parse(keys) as Credentials, region };
const store = objectStore((ask) => ask(access));
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const at = (key: string) => ({ bucket, key });
const keysBelow = async (prefix: string) =>
  (await listFolder(access, { bucket, prefix })).entries.map(({ key }) => key);

const listed = await keysBelow('dir/');
const { etag, size } = await store.head(at('dir/a b.txt'));
const read = text((await store.read({ ...at('dir/a b.txt'), maxBytes: 100 })).bytes);
await store.put(at('dir/a b.txt'), new TextEncoder().encode('written'), { condition: { ifMatch: etag } });
await store.copy(at('dir/a b.txt'), at('dir/copy.txt'), { ifNoneMatch: '*' });
const copied = text((await store.read({ ...at('dir/copy.txt'), maxBytes: 100 })).bytes);
await store.remove(at('dir/copy.txt'));
await store.removeMany({ bucket, keys: ['dir/a b.txt'] });
const left = await keysBelow('dir/');
const link = new URL(await store.presignedUrl(at('dir/a b.txt'), 60));
const consoleUrls = [
  await store.consoleUrl({ kind: 'object', bucket, key: 'dir/a b&c.txt', size: 1 }),
  await store.consoleUrl({ kind: 'folder', bucket, prefix: '' }),
];
console.log(JSON.stringify({ listed, size, read, copied, left, link: `${link.host}${link.pathname}`, consoleUrls }));
