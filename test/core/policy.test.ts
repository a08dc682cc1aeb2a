// Every row of test/fixtures/policies/*.json: statements, gates, conditions, and documents that must be refused.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { requestContext } from '../../src/core/policy/context.ts';
import { type AccessRequest, type Decision, decide } from '../../src/core/policy/decision.ts';
import { type Policy, type PolicyKind, readPolicy } from '../../src/core/policy/document.ts';
import { matches, readPattern } from '../../src/core/policy/pattern.ts';
import type { Principal } from '../../src/core/policy/principal.ts';

const folder = path.resolve('test/fixtures/policies');
const USER: Principal = { kind: 'user', arn: 'arn:aws:iam::012345678901:user/A', account: '012345678901' };

type Expectation = 'allowed' | 'implicit' | 'explicit' | [string, boolean];

interface StatementRow {
  name: string;
  statement: object;
  action: string;
  resource: string;
  expect: Expectation;
}
interface ConditionRow {
  name: string;
  condition: object;
  version?: string;
  context: Record<string, string | string[]>;
  met: boolean;
}
interface DocumentRow {
  name: string;
  kind: PolicyKind;
  document: unknown;
  problem: [string, string];
}
type Named = 'ask' | 'read' | 'deny';
interface GateRow {
  name: string;
  caller: string;
  identity: Named[];
  boundary?: Named;
  session?: Named[];
  trust?: unknown;
  trustDenies?: string[];
  resource?: unknown;
  resourceDenies?: string[];
  expect: Expectation;
}
interface Table {
  callers?: Record<string, Principal>;
  role?: string;
  rows: (StatementRow | ConditionRow | DocumentRow | GateRow)[];
}

suite('policy tables', () => {
  const files = readdirSync(folder);
  test('there are tables, and nothing else', () => {
    assert.ok(files.length > 0);
    assert.deepEqual(
      files.filter((file) => !file.endsWith('.json')),
      [],
    );
  });
  for (const file of files) {
    const table = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Table;
    suite(file, () => {
      test('has names of its own for its rows', () => {
        assert.equal(new Set(table.rows.map((row) => row.name)).size, table.rows.length);
      });
      for (const row of table.rows) test(row.name, () => check(table, row));
    });
  }
});

function check(table: Table, row: Table['rows'][number]): void {
  if ('problem' in row) checkDocument(row);
  else if ('condition' in row) checkCondition(row);
  else if ('statement' in row) checkStatement(row);
  else checkGate(table, row);
}

function checkDocument(row: DocumentRow): void {
  const [code, at] = row.problem;
  assert.deepEqual(readPolicy(row.kind, row.document), { problem: { code, at } });
}

function checkCondition(row: ConditionRow): void {
  const statement = { Effect: 'Allow', Action: 's3:ListBucket', Resource: '*', Condition: row.condition };
  const policy = read('identity', { Version: row.version ?? '2012-10-17', Statement: statement });
  const context = requestContext(row.context);
  const decision = decide(request('s3:ListBucket', 'arn:aws:s3:::b', USER, context), { identity: [policy] });
  assert.equal(decision.allowed, row.met);
}

function checkStatement(row: StatementRow): void {
  const policy = read('identity', { Version: '2012-10-17', Statement: row.statement });
  expectDecision(decide(request(row.action, row.resource, USER), { identity: [policy] }), row.expect);
}

const named: Record<Named, object> = {
  ask: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' },
  read: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
  deny: { Effect: 'Deny', Action: 'sts:*', Resource: 'arn:aws:iam::*:role/*' },
};

function checkGate(table: Table, row: GateRow): void {
  const caller = table.callers?.[row.caller];
  assert.ok(caller, `no caller ${row.caller}`);
  const own = (kind: PolicyKind, names: Named[]) => names.map((name) => read(kind, { Statement: named[name] }));
  const owned = (kind: 'trust' | 'resource', principal: unknown, denied: string[] | undefined) =>
    read(kind, {
      Statement: [
        lending('Allow', kind, Array.isArray(principal) ? { AWS: principal } : principal),
        ...(denied ? [lending('Deny', kind, { AWS: denied })] : []),
      ],
    });
  const decision = decide(request('sts:AssumeRole', table.role ?? '', caller), {
    identity: own('identity', row.identity),
    ...(row.boundary ? { boundary: read('identity', { Statement: named[row.boundary] }) } : {}),
    ...(row.session ? { session: own('session', row.session) } : {}),
    ...(row.trust ? { trust: owned('trust', row.trust, row.trustDenies) } : {}),
    ...(row.resource ? { resource: owned('resource', row.resource, row.resourceDenies) } : {}),
  });
  expectDecision(decision, row.expect);
}

function lending(effect: string, kind: 'trust' | 'resource', principal: unknown): object {
  const statement = { Effect: effect, Principal: principal, Action: 'sts:AssumeRole' };
  return kind === 'trust' ? statement : { ...statement, Resource: '*' };
}

function request(action: string, resource: string, principal: Principal, context = requestContext({})): AccessRequest {
  return { action, resource, resourceAccount: '012345678901', principal, context };
}

function read(kind: PolicyKind, document: object): Policy {
  const reading = readPolicy(kind, document);
  assert.ok('policy' in reading, JSON.stringify(reading));
  return reading.policy;
}

function expectDecision(decision: Decision, expect: Expectation): void {
  if (expect === 'allowed') {
    assert.deepEqual(decision, { allowed: true });
    return;
  }
  const [policyType, explicit] =
    typeof expect === 'string' ? ['identity-based', expect === 'explicit'] : (expect as [string, boolean]);
  assert.deepEqual(decision, { allowed: false, policyType, explicit });
}

suite('policy patterns', () => {
  test('agree with a regular expression on any pattern and text', () => {
    const letters = fc
      .array(fc.constantFrom('a', 'b', ':', '🍣', '*', '?'), { maxLength: 12 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(letters, letters, (pattern, text) => {
        const source = Array.from(pattern, (each) => (each === '*' ? '[^]*' : each === '?' ? '[^]' : `(?:${each})`));
        const expected = new RegExp(`^${source.join('')}$`, 'u').test(text);
        assert.equal(matches(readPattern(pattern) ?? [], text), expected);
      }),
      { numRuns: 2000 },
    );
  });

  test('no document of any shape makes the reader throw', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom<PolicyKind>('identity', 'session', 'trust', 'resource'), (text, kind) => {
        const reading = readPolicy(kind, text);
        assert.ok('problem' in reading || 'policy' in reading);
      }),
      { numRuns: 1000 },
    );
  });
});
