// Keys as names of files on any disk: nothing leads out of a folder, nothing is special to an operating system, and no
// two keys get names that a disk takes for one. The same on every system, so that a folder can be carried to another.
//
// What a name may not hold stands as `%` and its bytes (`a:b` is `a%3Ab`); a name that Windows keeps for a device begins
// with `_`; what would be taken for a name that is there already ends in ` (2)`.

/** Bytes of UTF-8: 255 is the limit of most disks, and a temporary name and ` (2)` need some. */
const maxBytes = 200;

/** One segment of a key as a file name: never empty, `.`, `..`, or with a separator in it. */
export function localSegment(segment: string): string {
  const safe = segment
    .replace(/\p{Cs}/gu, '\ufffd')
    // Controls, what Windows forbids, and marks that turn the direction of writing: `gpj.exe` would look like `exe.jpg`.
    .replace(/[\u0000-\u001f\u007f-\u009f<>:"/\\|?*\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/g, escaped)
    // Windows drops dots and spaces at the end; `.` and `..` are nothing else.
    .replace(/[. ]+$/, (end) => [...end].map(escaped).join(''));
  const name = /^(?:con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³]) *(?:\.|$)/i.test(safe) ? `_${safe}` : safe;
  return name === '' ? '_' : shortened(name, maxBytes);
}

/**
 * The names of one download. Folders get the name that they had before, files always a new one. Lives as long as the
 * download.
 */
export class LocalNames {
  /** What is taken in a folder, as a disk compares names; by the folder's local path. */
  readonly #taken = new Map<string, Set<string>>();
  readonly #folders = new Map<string, string>();

  /** Segments of the local path of the object with the key `name`, which is what comes behind the downloaded prefix. */
  fileOf(name: string): readonly string[] {
    const slash = name.lastIndexOf('/') + 1;
    const folder = this.folderOf(name.slice(0, slash));
    return [...folder, this.#free(folder, localSegment(name.slice(slash)))];
  }

  /** @param prefix Empty, or ends with a slash. */
  folderOf(prefix: string): readonly string[] {
    const path: string[] = [];
    let end = 0;
    while (end < prefix.length) {
      const slash = prefix.indexOf('/', end);
      const known = this.#folders.get(prefix.slice(0, slash + 1));
      const name = known ?? this.#free(path, localSegment(prefix.slice(end, slash)));
      this.#folders.set(prefix.slice(0, slash + 1), name);
      path.push(name);
      end = slash + 1;
    }
    return path;
  }

  #free(folder: readonly string[], name: string): string {
    const place = folder.join('/');
    const taken = this.#taken.get(place) ?? new Set();
    this.#taken.set(place, taken);
    for (let n = 1; ; n++) {
      const candidate = numbered(name, n);
      const seen = asDisksCompare(candidate);
      if (taken.has(seen)) continue;
      taken.add(seen);
      return candidate;
    }
  }
}

/** `report.csv`, `report (2).csv`, `report (3).csv`. */
export function numbered(name: string, n: number): string {
  if (n === 1) return name;
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? `${name} (${n})` : `${name.slice(0, dot)} (${n})${name.slice(dot)}`;
}

/** Equal for all names that some disk takes for one: without case, in one normal form, without what is not seen. */
function asDisksCompare(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC');
}

function escaped(character: string): string {
  return encodeURIComponent(character).includes('%')
    ? encodeURIComponent(character)
    : `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Cut between characters, in front of the ending where there is one. */
function shortened(name: string, limit: number): string {
  if (bytesOf(name) <= limit) return name;
  const ending = /\.[A-Za-z0-9]{1,16}$/.exec(name)?.[0] ?? '';
  let kept = '';
  let bytes = bytesOf(ending);
  for (const character of name.slice(0, name.length - ending.length)) {
    bytes += bytesOf(character);
    if (bytes > limit) break;
    kept += character;
  }
  // What is cut may end in what Windows drops.
  return `${kept.replace(/[. ]+$/, '')}${ending}`;
}

function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
