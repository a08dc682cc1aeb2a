// The credential endpoint of keyless terminals: on 127.0.0.1, it hands the session to whoever brings a token for it, as a
// container's credential endpoint does. This file starts and stops it; who is let in stands in admission, which tokens
// there are in tokens, what is answered in answer and refusal. It never asks anybody anything, and logs nothing.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { admit, credentialPath } from './admission.ts';
import { answerFor, type GrantFor } from './answer.ts';
import { limitConnections } from './connections.ts';
import { type Refusal, refusalBody, refusals } from './refusal.ts';
import type { EndpointState } from './state.ts';
import { type IssuedToken, type TokenRecord, Tokens } from './tokens.ts';

export interface EndpointOptions {
  /** Of an earlier endpoint of this workspace: its port is bound again, and its tokens go on. Absent: any port, no token. */
  readonly state?: EndpointState;
  readonly grantFor: GrantFor;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told of what must not happen, such as an error in `grantFor`. Clients get a refusal. */
  readonly onDefect: (error: unknown) => void;
}

export interface CredentialEndpoint {
  /** The value of AWS_CONTAINER_CREDENTIALS_FULL_URI. */
  readonly url: string;
  /** The one moment at which the token is there to be read: only its digest is kept. `binding` is nothing to the endpoint. */
  issueToken(binding: string): IssuedToken;
  /** The record of a token that is good now. */
  find(token: string): TokenRecord | undefined;
  revoke(id: string): void;
  revokeAll(): void;
  /** To be kept as JSON after each change of the tokens, in secret storage. */
  exportState(): EndpointState;
  /** Ends every connection; tokens that were exported go on with the next start. Safe to call twice. */
  close(): Promise<void>;
}

export type EndpointStart =
  | { readonly kind: 'started'; readonly endpoint: CredentialEndpoint }
  /**
   * Another program has the port. Terminals that know it are stale, and may have told it their tokens: what is started
   * next starts without the state.
   */
  | { readonly kind: 'port-taken'; readonly port: number };

/** More than any client sends, and less than what would be worth filling memory with. */
const maxHeaderBytes = 8 * 1024;

/** @throws the system's error where no port at all can be had. */
export async function startCredentialEndpoint(options: EndpointOptions): Promise<EndpointStart> {
  const { state, now } = options;
  const tokens = new Tokens(now, state?.tokens);
  // A missing Host is refused here, in words, and not by Node without any.
  const server = createServer({ maxHeaderSize: maxHeaderBytes, requireHostHeader: false });
  // By default headers beyond the 2000th are dropped in silence, and one of them could be an Origin.
  server.maxHeadersCount = 0;
  try {
    server.listen({ port: state?.port ?? 0, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    if (state && isTaken(error)) return { kind: 'port-taken', port: state.port };
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  serve(server, port, tokens, options);
  return {
    kind: 'started',
    endpoint: {
      url: `http://127.0.0.1:${port}${credentialPath}`,
      issueToken: (binding) => tokens.issue(binding),
      find: (token) => tokens.find(token),
      revoke: (id) => tokens.revoke(id),
      revokeAll: () => tokens.revokeAll(),
      exportState: () => ({ version: 1, port, tokens: tokens.good() }),
      async close() {
        if (!server.listening) return;
        const closed = once(server, 'close');
        server.close();
        server.closeAllConnections();
        await closed;
      },
    },
  };
}

/** Windows says EACCES of ports that it has set aside. */
function isTaken(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'EADDRINUSE' || code === 'EACCES';
}

function serve(server: Server, port: number, tokens: Tokens, options: EndpointOptions): void {
  const connections = limitConnections(server);
  // Too many open files, for instance: the next client may be luckier.
  server.on('error', options.onDefect);
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    // A client that goes away in the middle is no defect.
    response.on('error', () => {});
    // What is sent behind the first request is never answered: the connection ends with the first answer.
    if (!connections.begin(request.socket)) return;
    const admission = admit(request, port, tokens);
    if (admission.kind === 'refused') {
      refuse(response, admission.refusal);
      return;
    }
    answerFor(admission.token, options).then(
      (answer) => {
        if (answer.kind === 'refused') refuse(response, answer.refusal);
        else write(response, 200, answer.body);
      },
      (error) => {
        options.onDefect(error);
        refuse(response, refusals.defect);
      },
    );
  };
  server.on('request', handle);
  // Without this Node would ask for the body by itself.
  server.on('checkContinue', handle);
  server.on('checkExpectation', handle);
  server.on('connect', (_request, socket) => end(socket as Socket, refusals.method));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    end(socket as Socket, error.code === 'HPE_HEADER_OVERFLOW' ? refusals.headers : refusals.malformed);
  });
}

function refuse(response: ServerResponse, refusal: Refusal): void {
  if (refusal.status === 405) response.setHeader('Allow', 'GET');
  write(response, refusal.status, refusalBody(refusal));
}

const answerHeaders = {
  'Content-Type': 'application/json',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  Connection: 'close',
};

function write(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { ...answerHeaders, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

/** For what never becomes a request. */
function end(socket: Socket, refusal: Refusal): void {
  if (!socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const body = refusalBody(refusal);
  const headers = { ...answerHeaders, 'Content-Length': Buffer.byteLength(body) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${refusal.status} ${refusal.code}\r\n${lines.join('')}\r\n${body}`);
}
