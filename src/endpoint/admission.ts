// Whether a request is let in: sent by a program of this machine to exactly this address, plain, with a token that is good.
import type { IncomingMessage } from 'node:http';
import { type Refusal, refusals } from './refusal.ts';
import type { TokenRecord, Tokens } from './tokens.ts';

export const credentialPath = '/credentials';

export type Admission =
  | { readonly kind: 'admitted'; readonly token: TokenRecord }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What browsers and proxies add, and the clients do not. */
const foreignHeader = /^(?:origin|referer|forwarded|via|sec-fetch-.*|x-forwarded-.*)$/i;

export function admit(request: IncomingMessage, port: number, tokens: Tokens): Admission {
  const refusal = refusalOf(request, port);
  if (refusal) return { kind: 'refused', refusal };
  // As it is sent: the whole header is the token, without a scheme.
  const [authorization, ...others] = valuesOf(request, 'authorization');
  if (authorization === undefined) return { kind: 'refused', refusal: refusals.tokenMissing };
  const token = others.length === 0 ? tokens.find(authorization) : undefined;
  return token ? { kind: 'admitted', token } : { kind: 'refused', refusal: refusals.token };
}

/** Where the request comes from is looked at first: a page that guesses is told nothing else. */
function refusalOf(request: IncomingMessage, port: number): Refusal | undefined {
  const [host, ...otherHosts] = valuesOf(request, 'host');
  // A name that was pointed at 127.0.0.1 after a page was loaded from it still stands in its requests.
  if (otherHosts.length > 0 || (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`)) return refusals.host;
  if (headerNames(request).some((name) => foreignHeader.test(name))) return refusals.foreign;
  if (request.httpVersion !== '1.1') return refusals.version;
  if (request.method !== 'GET') return refusals.method;
  if (request.url !== credentialPath) return refusals.path;
  const [length = '0'] = valuesOf(request, 'content-length');
  if (length !== '0' || valuesOf(request, 'transfer-encoding').length > 0) return refusals.body;
  if (valuesOf(request, 'expect').length > 0) return refusals.body;
  return undefined;
}

/** Node keeps one of repeated headers in `headers`; here each counts. */
function valuesOf(request: IncomingMessage, name: string): readonly string[] {
  return request.headersDistinct[name] ?? [];
}

function headerNames(request: IncomingMessage): readonly string[] {
  return request.rawHeaders.filter((_, index) => index % 2 === 0);
}
