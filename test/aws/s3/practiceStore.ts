// The product's own store of objects, on a practice account or moto.
import { objectStore } from '../../../src/aws/s3/objectStore.ts';
import type { ObjectStore } from '../../../src/core/objectStore.ts';
import type { Server } from '../../practice/conformanceSenders.ts';
import { assume } from '../../practice/rawRequest.ts';

/** As the role of this name; asked in `region` first. */
export async function practiceStore(account: Server, role: string, region = account.region): Promise<ObjectStore> {
  const { accessKeyId, secretAccessKey, sessionToken = '' } = await assume(account, role);
  const { endpoint } = account;
  return objectStore((ask) => ask({ credentials: { accessKeyId, secretAccessKey, sessionToken }, endpoint, region }));
}
