// An HTTP request as both services need it: read whole, with its raw path for the signature and its query decoded.
import type { IncomingMessage } from 'node:http';
import { refuse } from './awsError.ts';

export interface PracticeRequest {
  readonly method: string;
  /** As it came, still encoded, without the query. */
  readonly rawPath: string;
  /** Decoded pairs in order; a name can come twice. */
  readonly query: readonly (readonly [string, string])[];
  /** Lower-case names; repeated headers joined with a comma, as the signature wants them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

export interface Body {
  /** Empty where the body is too large to be kept. */
  readonly bytes: Buffer;
  readonly tooLarge: boolean;
  /** Of the whole body, as it came. */
  readonly size: number;
}

/** @throws Refused where the URI cannot be parsed. */
export function readRequest(message: IncomingMessage, body: Body): PracticeRequest {
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  const rawPath = mark < 0 ? url : url.slice(0, mark);
  if (!rawPath.startsWith('/')) refuse(400, 'InvalidURI', "Couldn't parse the specified URI.");
  const headers: Record<string, string> = Object.create(null);
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    // Node gives header bytes as latin1; what was signed is UTF-8.
    if (values) headers[name] = Buffer.from(values.join(','), 'latin1').toString('utf8');
  }
  return {
    method: message.method ?? 'GET',
    rawPath,
    query: mark < 0 ? [] : readPairs(url.slice(mark + 1)),
    headers,
    body,
  };
}

/** Reads a body to its end, so that the client can finish, and keeps it where it is no larger than `limit`. */
export async function readBody(message: IncomingMessage, limit: number): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return { bytes: Buffer.concat(chunks), tooLarge: size > limit, size };
}

/** @throws Refused where a percent sequence stands for no text. */
export function readPairs(text: string): readonly (readonly [string, string])[] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return [decode(name.replaceAll('+', ' ')), decode(value.replaceAll('+', ' '))] as const;
    });
}

export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}

/** The first value of a query parameter. */
export function queryValue(request: PracticeRequest, name: string): string | undefined {
  return request.query.find(([each]) => each === name)?.[1];
}
