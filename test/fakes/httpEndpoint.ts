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
  answer: Answer | undefined | ((request: IncomingMessage) => Answer | undefined);
  /** How many have arrived. */
  readonly requests: number;
  /** The next request; to be asked for before it is made. */
  nextRequest(): Promise<IncomingMessage>;
  /** Ends every connection; the port is closed then. */
  close(): Promise<void>;
}

/** @param port a free one by default */
export async function startHttpEndpoint(port = 0): Promise<HttpEndpoint> {
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume();
    requests += 1;
    const answer = typeof endpoint.answer === 'function' ? endpoint.answer(request) : endpoint.answer;
    if (!answer) return;
    const { status, headers = {}, body = '' } = answer;
    response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const endpoint: HttpEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: undefined,
    get requests() {
      return requests;
    },
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
