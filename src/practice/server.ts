// The HTTP side: reads a request, finds the service it is for, writes the answer. Nothing that a client sends, leaves out
// or breaks off ends the server.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type AwsError, Refused } from './awsError.ts';
import { s3HostId, s3RequestId } from './ids.ts';
import type { Answer, PracticeState } from './practiceState.ts';
import { type Body, type PracticeRequest, queryValue, readBody, readPairs, readRequest } from './request.ts';
import { answerS3, s3ErrorAnswer } from './s3.ts';
import { readClaim } from './signature.ts';
import { answerSts, stsErrorAnswer } from './sts.ts';

/** @param onDefect is told what must not happen: an error that is no refusal. The client gets an internal error. */
export function createPracticeServer(state: PracticeState, onDefect: (error: unknown) => void): Server {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 10_000 });
  server.on('request', (message: IncomingMessage, response: ServerResponse) => {
    // A client that goes away in the middle is no defect.
    response.on('error', () => {});
    answer(state, message, onDefect).then(
      (found) => found && write(state, message, response, found),
      (error) => {
        onDefect(error);
        response.destroy();
      },
    );
  });
  server.on('clientError', (_error: Error, socket: Socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else socket.destroy();
  });
  return server;
}

async function answer(
  state: PracticeState,
  message: IncomingMessage,
  onDefect: (error: unknown) => void,
): Promise<Answer | undefined> {
  let body: Body;
  try {
    body = await readBody(message);
  } catch {
    return undefined;
  }
  const method = message.method ?? 'GET';
  let service: 'sts' | 's3' = 's3';
  try {
    const request = readRequest(message, body);
    service = serviceOf(request);
    return service === 'sts' ? await answerSts(state, request) : await answerS3(state, request);
  } catch (error) {
    if (!(error instanceof Refused)) onDefect(error);
    const refusal: AwsError =
      error instanceof Refused
        ? error.error
        : {
            status: 500,
            code: service === 'sts' ? 'InternalFailure' : 'InternalError',
            message: 'We encountered an internal error. Please try again.',
          };
    return service === 'sts' ? stsErrorAnswer(refusal) : s3ErrorAnswer(refusal, method);
  }
}

/** One endpoint is both services: the signature says which is meant, and an unsigned request's form does. */
function serviceOf(request: PracticeRequest): 'sts' | 's3' {
  const reading = readClaim(request);
  if ('claim' in reading) return reading.claim.service === 's3' ? 's3' : 'sts';
  if (queryValue(request, 'Action') !== undefined) return 'sts';
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  if (request.method !== 'POST' || !isForm) return 's3';
  return readPairs(request.body.bytes.toString('utf8')).some(([name]) => name === 'Action') ? 'sts' : 's3';
}

function write(state: PracticeState, message: IncomingMessage, response: ServerResponse, found: Answer): void {
  const isHead = message.method === 'HEAD';
  const body = Buffer.from(found.body ?? '');
  // STS's answers bring a request id of their own.
  const s3 = { 'x-amz-request-id': s3RequestId(), 'x-amz-id-2': s3HostId(), server: 'AmazonS3' };
  response.writeHead(found.status, {
    ...('x-amzn-requestid' in found.headers ? {} : s3),
    date: new Date(state.now()).toUTCString(),
    ...(isHead || found.status === 304 ? {} : { 'content-length': String(body.length) }),
    ...found.headers,
  });
  response.end(isHead ? undefined : body);
}
