// The versions of one object. Beside what writes, in a chunk that is loaded when somebody asks for them.
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import type { ObjectPlace, ObjectVersion } from '../../core/objectStore.ts';
import type { Access } from '../access.ts';
import { askBucket } from '../s3.ts';

/** The newest first, delete markers among them; at most the 1,000 of one answer. Rejects with a Failure. */
export async function objectVersions(
  access: Access,
  { bucket, key }: ObjectPlace,
  signal?: AbortSignal,
): Promise<readonly ObjectVersion[]> {
  const input = { Bucket: bucket, Prefix: key };
  const answer = await askBucket(
    access,
    { operation: 'ListObjectVersions', bucket, key },
    signal,
    (client, abortSignal) => client.send(new ListObjectVersionsCommand(input), { abortSignal }),
  );
  const marked = [
    ...(answer.Versions ?? []).map((version) => ({ ...version, isDeleteMarker: false })),
    ...(answer.DeleteMarkers ?? []).map((marker) => ({ ...marker, Size: 0, isDeleteMarker: true })),
  ];
  return marked
    .filter(({ Key }) => Key === key)
    .map(({ VersionId = 'null', IsLatest = false, LastModified, Size = 0, isDeleteMarker }) => ({
      versionId: VersionId,
      isLatest: IsLatest,
      isDeleteMarker,
      lastModified: LastModified?.getTime() ?? 0,
      size: Size,
    }))
    .sort((one, other) => Number(other.isLatest) - Number(one.isLatest) || other.lastModified - one.lastModified);
}
