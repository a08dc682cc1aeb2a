// Stands between Rolecall and a practice account to learn the secrets that are issued. Requests pass byte for byte, with
// the Host header that was signed.
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Secret } from './needles.ts';

export interface IssuedSecrets {
  /** http://127.0.0.1:<port>, to be used in the practice account's place. */
  readonly endpoint: string;
  /** The secret key and the token of every session so far. */
  secrets(): readonly Secret[];
  close(): Promise<void>;
}

export async function watchIssuedSecrets(practiceEndpoint: string): Promise<IssuedSecrets> {
  const { hostname, port } = new URL(practiceEndpoint);
  const answers: string[] = [];
  const server = createServer((asked: IncomingMessage, given: ServerResponse) => {
    const forwarded = request(
      { hostname, port, method: asked.method, path: asked.url, headers: asked.rawHeaders, agent: false },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const body = Buffer.concat(chunks);
          answers.push(body.toString('latin1'));
          given.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
          given.end(body);
        });
      },
    );
    // A broken connection is passed on as one.
    forwarded.on('error', () => given.destroy());
    asked.pipe(forwarded);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secrets: () =>
      answers
        .filter((answer) => answer.includes('<SecretAccessKey>'))
        .flatMap((answer, index) => [
          { name: `the secret key of session ${index + 1}`, value: textOf(answer, 'SecretAccessKey') },
          { name: `the token of session ${index + 1}`, value: textOf(answer, 'SessionToken') },
        ]),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function textOf(xml: string, element: string): string {
  const text = new RegExp(`<${element}>([^<]+)</${element}>`).exec(xml)?.[1];
  if (text === undefined) throw new Error(`an answer with keys, but without ${element}`);
  return text;
}
