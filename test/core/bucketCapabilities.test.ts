// Every row of test/fixtures/capabilities/*.json: what S3 answered, or the policies of a session, and what that shows.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Denial } from '../../src/core/accessDenied.ts';
import { type Ability, BucketAnswers, type Mark } from '../../src/core/bucketCapabilities.ts';
import type { Target } from '../../src/core/objectTarget.ts';
import { limitOn, listablePrefixes, sessionLimits } from '../../src/core/sessionLimits.ts';

/** Of a place (`folder a/`, `object a/x`, `within `): abilities that are allowed (+), denied (-) or unknown (?). */
type Marks = Readonly<Record<string, string>>;

interface AnswersRow {
  readonly name: string;
  /** Operation, key, and for a denial its action (empty where S3 said none), whether it is explicit, and the resource. */
  readonly answers: readonly (readonly [string, string, string?, string?, string?])[];
  readonly marks: Marks;
}

interface LimitsRow {
  readonly name: string;
  readonly statements?: readonly object[];
  readonly policyArns?: readonly string[];
  readonly marks: Marks;
}

const bucket = 'my-bucket';
const signs = { allowed: '+', denied: '-', unknown: '?' } as const;
const rowsOf = <Row>(file: string) =>
  (JSON.parse(readFileSync(path.resolve('test/fixtures/capabilities', file), 'utf8')) as { rows: Row[] }).rows;

function compare(marks: Marks, markOf: (ability: Ability, kind: string, place: Target) => Mark['state']): void {
  for (const [where, expected] of Object.entries(marks)) {
    const [kind = '', name = ''] = [where.slice(0, where.indexOf(' ')), where.slice(where.indexOf(' ') + 1)];
    const target: Target =
      kind === 'object' ? { kind, bucket, key: name, size: 0 } : { kind: 'folder', bucket, prefix: name };
    const shown = expected.split(' ').map((each) => {
      const ability = each.slice(0, -1) as Ability;
      return `${ability}${signs[markOf(ability, kind, target)]}`;
    });
    assert.equal(shown.join(' '), expected, where);
  }
}

function noted(rows: AnswersRow['answers']): BucketAnswers {
  const answers = new BucketAnswers();
  for (const [asked, key, action, explicit, resource] of rows) {
    const [operation = '', version] = asked.split('?');
    const denial: Denial | undefined =
      action === undefined
        ? undefined
        : {
            category: 'denied',
            ...(action !== '' && { action, explicit: explicit === 'explicit' }),
            ...(resource !== undefined && { resource }),
          };
    answers.note({ operation, bucket, key, ...(version && { versionId: 'v1' }), ...(denial && { denial }) });
  }
  return answers;
}

suite('core/bucketCapabilities', () => {
  for (const { name, answers: rows, marks } of rowsOf<AnswersRow>('answers.json')) {
    test(`answers: ${name}`, () => {
      const answers = noted(rows);
      compare(marks, (ability, kind, target) =>
        kind === 'within' && target.kind === 'folder'
          ? answers.below(ability, target).state
          : answers.at(ability, target).state,
      );
    });
  }

  for (const { name, statements, policyArns, marks } of rowsOf<LimitsRow>('limits.json')) {
    test(`the policies of the session: ${name}`, () => {
      const limits = sessionLimits({
        roleArn: 'arn:aws:iam::012345678901:role/R',
        roleSessionName: 'MySession',
        ...(statements && { policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }) }),
        ...(policyArns && { policyArns }),
      });
      compare(marks, (ability, _, target) => (limits && limitOn(limits, ability, target) ? 'denied' : 'unknown'));
    });
  }

  test('the folders that a policy lets one list', () => {
    const statement = (prefixes: unknown, more: object = {}) => ({
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::my-*',
      Condition: { StringLike: { 's3:prefix': prefixes } },
      ...more,
    });
    const rows: readonly (readonly [statement: object, expected: readonly string[]])[] = [
      [statement(['test/*', 'a/b/', 'test/*']), ['test/', 'a/b/']],
      [statement(['', 'part*', '${aws:username}/*', '*']), []],
      [statement('x/', { Condition: { StringEquals: { 'S3:Prefix': 'x/' } } }), ['x/']],
      [statement('x/', { Condition: { StringNotLike: { 's3:prefix': 'x/' } } }), []],
      [statement('x/', { Effect: 'Deny' }), []],
      [statement('x/', { Action: 's3:GetObject' }), []],
      [statement('x/', { Resource: 'arn:aws:s3:::other' }), []],
    ];
    for (const [each, expected] of rows) {
      const limits = sessionLimits({
        roleArn: 'arn:aws:iam::012345678901:role/R',
        roleSessionName: 'MySession',
        policy: JSON.stringify({ Version: '2012-10-17', Statement: each }),
      });
      assert.deepEqual(limits && listablePrefixes(limits, bucket), expected, JSON.stringify(each));
    }
  });

  test('a change is told once, and whether it is of a denial', () => {
    const answers = new BucketAnswers();
    const denial: Denial = { category: 'denied', action: 's3:PutObject' };
    const put = { operation: 'PutObject', bucket, key: 'a' };
    assert.deepEqual(answers.note(put), { bucket, ability: 'write', isOfDenial: false });
    assert.equal(answers.note(put), undefined);
    assert.deepEqual(answers.note({ ...put, denial }), { bucket, ability: 'write', isOfDenial: true });
    assert.equal(answers.note({ ...put, key: 'b', denial }), undefined);
    assert.deepEqual(answers.note(put), { bucket, ability: 'write', isOfDenial: true });
  });

  test('another refusal than a denial says nothing', () => {
    const answers = new BucketAnswers();
    assert.equal(answers.note({ operation: 'PutObject', bucket, key: 'a', denial: { category: 'other' } }), undefined);
  });

  test('buckets do not know of each other, and very many keys are not all kept', () => {
    const answers = new BucketAnswers();
    const denial: Denial = { category: 'denied', action: 's3:GetObject', explicit: true };
    for (let n = 0; n < 1500; n++) answers.note({ operation: 'GetObject', bucket, key: `k${n}`, denial });
    const at = (name: string, key: string) => answers.at('read', { kind: 'object', bucket: name, key, size: 0 }).state;
    assert.deepEqual([at(bucket, 'k0'), at(bucket, 'k1499'), at('other', 'k1499')], ['unknown', 'denied', 'unknown']);
  });
});
