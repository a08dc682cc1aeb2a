// Reads a policy document. A document that holds anything unknown or malformed is refused whole: leaving a condition out
// would widen what it allows, and leaving a Deny out would too. AWS refuses to store such documents as well.
import { type Condition, isReadable, readOperator } from './condition.ts';
import { isPrincipalName, type PrincipalElement } from './principal.ts';

/** What a document is attached to decides what it must and may not hold. */
export type PolicyKind = 'identity' | 'session' | 'trust' | 'resource';

/** One of Action and NotAction, or of Resource and NotResource. */
export interface Selection {
  readonly not: boolean;
  readonly patterns: readonly string[];
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Selection;
  /** Absent in trust policies: the role is the resource. */
  readonly resources?: Selection;
  /** Present in trust and resource policies only. */
  readonly principal?: PrincipalElement;
  readonly conditions: readonly Condition[];
}

export interface Policy {
  readonly kind: PolicyKind;
  /** Documents of version 2008-10-17 (and without a version) know no policy variables. */
  readonly withVariables: boolean;
  readonly statements: readonly Statement[];
}

export type PolicyReading = { readonly policy: Policy } | { readonly problem: PolicyProblem };

/** `at` is where in the document, as `Statement[0].Condition.StringLke`. */
export interface PolicyProblem {
  readonly code:
    | 'not-json'
    | 'malformed'
    | 'unknown-element'
    | 'unknown-operator'
    | 'principal-not-allowed'
    | 'principal-missing'
    | 'principal-unsupported'
    | 'resource-not-allowed';
  readonly at: string;
}

/** Thrown inside this file only, so that a reason can leave nested readers; `readPolicy` turns it into a value. */
class Refusal extends Error {
  readonly problem: PolicyProblem;
  constructor(code: PolicyProblem['code'], at: string) {
    super(code);
    this.problem = { code, at };
  }
}

/** @param document its JSON text, or the value that it parses to. */
export function readPolicy(kind: PolicyKind, document: unknown): PolicyReading {
  try {
    const root = record(typeof document === 'string' ? parse(document) : document, '');
    only(root, ['Version', 'Id', 'Statement'], '');
    const version = root.Version ?? '2008-10-17';
    if (version !== '2012-10-17' && version !== '2008-10-17') throw new Refusal('malformed', 'Version');
    const statements = Array.isArray(root.Statement) ? root.Statement : [root.Statement];
    if (statements.length === 0) throw new Refusal('malformed', 'Statement');
    return {
      policy: {
        kind,
        withVariables: version === '2012-10-17',
        statements: statements.map((statement, index) => readStatement(kind, statement, `Statement[${index}]`)),
      },
    };
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.problem };
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('not-json', '');
  }
}

const ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

function readStatement(kind: PolicyKind, value: unknown, at: string): Statement {
  const statement = record(value, at);
  only(statement, ELEMENTS, at);
  if (statement.Sid !== undefined && typeof statement.Sid !== 'string') throw new Refusal('malformed', `${at}.Sid`);
  const effect = statement.Effect;
  if (effect !== 'Allow' && effect !== 'Deny') throw new Refusal('malformed', `${at}.Effect`);
  const actions = selection(statement, 'Action', at, isAction);
  if (!actions) throw new Refusal('malformed', `${at}.Action`);
  const resources = selection(statement, 'Resource', at, isResource);
  if (kind === 'trust' && resources) throw new Refusal('resource-not-allowed', `${at}.Resource`);
  if (kind !== 'trust' && !resources) throw new Refusal('malformed', `${at}.Resource`);
  const principal = readPrincipal(kind, statement, at);
  const conditions = readConditions(statement.Condition, `${at}.Condition`);
  return { effect, actions, conditions, ...(resources ? { resources } : {}), ...(principal ? { principal } : {}) };
}

const isAction = (text: string) => text === '*' || /^[a-z0-9-]+:[a-z0-9*?]+$/i.test(text);
const isResource = (text: string) => text === '*' || text.startsWith('arn:');

function selection(
  statement: Record<string, unknown>,
  name: 'Action' | 'Resource',
  at: string,
  isValid: (text: string) => boolean,
): Selection | undefined {
  const not = `Not${name}`;
  if (statement[name] !== undefined && statement[not] !== undefined) throw new Refusal('malformed', `${at}.${not}`);
  const given = statement[name] ?? statement[not];
  if (given === undefined) return undefined;
  const patterns = strings(given, `${at}.${name}`);
  if (patterns.length === 0 || !patterns.every(isValid)) throw new Refusal('malformed', `${at}.${name}`);
  return { not: statement[name] === undefined, patterns };
}

function readPrincipal(kind: PolicyKind, statement: Record<string, unknown>, at: string): PrincipalElement | undefined {
  const owned = kind === 'trust' || kind === 'resource';
  // Whom a NotPrincipal leaves out depends on the role and the account besides the session; AWS advises against it.
  if (statement.NotPrincipal !== undefined) {
    throw new Refusal(owned ? 'principal-unsupported' : 'principal-not-allowed', `${at}.NotPrincipal`);
  }
  const given = statement.Principal;
  if (given === undefined) {
    if (owned) throw new Refusal('principal-missing', `${at}.Principal`);
    return undefined;
  }
  if (!owned) throw new Refusal('principal-not-allowed', `${at}.Principal`);
  if (given === '*') return { aws: ['*'], federated: [] };
  const principal = record(given, `${at}.Principal`);
  only(principal, ['AWS', 'Service', 'Federated', 'CanonicalUser'], `${at}.Principal`);
  if (Object.keys(principal).length === 0) throw new Refusal('malformed', `${at}.Principal`);
  const named = (name: string) =>
    principal[name] === undefined ? [] : strings(principal[name], `${at}.Principal.${name}`);
  for (const name of ['Service', 'CanonicalUser']) named(name);
  const aws = named('AWS');
  if (!aws.every(isPrincipalName)) throw new Refusal('malformed', `${at}.Principal.AWS`);
  return { aws, federated: named('Federated') };
}

function readConditions(value: unknown, at: string): readonly Condition[] {
  if (value === undefined) return [];
  return Object.entries(record(value, at)).flatMap(([name, keys]) => {
    const operator = readOperator(name);
    if (!operator) throw new Refusal('unknown-operator', `${at}.${name}`);
    return Object.entries(record(keys, `${at}.${name}`)).map(([key, given]) => {
      const values = strings(given, `${at}.${name}.${key}`);
      if (key === '' || values.length === 0 || !values.every((each) => isReadable(operator.operator, each))) {
        throw new Refusal('malformed', `${at}.${name}.${key}`);
      }
      return { ...operator, key, values };
    });
  });
}

function record(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal('malformed', at);
  return value as Record<string, unknown>;
}

function only(value: Record<string, unknown>, names: readonly string[], at: string): void {
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Refusal('unknown-element', at ? `${at}.${unknown}` : unknown);
}

/** A string or a list of strings; numbers and booleans are written as such in conditions. */
function strings(value: unknown, at: string): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map((each) => {
    if (typeof each !== 'string' && typeof each !== 'number' && typeof each !== 'boolean') {
      throw new Refusal('malformed', at);
    }
    return String(each);
  });
}
