// Stands in front of a server on 127.0.0.1 and spoils the answers to some requests: what a network, a proxy and a service
// at its limits do. Each request has a connection of its own.
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface RelayedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

export interface RelayedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** `act` gets the connection, and what the server has answered; of a fault `before`, the server has not been asked. */
export type Fault =
  | { readonly at: 'before'; readonly act: (socket: Socket) => void }
  | { readonly at: 'answer'; readonly act: (socket: Socket, answer: RelayedAnswer) => void };

export interface FaultyRelay {
  readonly url: string;
  /** Requests that came, in order. */
  readonly asked: readonly RelayedRequest[];
  /** Spoils the next `times` answers to requests that are meant. */
  spoil(fault: Fault, isMeant: (request: RelayedRequest) => boolean, times: number): void;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** Signatures stay true: the Host header is passed on as it came. */
export async function startFaultyRelay(target: string): Promise<FaultyRelay> {
  const asked: RelayedRequest[] = [];
  const sockets = new Set<Socket>();
  let spoiled: { readonly fault: Fault; readonly isMeant: (request: RelayedRequest) => boolean } | undefined;
  let left = 0;

  const server = createServer((incoming) => {
    const { socket } = incoming;
    relay(incoming, socket).catch(() => socket.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  });

  async function relay(incoming: IncomingMessage, socket: Socket): Promise<void> {
    const { method = '', url = '', headers } = incoming;
    const body = await buffer(incoming);
    const request = { method, target: url, headers };
    asked.push(request);
    const fault = spoiled && left > 0 && spoiled.isMeant(request) ? spoiled.fault : undefined;
    if (fault) left--;
    if (fault?.at === 'before') return fault.act(socket);
    const sent = httpRequest(target, { method, path: url, headers, setHost: false, agent: false });
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const read = await buffer(answer);
    const { connection: _, 'transfer-encoding': __, 'keep-alive': ___, ...kept } = answer.headers;
    const whole: RelayedAnswer = {
      status: answer.statusCode ?? 0,
      headers: {
        ...(kept as Record<string, string>),
        ...(method !== 'HEAD' && answer.statusCode !== 204 && { 'content-length': String(read.length) }),
      },
      body: read,
    };
    if (fault) fault.act(socket, whole);
    else socket.end(wire(whole));
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    spoil(fault, isMeant, times) {
      spoiled = { fault, isMeant };
      left = times;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** As it goes over the wire. */
export function wire({ status, headers, body }: RelayedAnswer): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} X\r\n${lines.join('')}connection: close\r\n\r\n`), body]);
}
