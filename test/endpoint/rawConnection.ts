// A connection to 127.0.0.1 on which a test writes what it likes, byte for byte, and reads all that comes back.
import { connect, type Socket } from 'node:net';

export interface RawConnection {
  readonly socket: Socket;
  /** All that was received, once the other side has closed; empty where it answered nothing. */
  readonly ended: Promise<string>;
}

export function openConnection(port: number): RawConnection {
  const socket = connect({ port, host: '127.0.0.1' });
  const chunks: Buffer[] = [];
  const ended = new Promise<string>((resolve) => {
    socket.on('data', (chunk) => chunks.push(chunk));
    // A connection that is cut is an answer too.
    socket.on('error', () => {});
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
  return { socket, ended };
}

export function exchange(port: number, sent: string): Promise<string> {
  const { socket, ended } = openConnection(port);
  socket.write(sent, 'latin1');
  return ended;
}

export function statusOf(answer: string): number | 'closed' {
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1];
  return status === undefined ? 'closed' : Number(status);
}

export function bodyOf(answer: string): string {
  return answer.split('\r\n\r\n').slice(1).join('\r\n\r\n');
}
