// Keys as paths of documents, and back: every key has one path, and no two keys share one. A path has no empty segment
// and no `.` or `..`, and what VS Code does to addresses (a drive letter and the authority in lower case) changes none.
//
// A segment that begins with `~` is escaped: `~` and the segment itself where it is empty, `.`, `..`, or begins with `~`
// or, as the first one, with a letter and a colon. `~!` before the last segment says that the object is meant and not
// the folder of its name, where there are both.

export interface KeyPath {
  readonly key: string;
  readonly isBesideFolder: boolean;
}

const beside = '~!';

/** @param isBesideFolder There is a folder of this name as well, which has the plain path. */
export function pathOfKey(key: string, isBesideFolder = false): string {
  const segments = key.split('/');
  const last = segments.pop() ?? '';
  const name = isBesideFolder ? `${beside}${last}` : escapeSegment(last, segments.length === 0);
  return `/${[...segments.map((segment, at) => escapeSegment(segment, at === 0)), name].join('/')}`;
}

/** Undefined for a path that no key has. */
export function keyOfPath(path: string): KeyPath | undefined {
  const segments = path.slice(1).split('/');
  const last = segments.pop() ?? '';
  const isBesideFolder = last.startsWith(beside);
  const name = isBesideFolder ? last.slice(beside.length) : unescapeSegment(last);
  const key = [...segments.map(unescapeSegment), name].join('/');
  return pathOfKey(key, isBesideFolder) === path ? { key, isBesideFolder } : undefined;
}

/** @param prefix Empty for the bucket itself; else it ends with a slash. */
export function pathOfFolder(prefix: string): string {
  return prefix === '' ? '/' : pathOfKey(prefix.slice(0, -1));
}

/** Undefined for a path that no folder has. */
export function folderOfPath(path: string): string | undefined {
  if (path === '/') return '';
  const found = keyOfPath(path);
  return found === undefined || found.isBesideFolder ? undefined : `${found.key}/`;
}

/**
 * Capitals, which old buckets have, as two dots and the small letter: no bucket has two dots. So are the colons and slashes
 * of an access point's ARN, as two dots and a digit.
 */
export function authorityOfBucket(bucket: string): string {
  return bucket
    .replace(/[A-Z]/g, (letter) => `..${letter.toLowerCase()}`)
    .replaceAll(':', '..1')
    .replaceAll('/', '..2');
}

export function bucketOfAuthority(authority: string): string {
  return authority.replace(/\.\.([a-z12])/g, (_, mark: string) =>
    mark === '1' ? ':' : mark === '2' ? '/' : mark.toUpperCase(),
  );
}

function escapeSegment(segment: string, isFirst: boolean): string {
  return /^(?:\.{0,2}$|~)/.test(segment) || (isFirst && /^[A-Za-z]:/.test(segment)) ? `~${segment}` : segment;
}

function unescapeSegment(segment: string): string {
  return segment.startsWith('~') ? segment.slice(1) : segment;
}
