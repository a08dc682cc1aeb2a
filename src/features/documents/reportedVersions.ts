// The times and sizes that VS Code is told of one object. It takes a file for unchanged where its time has not grown or
// its size is the same; S3's times are whole seconds. So each ETag gets a later time than the one before, and a size of
// its own: a change shows, and VS Code offers to compare and to overwrite.

export interface Reported {
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly mtime: number;
  /** Bytes, or a few more. */
  readonly size: number;
}

/** Lives as long as the object is open or was lately looked at. */
export class ReportedVersions {
  #reported: Reported[];
  #latest: number;

  /** @param known What the document was made of, in this window or before it was loaded again. */
  constructor(known?: Reported) {
    this.#reported = known ? [known] : [];
    this.#latest = known?.mtime ?? 0;
  }

  of(found: { readonly etag: string; readonly size: number; readonly lastModified: number }): Reported {
    const known = this.#reported.find(({ etag }) => etag === found.etag);
    if (known) return known;
    let { size } = found;
    while (this.#reported.some((other) => other.size === size)) size++;
    const reported = { etag: found.etag, size, mtime: Math.max(found.lastModified, this.#latest + 1) };
    this.#latest = reported.mtime;
    this.#reported.push(reported);
    return reported;
  }

  /** To be called when the document itself has become the object: what it was before no longer matters. */
  written(): void {
    this.#reported = [];
  }
}
