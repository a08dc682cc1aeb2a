import assert from 'node:assert/strict';
import { type IniSetting, readIni } from '../../src/core/awsIni.ts';
import { processorMs } from '../support/processorMs.ts';

type Written = string | Readonly<Record<string, string>>;

/** Sections as `{ name: { key: value } }`. Files that botocore takes whole: the comparison with it is in rolePlan. */
function sectionsOf(text: string): Record<string, Record<string, Written>> {
  const written = ({ value, block }: IniSetting): Written => (block ? Object.fromEntries(block) : value);
  return Object.fromEntries(
    [...readIni(text).sections].map(([name, { settings }]) => [
      name,
      Object.fromEntries([...settings].map(([key, setting]) => [key, written(setting)])),
    ]),
  );
}

const read: readonly (readonly [string, string, Record<string, Record<string, Written>>])[] = [
  ['nothing', '', {}],
  ['a section without settings', '[a]', { a: {} }],
  ['a setting', '[a]\nk = v\n', { a: { k: 'v' } }],
  ['a header up to its last bracket', '[a]b] c\n', { 'a]b': {} }],
  ['space inside of a header', '[ a ]\n', { ' a ': {} }],
  ['keys in lower case, values as they are', '[a]\nKeY = Value\n', { a: { key: 'Value' } }],
  ['the first delimiter', '[a]\nb = c : d\ne : f = g\n', { a: { b: 'c : d', e: 'f = g' } }],
  ['an inline comment stays', '[a]\nk = v # c ; d\n', { a: { k: 'v # c ; d' } }],
  ['comments', '# a\n  ; b\n[a]\n# c\nk = v\n  # d\n', { a: { k: 'v' } }],
  ['a value that goes on', '[a]\nk = v\n  w\n\tx\nl = m\n', { a: { k: 'v\nw\nx', l: 'm' } }],
  ['an empty line inside of a value', '[a]\nk = v\n\n  w\n\n\nl = m\n', { a: { k: 'v\n\nw', l: 'm' } }],
  ['a comment inside of a value', '[a]\nk = v\n  # c\n  w\n', { a: { k: 'v\nw' } }],
  ['a setting indented as deep as the one before', '[a]\n  k = v\n  l = m\n', { a: { k: 'v', l: 'm' } }],
  ['a setting indented deeper', '[a]\nk = v\n  l = m\n', { a: { k: 'v\nl = m' } }],
  ['the first setting of a section indented', '[a]\n    k = v\nl = m\n', { a: { k: 'v', l: 'm' } }],
  ['a block', '[a]\ns3 =\n  b = c\n  D=e=f\n  g =\n', { a: { s3: { b: 'c', D: 'e=f', g: '' } } }],
  ['a key twice in a block', '[a]\ns3 =\n  b = c\n  b = d\n', { a: { s3: { b: 'd' } } }],
  ['an empty value', '[a]\nk =\nl:\n', { a: { k: '', l: '' } }],
  ['an empty value before empty lines', '[a]\nk =\n\n  \n[b]\n', { a: { k: '' }, b: {} }],
  ['[DEFAULT]', '[a]\nk = v\n[DEFAULT]\nk = w\nl = m\n[b]\n', { a: { k: 'v', l: 'm' }, b: { k: 'w', l: 'm' } }],
  ['[DEFAULT] in two parts', '[DEFAULT]\nk = v\n[a]\n[DEFAULT]\nl = m\n', { a: { k: 'v', l: 'm' } }],
  ['a broken block in [DEFAULT] that no section takes up', '[DEFAULT]\ns3 =\n  word\n[a]\ns3 =\n', { a: { s3: '' } }],
  ['line ends of all kinds', '[a]\r\nk = v\rl = m\n', { a: { k: 'v', l: 'm' } }],
  ["Python's white space", '[a]\n\u3000k\u2003=\u0085v\u001c\n', { a: { k: 'v' } }],
  ['no white space', '[a]\nk = \ufeffv\u200b\n', { a: { k: '\ufeffv\u200b' } }],
  ['a key that objects have', '[__proto__]\nconstructor = x\n', JSON.parse('{"__proto__":{"constructor":"x"}}')],
];

