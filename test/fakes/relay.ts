// Stands between a client and a server on 127.0.0.1, to see what a client shows when the network or the answers change.
import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Relay {
  readonly url: string;
  /** `hang`: requests are taken and not answered. `drop`: connections end without an answer, waiting ones too. */
  network: 'works' | 'hangs' | 'drops';
  /** Changes the body of each answer; the status stays. */
  rewrite: (body: string) => string;
  /** What is answered in the server's place; undefined: what the server answers. */
  instead: (request: RelayedRequest) => { readonly status: number; readonly body: string } | undefined;
  /** Ends every connection. */
  close(): Promise<void>;
}

export interface RelayedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Signatures stay true: the Host header is passed on as it came. */
export async function startRelay(target: string): Promise<Relay> {
  const waiting = new Set<ServerResponse>();
  let network: Relay['network'] = 'works';
  const server = createServer((request, response) => {
    if (network === 'drops') return void request.socket.destroy();
    if (network === 'hangs') return void waiting.add(response);
    forward(request, response).catch(() => response.destroy());
  });

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url, headers } = request;
    const sentBody = await buffer(request);
    const other = relay.instead({ headers, body: sentBody.toString() });
    if (other)
      return void response
        .writeHead(other.status, { 'content-type': 'text/xml', date: new Date(Date.now()).toUTCString() })
        .end(other.body);
    const sent = httpRequest(target, { method, path: url, headers, setHost: false });
    sent.end(sentBody);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const body = relay.rewrite((await buffer(answer)).toString());
    const { 'content-length': _length, 'transfer-encoding': _encoding, ...rest } = answer.headers;
    response.writeHead(answer.statusCode ?? 502, rest).end(body);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const relay: Relay = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get network() {
      return network;
    },
    set network(value) {
      network = value;
      if (value === 'hangs') return;
      for (const response of waiting) response.destroy();
      waiting.clear();
    },
    rewrite: (body) => body,
    instead: () => undefined,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return relay;
}
