// A loopback address that leads on to another one, once. What is handed to the browser, and seen by whoever lists its
// arguments or its history, is this address; the one with the token in it goes over the loopback interface alone.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface OneTimeAddress {
  readonly url: string;
  /** Settles when the address was used or has ended; true where it was used. */
  readonly used: Promise<boolean>;
  end(): void;
}

/** @param lifeMs from when on the address leads nowhere, used or not */
export async function oneTimeAddress(location: string, lifeMs = 60_000): Promise<OneTimeAddress> {
  const path = `/${randomBytes(32).toString('base64url')}`;
  let settle: (used: boolean) => void = () => {};
  const used = new Promise<boolean>((resolve) => {
    settle = resolve;
  });
  const server = createServer({ headersTimeout: 5_000, requestTimeout: 5_000 }, (request, answer) => {
    answer.setHeader('Cache-Control', 'no-store').setHeader('Connection', 'close');
    const wanted = request.method === 'GET' && request.url === path;
    // A tunnel to a remote machine may change the port, and nothing else. A name that leads here is no loopback address.
    if (!wanted || !/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '')) {
      answer.writeHead(404).end();
      return;
    }
    answer.writeHead(302, { Location: location, 'Referrer-Policy': 'no-referrer' }).end();
    end(true);
  });
  const timer = setTimeout(() => end(false), lifeMs);
  const end = (wasUsed: boolean) => {
    clearTimeout(timer);
    settle(wasUsed);
    server.close();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}${path}`, used, end: () => end(false) };
}