/** What botocore refuses: each problem with its line, and what is known nonetheless. */
const refused: readonly (readonly [string, string, readonly string[], Record<string, Record<string, Written>>])[] = [
  ['a byte order mark', '\ufeff[a]\nk = v\n', ['1 byte-order-mark'], { a: { k: 'v' } }],
  ['settings before a section', '\n# c\nk = v\nl = m\n[a]\nk = v\n', ['3 no-section'], { a: { k: 'v' } }],
  ['a section twice', '[a]\nk = v\n[b]\n[a]\nl = m\n', ['4 duplicate-section'], { a: { k: 'v', l: 'm' }, b: {} }],
  ['a key twice', '[a]\nk = v\nl = m\nK = w\n', ['4 duplicate-key'], { a: { k: 'w', l: 'm' } }],
  [
    'a key twice in two parts',
    '[a]\nk = v\n[a]\nk = w\n',
    ['3 duplicate-section', '4 duplicate-key'],
    { a: { k: 'w' } },
  ],
  ['a key twice in [DEFAULT]', '[DEFAULT]\nk = v\n[DEFAULT]\nk = w\n[a]\n', ['4 duplicate-key'], { a: { k: 'w' } }],
  ['a bare word', '[a]\nk = v\nword\nl = m\n', ['3 bare-word'], { a: { k: 'v', l: 'm' } }],
  ['a line indented below a bare word', '[a]\nk = v\nword\n  x\n', ['3 bare-word'], { a: { k: 'v\nx' } }],
  ['an empty key', '[a]\n= v\n  : w\nk = v\n', ['2 empty-key', '3 empty-key'], { a: { k: 'v' } }],
  ['an empty header', '[a]\n[]\n', ['2 bare-word'], { a: {} }],
  ['a header left open', '[a]\n[b\nk = v\n', ['2 bare-word'], { a: { k: 'v' } }],
  ['a bare word in a block', '[a]\ns3 =\n  b = c\n\n  word\n', ['5 bare-word-in-block'], { a: { s3: { b: 'c' } } }],
  ['a block split by a separator', '[a]\ns3 =\n  b = c\u2028d\n', ['3 bare-word-in-block'], { a: { s3: { b: 'c' } } }],
  [
    'problems in order of lines',
    '[a]\ns3 =\n  word\nword\n[a]\n',
    ['3 bare-word-in-block', '4 bare-word', '5 duplicate-section'],
    { a: { s3: {} } },
  ],
];

suite('core/awsIni', () => {
  for (const [name, text, sections] of read) {
    test(name, () => {
      assert.deepEqual(readIni(text).problems, []);
      assert.deepEqual(sectionsOf(text), sections);
    });
  }

  for (const [name, text, problems, sections] of refused) {
    test(`refused by the CLI: ${name}`, () => {
      assert.deepEqual(
        readIni(text).problems.map(({ line, code }) => `${line} ${code}`),
        problems,
      );
      assert.deepEqual(sectionsOf(text), sections);
    });
  }

  test('lines of sections and settings', () => {
    const { sections } = readIni('# c\n\n[a]\nk = v\n  w\nl = m\r\n[b]\rk = v\n');
    const lines = [...sections.values()].map(({ name, line, settings }) => [
      `${name} ${line}`,
      ...[...settings].map(([key, setting]) => `${key} ${setting.line}`),
    ]);
    assert.deepEqual(lines, [
      ['a 3', 'k 4', 'l 6'],
      ['b 7', 'k 8'],
    ]);
  });

  test('a long run of white space takes no time', () => {
    const text = `[a]\nk = ${'\u3000'.repeat(200_000)}v${' '.repeat(200_000)}x\n${'\n'.repeat(200_000)}`;
    assert.ok(processorMs(() => readIni(text)) < 2_000);
  });
});
