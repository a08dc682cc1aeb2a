// A secret on the clipboard: put there, and taken off again unless something else has taken its place.

export interface Clipboard {
  readonly readText: () => PromiseLike<string>;
  readonly writeText: (text: string) => PromiseLike<void>;
}

/** Lives as long as the window; what it put on the clipboard does not outlive it where that can be helped. */
export class ClipboardSecret {
  readonly #clipboard: Clipboard;
  readonly #later: (act: () => void) => { dispose(): void };
  #text: string | undefined;
  #timer: { dispose(): void } | undefined;

  /** `later` calls `act` when the secret has been there for long enough, unless disposed before. */
  constructor(clipboard: Clipboard, later: (act: () => void) => { dispose(): void }) {
    this.#clipboard = clipboard;
    this.#later = later;
  }

  /** Rejects where the clipboard cannot be written. */
  async put(text: string): Promise<void> {
    // Known before it is there: a clearing that is under way must not take this one off.
    this.#text = text;
    await this.#clipboard.writeText(text);
    if (this.#text !== text) return;
    this.#timer?.dispose();
    this.#timer = this.#later(() => void this.clear());
  }

  /** Takes the secret off if the clipboard still holds exactly it. A clipboard that cannot be reached stays as it is. */
  async clear(): Promise<void> {
    const text = this.#text;
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#text = undefined;
    if (text === undefined) return;
    try {
      const isStillThere = (await this.#clipboard.readText()) === text;
      if (isStillThere && this.#text === undefined) await this.#clipboard.writeText('');
    } catch {
      // Nobody can do anything about it.
    }
  }

  /** Clears without waiting: on a window's end nobody waits. */
  dispose(): void {
    void this.clear();
  }
}
