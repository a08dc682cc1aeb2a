// One question to a service of AWS that answers with XML, signed by hand: for services of which Rolecall asks little, and
// whose clients of the SDK are larger than all that it has of the SDK.
import { type Access, request, unreadable } from './access.ts';
import type { S3Place } from './s3/bucketUrl.ts';
import { exchange } from './s3/connection.ts';
import { sign } from './s3/signature.ts';
import { unescapeXml } from './s3/xmlText.ts';

export interface XmlQuestion {
  readonly operation: string;
  /** As the signature names it, and the region that it is for. */
  readonly service: string;
  readonly region: string;
  readonly place: S3Place;
  readonly method: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** The outermost element of an answer. */
  readonly root: string;
}

const maxBytes = 1024 * 1024;

/** Resolves with the whole answer. Rejects with a Failure, or with the signal's reason. */
export function askXml(access: Access, question: XmlQuestion, signal: AbortSignal | undefined): Promise<string> {
  const { operation, service, region, place, method, query, headers, body, root } = question;
  return request(access, { operation }, signal, async (abortSignal) => {
    const time = Date.now() + (access.clock?.offsetMs() ?? 0);
    const unsigned = { method, host: place.host, path: place.path, query, headers, ...(body && { body }) };
    const signed = sign(unsigned, access.credentials, region, time, service);
    const answer = await exchange({ place, method, ...signed, ...(body && { body }), maxBytes }, abortSignal);
    const date = Date.parse(answer.headers.date ?? '');
    if (!Number.isNaN(date)) access.clock?.onServerTime(date, Date.now(), access.endpoint);
    const text = answer.body.toString('utf8');
    if (answer.status !== 200) throw refusal(answer.status, text);
    if (!new RegExp(`<${root}[\\s>]`).test(text) || !text.includes(`</${root}>`)) throw unreadable(access);
    return text;
  });
}

/** Of the elements of that name that hold no others, their text. */
export function elements(text: string, name: string): readonly string[] {
  return [...text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, value = '']) => unescapeXml(value));
}

/** In the shape that failures are read from. */
function refusal(status: number, text: string): Error {
  const [code] = elements(text, 'Code');
  const [requestId] = elements(text, 'RequestId');
  return Object.assign(new Error(elements(text, 'Message')[0] ?? code ?? ''), {
    name: code ?? 'SyntaxError',
    ...(code !== undefined && { Code: code }),
    $metadata: { httpStatusCode: status, ...(requestId !== undefined && { requestId }) },
  });
}
