// An endpoint on 127.0.0.1 that answers what a test says, or never.
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpEndpoint {
  readonly url: string;
  /** Undefined: the request is taken and not answered. */
  answer: Answer | undefined;
  /** The next request; to be asked for before it is made. */
  nextRequest(): Promise<IncomingMessage>;
  /** Ends every connection; the port is closed then. */
  close(): Promise<void>;
}

export async function startHttpEndpoint(): Promise<HttpEndpoint> {
  const server = createServer((request, response) => {
    request.resume();
    if (!endpoint.answer) return;
    const { status, headers = {}, body = '' } = endpoint.answer;
    response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint: HttpEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: undefined,
    nextRequest: async () => ((await once(server, 'request')) as [IncomingMessage])[0],
    close: async () => {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return endpoint;
}
