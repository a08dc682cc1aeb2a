// How many connections there are and how long each may take: one request each, and nobody can hold the endpoint up.
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** The clients give up after one or two seconds; a connection that is not done by then is of no use to anybody. */
const lifetimeMs = 2_000;
const maxConnections = 128;
/** Of connections that have not sent a whole request yet. */
const maxWaiting = 64;

export interface Connections {
  /** Whether this is the first request of the connection. */
  begin(socket: Socket): boolean;
}

export function limitConnections(server: Server): Connections {
  /** In order of their coming. */
  const waiting = new Set<Socket>();
  server.maxConnections = maxConnections;
  server.on('connection', (socket: Socket) => {
    const deadline = setTimeout(() => socket.destroy(), lifetimeMs);
    waiting.add(socket);
    socket.on('close', () => {
      clearTimeout(deadline);
      waiting.delete(socket);
    });
    // Who comes and says nothing makes room for who comes after: a client sends its request at once.
    const [oldest] = waiting;
    if (waiting.size > maxWaiting) oldest?.destroy();
  });
  return { begin: (socket) => waiting.delete(socket) };
}
