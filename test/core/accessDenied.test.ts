// Every case of test/fixtures/denials/ read and compared whole, and what must hold for any text at all.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { type Denial, readDenial } from '../../src/core/accessDenied.ts';

type Key = keyof Denial;

interface Case {
  readonly name: string;
  readonly text: string;
  readonly source: string;
  readonly evidence: 'verbatim' | 'filled' | 'documented' | 'composed';
  readonly expect: Denial;
  /** Where more than one reading is fair: the allowed values of a key; null means that it may be left out. */
  readonly accept?: { readonly [K in Key]?: readonly (Denial[K] | null)[] };
}

const folder = path.resolve('test/fixtures/denials');
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const cases = files.map((file) => ({
  file,
  entries: JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as readonly Case[],
}));
const texts = cases.flatMap(({ entries }) => entries.map(({ text }) => text));

/** What is read, with an accepted other reading put back to the expected one, so that whole objects compare. */
function settled(read: Denial, { expect, accept = {} }: Case): Record<string, unknown> {
  const result: Record<string, unknown> = { ...read };
  for (const [key, allowed] of Object.entries(accept)) {
    if (!(allowed as readonly unknown[]).includes(read[key as Key] ?? null)) continue;
    if (key in expect) result[key] = expect[key as Key];
    else delete result[key];
  }
  return result;
}

