// Requests signed by hand, from AWS's description of signature version 4: no SDK mends, encodes or retries anything, and
// each part can be made wrong.
import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { Server } from './conformanceSenders.ts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface RawRequest {
  readonly service: 'sts' | 's3' | 'iam';
  readonly method?: string;
  /** As it goes over the wire, with the query. */
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly keys?: Keys;
  readonly region?: string;
  readonly time?: number;
  /** What to send instead of the headers that were signed. */
  readonly tamper?: (headers: Record<string, string>) => Record<string, string>;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly code: string | undefined;
  readonly message: string | undefined;
}

const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);

export function signedHeaders(account: Server, raw: RawRequest): Record<string, string> {
  const {
    service,
    method = service === 'sts' ? 'POST' : 'GET',
    target = '/',
    body = '',
    region = account.region,
  } = raw;
  const keys: Keys = raw.keys ?? account;
  const date = new Date(raw.time ?? Date.now()).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const [path = '/', query = ''] = target.split(/\?(.*)/s);
  const headers: Record<string, string> = {
    host: new URL(account.endpoint).host,
    'x-amz-date': date,
    ...(service === 's3' ? { 'x-amz-content-sha256': sha256(body) } : {}),
    ...(service === 'sts' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    ...(keys.sessionToken ? { 'x-amz-security-token': keys.sessionToken } : {}),
    ...raw.headers,
  };
  const names = Object.keys(headers).sort();
  const pairs = query
    .split('&')
    .filter(Boolean)
    .map((pair) => pair.split('=').map((part) => encode(decodeURIComponent(part))))
    .map(([name = '', value = '']) => `${name}=${value}`)
    .sort();
  const canonical = [
    method,
    service === 's3' ? path : path.split('/').map(encode).join('/'),
    pairs.join('&'),
    ...names.map((name) => `${name}:${headers[name]?.trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    headers['x-amz-content-sha256'] ?? sha256(body),
  ].join('\n');
  const scope = `${date.slice(0, 8)}/${region}/${service}/aws4_request`;
  const key = scope.split('/').reduce<string | Buffer>((made, part) => hmac(made, part), `AWS4${keys.secretAccessKey}`);
  const signature = hmac(key as Buffer, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString(
    'hex',
  );
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return headers;
}

export function sendSigned(account: Server, raw: RawRequest): Promise<RawAnswer> {
  const signed = signedHeaders(account, raw);
  const headers = raw.tamper?.(signed) ?? signed;
  return send(account, raw.method ?? (raw.service === 'sts' ? 'POST' : 'GET'), raw.target ?? '/', headers, raw.body);
}

export function send(
  account: Server,
  method: string,
  target: string,
  headers: Record<string, string>,
  body: string | Buffer = '',
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: new URL(account.endpoint).port, method, path: target, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: text,
            code: /<Code>(.*?)<\/Code>/.exec(text)?.[1],
            message: /<Message>(.*?)<\/Message>/s.exec(text)?.[1],
          });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

export const form = (parameters: Record<string, string>) =>
  new URLSearchParams({ Version: '2011-06-15', ...parameters }).toString();

/** Keys of a role's session. */
export async function assume(
  account: Server,
  role: string,
  parameters: Record<string, string> = {},
  by: Pick<RawRequest, 'keys' | 'time'> = {},
): Promise<Required<Keys>> {
  const given = { Action: 'AssumeRole', RoleArn: account.roles[role] ?? role, RoleSessionName: 'MySession' };
  const answer = await sendSigned(account, { service: 'sts', body: form({ ...given, ...parameters }), ...by });
  if (answer.status !== 200) throw new Error(answer.body);
  return keysIn(answer.body);
}

export function keysIn(body: string): Required<Keys> {
  const value = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(body)?.[1] ?? '';
  return {
    accessKeyId: value('AccessKeyId'),
    secretAccessKey: value('SecretAccessKey'),
    sessionToken: value('SessionToken'),
  };
}
