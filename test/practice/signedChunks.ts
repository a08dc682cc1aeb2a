// A body in signed chunks, by AWS's description of it, each part of which can be made wrong.
import { createHash, createHmac } from 'node:crypto';
import type { PracticeAccount } from '../../src/practice/practiceAccount.ts';
import { type Keys, type RawAnswer, send, signedHeaders } from './rawRequest.ts';

export interface ChunkedUpload {
  readonly target: string;
  readonly keys: Keys;
  readonly chunks: readonly string[];
  /** Absent: chunks without a trailer. */
  readonly trailers?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** The length of the data that the request tells. */
  readonly length?: number;
  /** Changes the body after it was signed. */
  readonly tamper?: (body: string) => string;
}

const sha256 = (text: string) => createHash('sha256').update(text, 'latin1').digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** Texts stand for bytes (latin1). */
export function uploadSigned(account: PracticeAccount, upload: ChunkedUpload): Promise<RawAnswer> {
  const { target, keys, chunks, trailers } = upload;
  const headers = signedHeaders(account, {
    ...{ service: 's3', method: 'PUT', target, keys },
    headers: {
      'x-amz-content-sha256': `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailers ? '-TRAILER' : ''}`,
      'x-amz-decoded-content-length': String(upload.length ?? chunks.join('').length),
      'content-encoding': 'aws-chunked',
      ...(trailers ? { 'x-amz-trailer': Object.keys(trailers).join(',') } : {}),
      ...upload.headers,
    },
  });
  const date = headers['x-amz-date'] ?? '';
  const scope = `${date.slice(0, 8)}/${account.region}/s3/aws4_request`;
  const key = scope.split('/').reduce<string | Buffer>((made, part) => hmac(made, part), `AWS4${keys.secretAccessKey}`);
  const sign = (...lines: string[]) => hmac(key, lines.join('\n')).toString('hex');
  let previous = /Signature=([0-9a-f]{64})$/.exec(headers.authorization ?? '')?.[1] ?? '';
  let body = '';
  for (const chunk of [...chunks, '']) {
    previous = sign('AWS4-HMAC-SHA256-PAYLOAD', date, scope, previous, sha256(''), sha256(chunk));
    body += `${chunk.length.toString(16)};chunk-signature=${previous}\r\n${chunk}${chunk === '' ? '' : '\r\n'}`;
  }
  if (trailers) {
    const lines = Object.entries(trailers).map(([name, value]) => `${name}:${value}`);
    const signature = sign('AWS4-HMAC-SHA256-TRAILER', date, scope, previous, sha256(`${lines.join('\n')}\n`));
    body += `${lines.join('\r\n')}\r\nx-amz-trailer-signature:${signature}\r\n`;
  }
  body += '\r\n';
  return send(account, 'PUT', target, headers, Buffer.from(upload.tamper?.(body) ?? body, 'latin1'));
}