suite('core/accessDenied', () => {
  for (const { file, entries } of cases) {
    suite(file, () => {
      for (const entry of entries) {
        test(entry.name, () => assert.deepEqual(settled(readDenial(entry.text), entry), entry.expect));
      }
    });
  }

  suite('a refusal whose envelope is known', () => {
    const rows: readonly (readonly [string, Parameters<typeof readDenial>[0], Denial])[] = [
      [
        'keeps the code and the operation that stand beside the message',
        {
          code: 'AccessDenied',
          operation: 'AssumeRole',
          requestId: 'EXAMPLE-1',
          message:
            'User: arn:aws:iam::111122223333:user/dev is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/ops',
        },
        {
          code: 'AccessDenied',
          operation: 'AssumeRole',
          requestId: 'EXAMPLE-1',
          principal: 'arn:aws:iam::111122223333:user/dev',
          principalKind: 'user',
          account: '111122223333',
          action: 'sts:AssumeRole',
          resource: 'arn:aws:iam::444455556666:role/ops',
          category: 'denied',
        },
      ],
      [
        'believes the code of a message that says nothing',
        { code: 'AccessDenied', operation: 'ListBuckets', message: 'Access Denied' },
        { code: 'AccessDenied', operation: 'ListBuckets', category: 'denied' },
      ],
      [
        'believes the status of a HEAD',
        { code: '403', operation: 'HeadBucket', message: 'UnknownError' },
        { code: '403', operation: 'HeadBucket', category: 'denied' },
      ],
      [
        'believes the words of a code that serves several refusals',
        { code: 'AccessDenied', message: 'MultiFactorAuthentication failed with invalid MFA one time pass code. ' },
        { code: 'AccessDenied', category: 'mfa' },
      ],
      [
        'takes a shared code for AWS’s',
        { code: 'ValidationError', message: 'deploy is invalid' },
        { code: 'ValidationError', category: 'validation' },
      ],
      ['reads a message without a code', { message: 'Access Denied' }, { category: 'denied' }],
      [
        'leaves an unknown code as it is',
        { code: 'TeapotException', message: 'short and stout' },
        { code: 'TeapotException', category: 'other' },
      ],
    ];
    for (const [name, said, expected] of rows) test(name, () => assert.deepEqual(readDenial(said), expected));
  });

  suite('any text', function () {
    this.timeout(20_000);
    const asPrinted: readonly Key[] = [
      'code',
      'operation',
      'requestId',
      'principal',
      'account',
      'action',
      'resource',
      'policyArn',
    ];
    const plain = (text: string) => text.replaceAll(/[\s\u2500-\u257f|>#*+\\]/g, '');
    // Pieces of real refusals in any order come closer to the grammar than arbitrary characters do.
    const pieces = texts.flatMap((text) => text.split(/(?<=[ :"\n])/));
    const shuffled = fc
      .array(
        fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 5 }), fc.constantFrom('\n', '\n│ ', '"', 'User: ')),
        {
          maxLength: 60,
        },
      )
      .map((parts) => parts.join(''));

    function claimsOnlyWhatIsThere(text: string) {
      const read = readDenial(text);
      // Escapes are undone before reading, so a text with any is only read, not compared.
      if (/[\\&\u001b]/.test(text)) return;
      for (const key of asPrinted) {
        const value = read[key];
        if (value === undefined) continue;
        assert.ok(typeof value === 'string' && value !== '', key);
        assert.ok(plain(text).includes(plain(value)), `${key}: ${value}`);
      }
      assert.ok(read.policyArn === undefined || read.explicit === true);
      assert.ok(read.principalKind === undefined || read.principal !== undefined);
    }

    test('arbitrary strings are read, and claims occur in them', () => {
      fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), claimsOnlyWhatIsThere), { numRuns: 500 });
    });

    test('shuffled pieces of refusals are read, and claims occur in them', () => {
      fc.assert(fc.property(shuffled, claimsOnlyWhatIsThere), { numRuns: 1500 });
    });

    test('a refusal broken at any one place says the same', () => {
      const text =
        'An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:sts::111122223333:assumed-role/ops/jane is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/deploy because no identity-based policy allows the sts:AssumeRole action';
      const expected = readDenial(text);
      for (let at = 1; at < text.length; at += 1) {
        assert.deepEqual(readDenial(`${text.slice(0, at)}\n│ ${text.slice(at)}`), expected, text.slice(at - 20, at));
      }
    });
  });

  suite('a hostile text of a megabyte is read in time', () => {
    const size = 1_000_000;
    const repeat = (piece: string) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
    const sentence = 'User: arn:aws:iam::111122223333:user/a is not authorized to perform: sts:AssumeRole ';
    const hostile: Readonly<Record<string, string>> = {
      spaces: repeat(' '),
      lines: repeat('\n'),
      boxes: repeat('│ '),
      backslashes: repeat('\\'),
      quotes: repeat('"'),
      'one word': repeat('a'),
      capitals: repeat('NoSuch'),
      dots: repeat('a.'),
      users: repeat('User:'),
      'users and spaces': repeat('User: '),
      actions: repeat('Action:'),
      'users and actions': repeat('User:xAction:'),
      sentences: repeat(sentence),
      'unfinished sentences': repeat('is not authorized to perform: '),
      resources: `${sentence}on resource: ${repeat('arn:aws:')}`,
      'broken resources': `${sentence}on resource: ${repeat('a\n')}`,
      'unclosed tags': repeat('<Code>'),
      'open parentheses': repeat('An error occurred ('),
      'request ids': repeat('request id: '),
      'go errors': repeat('operation error '),
      entities: repeat('&quot;'),
      escapes: repeat('\\\\\\n'),
      colours: repeat('\u001b[31m'),
      prose: repeat('The quick brown fox reads the Exception of an Error, and No Such thing happened. '),
      json: repeat('{"errorCode":"x","userIdentity":{"arn":"y"},"code":"Forbidden"},'),
      'at the end': repeat('Starting up, nothing to see. ').slice(0, size - 200) + sentence,
    };
    // Warm, so that what is measured is the reading and not the compiling.
    suiteSetup(() => {
      for (const text of Object.values(hostile)) readDenial(text.slice(0, 20_000));
    });
    for (const [name, text] of Object.entries(hostile)) {
      // A linear reading takes some tens of milliseconds of the processor, a quadratic one minutes. The processor's time,
      // not the clock's: other work on the machine does not count.
      test(name, () => {
        const before = process.cpuUsage();
        readDenial(text);
        const { user, system } = process.cpuUsage(before);
        const took = Math.round((user + system) / 1000);
        assert.ok(took < 500, `took ${took} ms`);
      });
    }
  });
});
