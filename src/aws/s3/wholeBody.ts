// A small answer, read when all of it is there.
import type { BodyReader } from './s3Request.ts';

export class WholeBody<T> implements BodyReader<T> {
  readonly #read: (text: string) => T | undefined;
  readonly #chunks: Buffer[] = [];

  constructor(read: (text: string) => T | undefined) {
    this.#read = read;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  end(): T | undefined {
    return this.#read(this.unread().toString('utf8'));
  }

  unread(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}
