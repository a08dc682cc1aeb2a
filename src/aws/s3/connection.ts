// One HTTP request and its whole answer, over connections that are kept. Knows nothing of S3.
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { S3Place } from './bucketUrl.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface HttpRequest {
  readonly place: S3Place;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** More bytes than this and the answer is given up. */
  readonly maxBytes: number;
  /** Takes the body of an answer of status 200 piece by piece; the answer has none then. */
  readonly onBody?: (chunk: Buffer) => void;
}

/** The connection used last is the one that the other side is least likely to have closed. */
const keepAlive = { keepAlive: true, maxSockets: 64, scheduling: 'lifo' } as const;
const agents = { http: new http.Agent(keepAlive), https: new https.Agent(keepAlive) };
const connectMs = 5_000;

/** Rejects with Node's own error, or with one that has a `code` of the same kind. */
export function exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const { isTls, hostname, port } = request.place;
    const sent = (isTls ? https : http).request({
      agent: isTls ? agents.https : agents.http,
      host: hostname,
      ...(port !== '' && { port }),
      method: request.method,
      path: request.target,
      headers: request.headers,
    });
    const abort = () => sent.destroy(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const end = () => signal.removeEventListener('abort', abort);
    const fail = (error: unknown) => {
      end();
      reject(error);
    };
    sent.on('error', fail);
    sent.on('socket', (socket) => limitConnecting(socket));
    sent.on('response', (answer) =>
      readAnswer(request, answer).then((read) => {
        end();
        resolve(read);
      }, fail),
    );
    sent.end(request.body);
  });
}

/** A connection that does not come about within a few seconds will not; one that is kept has come about. */
function limitConnecting(socket: Socket): void {
  if (!socket.connecting) return;
  const timer = setTimeout(() => socket.destroy(coded('ETIMEDOUT')), connectMs);
  const stop = () => clearTimeout(timer);
  socket.once('connect', stop).once('close', stop);
}

function readAnswer({ onBody, maxBytes }: HttpRequest, answer: http.IncomingMessage): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const status = answer.statusCode ?? 0;
    const chunks: Buffer[] = [];
    const take = onBody && status === 200 ? onBody : (chunk: Buffer) => void chunks.push(chunk);
    let size = 0;
    answer.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) answer.destroy(coded('ERR_ANSWER_TOO_LARGE'));
      else take(chunk);
    });
    // Node's `aborted`, where the connection ends before the answer does.
    answer.on('error', reject);
    answer.on('end', () => resolve({ status, headers: answer.headers, body: Buffer.concat(chunks) }));
  });
}

function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}
