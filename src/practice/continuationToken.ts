// Where a listing goes on: opaque to clients, and only a token that this account made is taken.
import { createHmac, randomBytes } from 'node:crypto';
import { isSame } from './signature.ts';

export class ContinuationTokens {
  readonly #secret = randomBytes(32);

  write(position: string): string {
    const content = Buffer.from(position).toString('base64url');
    return `1${this.#seal(content)}${content}`;
  }

  /** undefined where the token was not made here. */
  read(token: string): string | undefined {
    const [seal, content] = [token.slice(1, 23), token.slice(23)];
    if (!isSame(this.#seal(content), seal)) return undefined;
    return Buffer.from(content, 'base64url').toString('utf8');
  }

  #seal(content: string): string {
    return createHmac('sha256', this.#secret).update(content).digest('base64url').slice(0, 22);
  }
}
