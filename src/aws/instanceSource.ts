// The role of an EC2 instance, from its metadata service. Version 2 only: version 1 answers whoever can make the
// machine fetch an address.
import type { Credentials } from '../core/credentials.ts';
import type { ProfileEnvironment } from '../core/profile.ts';
import { readCredentialAnswer, sourceFailed } from './credentialAnswer.ts';
import { exchange, type HttpAnswer } from './exchange.ts';

/** Short, since on any other machine nobody answers at all. */
const timeoutMs = 1_000;

interface InstanceSurroundings {
  readonly env: ProfileEnvironment;
  /** A setting of the profile that was asked for. */
  readonly setting: (key: string) => string | undefined;
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** Rejects with `source-failed`. */
export async function instanceCredentials(
  { profile }: { readonly profile?: string },
  around: InstanceSurroundings,
): Promise<Credentials> {
  const base = baseUrl(around);
  const ask = async (path: string, question: { method?: 'PUT'; headers: Record<string, string> }) => {
    try {
      return await exchange(new URL(path, base), { ...question, timeoutMs, signal: around.signal });
    } catch (error) {
      around.signal?.throwIfAborted();
      throw sourceFailed('instance-silent', profile, undefined, error);
    }
  };
  const token = textOf(
    await ask('latest/api/token', { method: 'PUT', headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '21600' } }),
  );
  if (!token || !/^[\x21-\x7e]+$/.test(token)) throw sourceFailed('instance-silent', profile);
  const headers = { 'x-aws-ec2-metadata-token': token };
  const roles = 'latest/meta-data/iam/security-credentials/';
  const role = textOf(await ask(roles, { headers }))?.split('\n')[0];
  if (!role) throw sourceFailed('instance-without-role', profile);
  const answer = textOf(await ask(roles + encodeURIComponent(role), { headers }));
  if (!answer) throw sourceFailed('instance-without-role', profile);
  return readCredentialAnswer(answer, {
    token: 'Token',
    required: ['Token', 'Expiration'],
    profile,
    now: around.now(),
  });
}

function textOf({ status, body }: HttpAnswer): string | undefined {
  return status === 200 ? body.trim() : undefined;
}

/** A variable hides the profile's setting; an address of one's own beats the choice of IPv6. */
function baseUrl({ env, setting }: InstanceSurroundings): URL {
  const address = env.AWS_EC2_METADATA_SERVICE_ENDPOINT ?? setting('ec2_metadata_service_endpoint');
  const mode = env.AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE ?? setting('ec2_metadata_service_endpoint_mode');
  if (address && URL.canParse(address)) return new URL(address.endsWith('/') ? address : `${address}/`);
  return new URL(mode?.toLowerCase() === 'ipv6' ? 'http://[fd00:ec2::254]/' : 'http://169.254.169.254/');
}
