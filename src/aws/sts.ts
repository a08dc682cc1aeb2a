// The Security Token Service: who am I, and may I be somebody else. Loaded at first use, as a chunk with the SDK.
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { parseArn } from '../core/arn.ts';
import { type AssumeRoleRequest, isMfaCode } from '../core/assumeRoleRequest.ts';
import type { Credentials } from '../core/credentials.ts';
import { failureError } from '../core/failure.ts';
import type { Identity } from '../core/identity.ts';
import { partitionOf } from '../core/partition.ts';
import { type Access, clientSettings, request, unreadable } from './access.ts';

/** The constructor argument of the client. The global endpoint stands for certain regions only; the SDK knows which. */
export function stsSettings(access: Access) {
  return { ...clientSettings(access), useGlobalEndpoint: access.globalSts === true };
}

/** AWS takes a code once: an attempt that may have arrived is not repeated. */
function codeSettings(access: Access) {
  return { ...stsSettings(access), maxAttempts: 1 };
}

/** Who the credentials belong to. Answers even where a policy denies it. Rejects with a Failure. */
export async function getCallerIdentity(access: Access, signal?: AbortSignal): Promise<Identity> {
  const client = new STSClient(stsSettings(access));
  return request(access, { operation: 'GetCallerIdentity' }, signal, async (abortSignal) => {
    const { UserId, Account, Arn } = await client.send(new GetCallerIdentityCommand({}), { abortSignal });
    if (!UserId || !Account || !Arn) throw unreadable(access);
    return { userId: UserId, account: Account, arn: Arn };
  });
}

type SessionCredentials = Credentials & { readonly expiration: number };

export interface AssumedRole {
  readonly credentials: SessionCredentials;
  readonly identity: Identity;
}

/**
 * Asks for a role. The answer names the new identity, so that no second call is needed. `tokenCode` goes with the
 * request's `mfaSerial`; without a code the device is not named, and the role is asked for without MFA.
 * Rejects with a Failure.
 */
export async function assumeRole(
  access: Access,
  asked: AssumeRoleRequest,
  how: { readonly tokenCode?: string; readonly signal?: AbortSignal } = {},
): Promise<AssumedRole> {
  refuseOtherPartition(access, asked.roleArn);
  const client = new STSClient(how.tokenCode === undefined ? stsSettings(access) : codeSettings(access));
  const command = new AssumeRoleCommand({
    RoleArn: asked.roleArn,
    RoleSessionName: asked.roleSessionName,
    ExternalId: asked.externalId,
    DurationSeconds: asked.durationSeconds,
    ...(how.tokenCode !== undefined && mfaParameters(asked.mfaSerial, how.tokenCode)),
    Policy: asked.policy,
    PolicyArns: asked.policyArns?.map((arn) => ({ arn })),
    Tags: asked.tags && Object.entries(asked.tags).map(([Key, Value]) => ({ Key, Value })),
    TransitiveTagKeys: asked.transitiveTagKeys && [...asked.transitiveTagKeys],
    SourceIdentity: asked.sourceIdentity,
  });
  return request(access, { operation: 'AssumeRole' }, how.signal, async (abortSignal) =>
    assumedRole(access, await client.send(command, { abortSignal })),
  );
}

/** Session keys of the user himself that carry MFA, for many roles to be asked for with. Rejects with a Failure. */
export async function getSessionToken(
  access: Access,
  asked: { readonly serialNumber: string; readonly tokenCode: string; readonly durationSeconds?: number },
  signal?: AbortSignal,
): Promise<SessionCredentials> {
  const client = new STSClient(codeSettings(access));
  const command = new GetSessionTokenCommand({
    ...mfaParameters(asked.serialNumber, asked.tokenCode),
    DurationSeconds: asked.durationSeconds,
  });
  return request(access, { operation: 'GetSessionToken' }, signal, async (abortSignal) => {
    const { Credentials } = await client.send(command, { abortSignal });
    return sessionCredentials(access, Credentials);
  });
}

/** Exchanges a token of another identity provider for a role: nobody's keys sign this. Rejects with a Failure. */
export async function assumeRoleWithWebIdentity(
  place: Omit<Access, 'credentials'>,
  asked: { readonly roleArn: string; readonly roleSessionName: string; readonly token: string },
  signal?: AbortSignal,
): Promise<AssumedRole> {
  const access = { ...place, credentials: { accessKeyId: '', secretAccessKey: '' } };
  refuseOtherPartition(access, asked.roleArn);
  const client = new STSClient(stsSettings(access));
  const command = new AssumeRoleWithWebIdentityCommand({
    RoleArn: asked.roleArn,
    RoleSessionName: asked.roleSessionName,
    WebIdentityToken: asked.token,
  });
  return request(access, { operation: 'AssumeRoleWithWebIdentity', secret: asked.token }, signal, async (abortSignal) =>
    assumedRole(access, await client.send(command, { abortSignal })),
  );
}

/** What is no code is not sent: AWS counts wrong ones, and would repeat what it was sent. */
function mfaParameters(serialNumber: string | undefined, tokenCode: string) {
  if (!isMfaCode(tokenCode)) throw failureError({ code: 'mfa-code-refused' });
  return { SerialNumber: serialNumber, TokenCode: tokenCode };
}

/** An endpoint of one's own may stand for any partition; AWS's own stand for the region's. */
function refuseOtherPartition({ endpoint, region }: Access, roleArn: string): void {
  const partition = parseArn(roleArn)?.partition;
  if (endpoint === undefined && partition !== undefined && partition !== partitionOf(region)) {
    throw failureError({ code: 'partition-mismatch', partition, region });
  }
}

interface RoleAnswer {
  readonly Credentials?: KeysAnswer | undefined;
  readonly AssumedRoleUser?:
    | { readonly Arn: string | undefined; readonly AssumedRoleId: string | undefined }
    | undefined;
}

interface KeysAnswer {
  readonly AccessKeyId: string | undefined;
  readonly SecretAccessKey: string | undefined;
  readonly SessionToken: string | undefined;
  readonly Expiration: Date | undefined;
}

function assumedRole(access: Access, { Credentials: keys, AssumedRoleUser: user }: RoleAnswer): AssumedRole {
  const account = parseArn(user?.Arn ?? '')?.account;
  if (!user?.Arn || !user.AssumedRoleId || !account) throw unreadable(access);
  return {
    credentials: sessionCredentials(access, keys),
    identity: { userId: user.AssumedRoleId, account, arn: user.Arn },
  };
}

function sessionCredentials(access: Access, keys: KeysAnswer | undefined): SessionCredentials {
  if (!keys?.AccessKeyId || !keys.SecretAccessKey || !keys.SessionToken || !keys.Expiration) throw unreadable(access);
  return {
    accessKeyId: keys.AccessKeyId,
    secretAccessKey: keys.SecretAccessKey,
    sessionToken: keys.SessionToken,
    expiration: keys.Expiration.getTime(),
  };
}
