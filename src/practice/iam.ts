// IAM of the practice account, of which it has what a role's own policies are read with: which there are, and their documents.
import { authenticate } from './authentication.ts';
import { refuse } from './awsError.ts';
import { ask, type Call, denialMessage } from './callContext.ts';
import type { Role } from './directory.ts';
import { awsManagedPolicies } from './managedPolicies.ts';
import type { Answer, Practice } from './practice.ts';
import { type PracticeRequest, readPairs } from './request.ts';
import { account, managedPolicies } from './scenario.ts';
import { operationAnswer, refuseCaller } from './sts.ts';
import { element, elements, type Xml } from './xml.ts';

const VERSION = '2010-05-08';
const NAMESPACE = `xmlns="https://iam.amazonaws.com/doc/${VERSION}/"`;

type Parameters = ReadonlyMap<string, string>;

const operations: Readonly<Record<string, (call: Call, parameters: Parameters) => readonly Xml[]>> = {
  ListRolePolicies: (call, parameters) => {
    const role = demandRole(call, 'iam:ListRolePolicies', parameters);
    return [list('PolicyNames', [...inlineOf(role).keys()]), element('IsTruncated', false)];
  },
  GetRolePolicy: (call, parameters) => {
    const role = demandRole(call, 'iam:GetRolePolicy', parameters);
    const name = required(parameters, 'PolicyName');
    const document = inlineOf(role).get(name);
    if (!document) return refuseMissing(`The role policy with name ${name} cannot be found.`);
    return elements({ RoleName: role.name, PolicyName: name, PolicyDocument: encoded(document) });
  },
  ListAttachedRolePolicies: (call, parameters) => {
    const role = demandRole(call, 'iam:ListAttachedRolePolicies', parameters);
    const attached = [...managed].filter(([, document]) => role.documents.includes(document));
    return [
      element(
        'AttachedPolicies',
        attached.map(([arn]) => element('member', elements({ PolicyName: nameIn(arn), PolicyArn: arn }))),
      ),
      element('IsTruncated', false),
    ];
  },
  GetPolicy: (call, parameters) => {
    const { arn } = demandPolicy(call, 'iam:GetPolicy', parameters);
    return [element('Policy', elements({ PolicyName: nameIn(arn), Arn: arn, DefaultVersionId: 'v1' }))];
  },
  GetPolicyVersion: (call, parameters) => {
    const { document } = demandPolicy(call, 'iam:GetPolicyVersion', parameters);
    const version = required(parameters, 'VersionId');
    if (version !== 'v1') return refuseMissing(`Policy version ${version} does not exist.`);
    return [
      element('PolicyVersion', elements({ Document: encoded(document), VersionId: 'v1', IsDefaultVersion: true })),
    ];
  },
};

export async function answerIam(practice: Practice, request: PracticeRequest): Promise<Answer> {
  const authenticated = await authenticate(practice, 'iam', request);
  if ('problem' in authenticated) refuseCaller(authenticated.problem);
  const { caller, claim } = authenticated;
  // IAM is in no region, and signed for in this one.
  if (claim.region !== 'us-east-1') {
    refuse(403, 'SignatureDoesNotMatch', 'Credential should be scoped to a valid region. ');
  }
  const parameters = new Map([...request.query, ...readPairs(request.body.bytes.toString('utf8'))]);
  const name = required(parameters, 'Action');
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation || parameters.get('Version') !== VERSION) {
    return refuse(400, 'InvalidAction', `Could not find operation ${name} for version ${parameters.get('Version')}`);
  }
  return operationAnswer(name, operation({ practice, request, caller, region: claim.region }, parameters), NAMESPACE);
}

/** By ARN. */
const managed: ReadonlyMap<string, object> = new Map(
  [
    ...Object.entries(managedPolicies).map(([name, document]) => [account, name, document] as const),
    ...Object.entries(awsManagedPolicies).map(([name, document]) => ['aws', name, document] as const),
  ].map(([owner, name, document]) => [`arn:aws:iam::${owner}:policy/${name}`, document]),
);

/** A role's policies that are not managed have no names in the scenario: they are numbered. */
function inlineOf({ documents }: Role): ReadonlyMap<string, object> {
  const attached = new Set(managed.values());
  return new Map(documents.filter((each) => !attached.has(each)).map((document, at) => [`Inline${at + 1}`, document]));
}

function demandRole(call: Call, action: string, parameters: Parameters): Role {
  const name = required(parameters, 'RoleName');
  const role = [...call.practice.directory.roles.values()].find((each) => each.name === name);
  demand(call, action, role?.arn ?? `arn:aws:iam::${account}:role/${name}`, `role ${name}`);
  return role ?? refuseMissing(`The role with name ${name} cannot be found.`);
}

function demandPolicy(call: Call, action: string, parameters: Parameters) {
  const arn = required(parameters, 'PolicyArn');
  demand(call, action, arn, `policy ${arn}`);
  const document = managed.get(arn);
  return document ? { arn, document } : refuseMissing(`Policy ${arn} does not exist or is not attachable.`);
}

/** @throws Refused */
function demand(call: Call, action: string, resource: string, printed: string): void {
  const decision = ask(call, { action, resource, resourceAccount: account });
  if (decision.allowed) return;
  refuse(403, 'AccessDenied', denialMessage(call.caller.principal.arn, action, printed, decision));
}

function required(parameters: Parameters, name: string): string {
  const value = parameters.get(name);
  return (
    value ??
    refuse(400, 'ValidationError', `Value null at '${name}' failed to satisfy constraint: Member must not be null`)
  );
}

function refuseMissing(message: string): never {
  return refuse(404, 'NoSuchEntity', message);
}

const list = (name: string, values: readonly string[]) =>
  element(
    name,
    values.map((value) => element('member', value)),
  );
const nameIn = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);
const encoded = (document: object) => encodeURIComponent(JSON.stringify(document));
