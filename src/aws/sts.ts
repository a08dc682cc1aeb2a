// The Security Token Service: who am I, and may I be somebody else. Loaded at first use, as a chunk with the SDK.
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { parseArn } from '../core/arn.ts';
import type { AssumeRoleRequest } from '../core/assumeRoleRequest.ts';
import type { Credentials } from '../core/credentials.ts';
import { failureError } from '../core/failure.ts';
import type { Identity } from '../core/identity.ts';
import { type Access, clientSettings, request } from './access.ts';

/** Who the credentials belong to. Answers even where a policy denies it. Rejects with a Failure. */
export async function getCallerIdentity(access: Access, signal?: AbortSignal): Promise<Identity> {
  const client = new STSClient(clientSettings(access));
  return request(access, { operation: 'GetCallerIdentity' }, signal, async (abortSignal) => {
    const { UserId, Account, Arn } = await client.send(new GetCallerIdentityCommand({}), { abortSignal });
    if (!UserId || !Account || !Arn) throw unreadable(access);
    return { userId: UserId, account: Account, arn: Arn };
  });
}

export interface AssumedRole {
  /** With an expiration. */
  readonly credentials: Credentials & { readonly expiration: number };
  readonly identity: Identity;
}

/** Asks for a role. The answer names the new identity, so that no second call is needed. Rejects with a Failure. */
export async function assumeRole(
  access: Access,
  { roleArn, roleSessionName, externalId, durationSeconds }: AssumeRoleRequest,
  signal?: AbortSignal,
): Promise<AssumedRole> {
  const client = new STSClient(clientSettings(access));
  return request(access, { operation: 'AssumeRole' }, signal, async (abortSignal) => {
    const { Credentials: keys, AssumedRoleUser: user } = await client.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: roleSessionName,
        ExternalId: externalId,
        DurationSeconds: durationSeconds,
      }),
      { abortSignal },
    );
    const account = parseArn(user?.Arn ?? '')?.account;
    if (!keys?.AccessKeyId || !keys.SecretAccessKey || !keys.SessionToken || !keys.Expiration) throw unreadable(access);
    if (!user?.Arn || !user.AssumedRoleId || !account) throw unreadable(access);
    return {
      credentials: {
        accessKeyId: keys.AccessKeyId,
        secretAccessKey: keys.SecretAccessKey,
        sessionToken: keys.SessionToken,
        expiration: keys.Expiration.getTime(),
      },
      identity: { userId: user.AssumedRoleId, account, arn: user.Arn },
    };
  });
}

function unreadable(access: Access): Error {
  return failureError({ code: 'answer-unreadable', endpoint: access.endpoint ?? `AWS (${access.region})` });
}
