// S3's error document, in the shape that failures are read from.
import type { HttpAnswer } from './connection.ts';
import { unescapeXml } from './xmlText.ts';

/** An answer that is no result. `name` is AWS's code, as the SDK has it. */
export interface S3Error extends Error {
  readonly Code?: string;
  readonly Region?: string;
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId?: string };
  readonly $response: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> };
}

export function errorFrom({ status, headers, body }: HttpAnswer): S3Error {
  const text = body.toString('utf8', 0, 64 * 1024);
  const isDocument = /^\s*(?:<\?xml[^>]*>\s*)?<Error[\s>]/.test(text);
  const field = (name: string) => {
    const found = isDocument ? new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] : undefined;
    return found === undefined ? undefined : unescapeXml(found);
  };
  const code = field('Code');
  const region = field('Region');
  const requestId = field('RequestId') ?? one(headers['x-amz-request-id']);
  return Object.assign(new Error(field('Message') ?? code ?? ''), {
    // As the SDK names what it cannot read; an error without a body is not unreadable.
    name: code ?? (isDocument || (body.length === 0 && status !== 200) ? 'Unknown' : 'SyntaxError'),
    ...(code !== undefined && { Code: code }),
    ...(region !== undefined && { Region: region }),
    $metadata: { httpStatusCode: status, ...(requestId !== undefined && { requestId }) },
    $response: {
      statusCode: status,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, one(value) ?? ''])),
    },
  });
}

function one(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}
