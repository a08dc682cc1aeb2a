// Runs commands in a window as another extension does: with arguments, and with a result. The window needs the extension
// in `commandsExtension` beside Rolecall.
import { readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { eventually } from './eventually.ts';

export const commandsExtension = path.join(import.meta.dirname, 'commands');

export class Commands {
  readonly #portFile: string;

  /** @param workspaceFolder that of the window, and of no other */
  constructor(workspaceFolder: string) {
    this.#portFile = path.join(workspaceFolder, '.commands-port');
  }

  /** To be called before the window is loaded again, so that nothing is sent to the extension host of before. */
  forgetPort(): void {
    rmSync(this.#portFile, { force: true });
  }

  /** Waits for the command, however long a person takes to answer what it asks. */
  async run<T>(command: string, argument?: unknown): Promise<T> {
    const port = await eventually(
      'the port of the commands',
      async () => Number(readFileSync(this.#portFile, 'utf8')),
      (read) => read > 0,
    );
    const { status, body } = await post(port, JSON.stringify({ command, argument }));
    if (status !== 200) throw new Error(`${command}: ${body}`);
    return JSON.parse(body) as T;
  }
}

/** `fetch` would give up after five minutes without an answer. */
function post(port: number, body: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    http
      .request({ host: '127.0.0.1', port, method: 'POST', agent: false }, (answer) => {
        text(answer).then((read) => resolve({ status: answer.statusCode ?? 0, body: read }), reject);
      })
      .on('error', reject)
      .end(body);
  });
}
