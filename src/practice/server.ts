// The HTTP side: reads a request, finds the service it is for, writes the answer. Nothing that a client sends, leaves out
// or breaks off ends the server.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type AwsError, Refused } from './awsError.ts';
import { answerIam } from './iam.ts';
import { s3HostId, s3RequestId } from './ids.ts';
import type { Answer, Practice } from './practice.ts';
import { type Body, type PracticeRequest, queryValue, readBody, readPairs, readRequest } from './request.ts';
import { answerS3, s3ErrorAnswer } from './s3.ts';
import { readClaim } from './signature.ts';
import { answerSts, stsErrorAnswer } from './sts.ts';

/** For the headers of the chunks that a body may come in. */
const CHUNKS_BYTES = 1024 * 1024;

/** @param onDefect is told what must not happen: an error that is no refusal. The client gets an internal error. */
export function createPracticeServer(practice: Practice, onDefect: (error: unknown) => void): Server {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 10_000 });
  server.on('request', (message: IncomingMessage, response: ServerResponse) => {
    // A client that goes away in the middle is no defect.
    response.on('error', () => {});
    answer(practice, message, onDefect).then(
      (found) => found && write(practice, message, response, found),
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
  practice: Practice,
  message: IncomingMessage,
  onDefect: (error: unknown) => void,
): Promise<Answer | undefined> {
  let body: Body;
  try {
    body = await readBody(message, practice.limits.uploadBytes + CHUNKS_BYTES);
  } catch {
    return undefined;
  }
  const method = message.method ?? 'GET';
  let service: 'sts' | 's3' | 'iam' = 's3';
  try {
    const request = readRequest(message, body);
    service = serviceOf(request);
    return await answers[service](practice, request);
  } catch (error) {
    if (!(error instanceof Refused)) onDefect(error);
    const refusal: AwsError =
      error instanceof Refused
        ? error.error
        : {
            status: 500,
            code: service === 's3' ? 'InternalError' : 'InternalFailure',
            message: 'We encountered an internal error. Please try again.',
          };
    return service === 's3' ? s3ErrorAnswer(refusal, method) : stsErrorAnswer(refusal);
  }
}

const answers = { sts: answerSts, s3: answerS3, iam: answerIam };

/** One endpoint is all services: the signature says which is meant, and an unsigned request's form does. */
function serviceOf(request: PracticeRequest): keyof typeof answers {
  const reading = readClaim(request);
  if ('claim' in reading) {
    const { service } = reading.claim;
    return service === 's3' || service === 'iam' ? service : 'sts';
  }
  if (queryValue(request, 'Action') !== undefined) return 'sts';
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  if (request.method !== 'POST' || !isForm) return 's3';
  return readPairs(request.body.bytes.toString('utf8')).some(([name]) => name === 'Action') ? 'sts' : 's3';
}

function write(practice: Practice, message: IncomingMessage, response: ServerResponse, found: Answer): void {
  const isHead = message.method === 'HEAD';
  const pieces = typeof found.body === 'string' ? [Buffer.from(found.body)] : (found.body ?? []);
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  // STS's answers bring a request id of their own.
  const s3 = { 'x-amz-request-id': s3RequestId(), 'x-amz-id-2': s3HostId(), server: 'AmazonS3' };
  response.writeHead(found.status, {
    ...('x-amzn-requestid' in found.headers ? {} : s3),
    date: new Date(practice.now()).toUTCString(),
    ...(isHead || found.status === 204 || found.status === 304 ? {} : { 'content-length': String(length) }),
    ...found.headers,
  });
  if (isHead) {
    response.end();
    return;
  }
  for (const piece of pieces.slice(0, -1)) response.write(piece);
  response.end(pieces.at(-1));
}
