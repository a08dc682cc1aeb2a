// Amazon Resource Names: what they are made of, and whether a text is the ARN of a role.

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** The eight partitions, as the service model lists them. */
export const partitions = [
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-eusc',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
] as const;

/** Splits `arn:partition:service:region:account:resource`; the resource keeps its colons. Undefined for anything else. */
export function parseArn(text: string): Arn | undefined {
  const [arn, partition, service, region, account, ...rest] = text.split(':');
  const resource = rest.join(':');
  if (arn !== 'arn' || !partition || !service || region === undefined || account === undefined || !resource) {
    return undefined;
  }
  return { partition, service, region, account, resource };
}

export interface RoleArn {
  readonly arn: string;
  readonly partition: string;
  readonly account: string;
  /** The role's name without its path: what an assumed-role ARN shows. */
  readonly name: string;
  /** `/` or `/team/…/`; part of the role's ARN, absent from the assumed-role ARN. */
  readonly path: string;
}

export type RoleArnProblem =
  | 'empty'
  /** Only a role's name: the account is missing. */
  | 'name-only'
  /** Begins like an ARN and stops too early. */
  | 'incomplete'
  /** An ARN of something that cannot be assumed (a user, a bucket, …). */
  | 'not-a-role'
  /** `arn:aws:sts::…:assumed-role/…` names a session, not the role that it came from. */
  | 'assumed-role'
  | 'unknown-partition'
  | 'account-not-12-digits'
  | 'bad-characters'
  | 'too-long';

/** Reads a role ARN as AssumeRole takes it (20 to 2048 characters; IAM's characters for role names and paths). */
export function parseRoleArn(input: string): RoleArn | { readonly problem: RoleArnProblem } {
  const text = input.trim();
  if (text === '') return { problem: 'empty' };
  if (!text.startsWith('arn:')) return { problem: /^[\w+=,.@-]+$/.test(text) ? 'name-only' : 'bad-characters' };
  if (text.length > 2048) return { problem: 'too-long' };
  const arn = parseArn(text);
  if (!arn) return { problem: 'incomplete' };
  if (!(partitions as readonly string[]).includes(arn.partition)) return { problem: 'unknown-partition' };
  if (arn.service === 'sts' && arn.resource.startsWith('assumed-role/')) return { problem: 'assumed-role' };
  if (arn.service !== 'iam' || !/^role(?:\/|$)/.test(arn.resource)) return { problem: 'not-a-role' };
  if (!/^\d{12}$/.test(arn.account) || arn.region !== '') return { problem: 'account-not-12-digits' };
  const [, path, name] = /^role(\/(?:[\x21-\x7e]*\/)?)([^/]*)$/.exec(arn.resource) ?? [];
  if (path === undefined) return { problem: arn.resource === 'role' ? 'incomplete' : 'bad-characters' };
  if (!name) return { problem: 'incomplete' };
  if (!/^[\w+=,.@-]+$/.test(name)) return { problem: 'bad-characters' };
  return { arn: text, partition: arn.partition, account: arn.account, name, path };
}
