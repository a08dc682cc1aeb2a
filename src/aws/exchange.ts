// One unsigned request to a service that speaks plain JSON or text: single sign-on and the metadata services. Their SDK
// clients bring 60 KB and more for these few calls, and the SDK's own providers look into other profiles' settings.
import { failureError } from '../core/failure.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  /** AWS's error code, without the namespace that some services put before it or the address that some put behind. */
  readonly errorType?: string;
}

interface HttpQuestion {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds, from the connection to the last byte. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** No answer of these services is larger. */
const longestBody = 256 * 1024;

/**
 * Whatever the status is, it is answered; a redirection is not followed. Rejects with a Failure (unreachable, silent,
 * unreadable) where nothing usable came, or with the signal's own reason.
 */
export async function exchange(url: URL, question: HttpQuestion): Promise<HttpAnswer> {
  const { method = 'GET', headers = {}, body, timeoutMs, signal } = question;
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      ...(body !== undefined && { body }),
    });
    const text = await bodyOf(response);
    if (text === undefined) throw failureError({ code: 'answer-unreadable', endpoint: url.origin });
    const errorType = /^(?:.*#)?([^:]+)/.exec(response.headers.get('x-amzn-errortype') ?? '')?.[1];
    return { status: response.status, body: text, ...(errorType && { errorType }) };
  } catch (error) {
    signal?.throwIfAborted();
    if (deadline.aborted) {
      throw failureError({ code: 'endpoint-silent', endpoint: url.origin, afterMs: timeoutMs }, error);
    }
    // What fetch throws says no more than that it failed; the system's code is in its cause.
    const cause = (error as { cause?: { code?: unknown } }).cause;
    if (!(error instanceof TypeError)) throw error;
    const reason = typeof cause?.code === 'string' ? cause.code : 'request failed';
    throw failureError({ code: 'endpoint-unreachable', endpoint: url.origin, reason }, error);
  }
}

/** Undefined where it is too long to be meant. */
async function bodyOf(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > longestBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The answer's body as a JSON object; undefined for anything else. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
