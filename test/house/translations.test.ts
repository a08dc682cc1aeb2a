// English and Japanese have the same texts, and every text that the code or the manifest asks for is there.
import assert from 'node:assert/strict';
import { localizedTexts } from './localizedTexts.ts';
import { readJson, readText, sourceFiles } from './project.ts';

type Texts = Record<string, string>;

const english = () => readJson('package.nls.json') as Texts;
const japanese = () => readJson('package.nls.ja.json') as Texts;
const bundle = () => readJson('l10n/bundle.l10n.ja.json') as Texts;

suite('translations', () => {
  test('both languages of the manifest have the same keys', () => {
    assert.deepEqual(Object.keys(japanese()).sort(), Object.keys(english()).sort());
  });

  test('the manifest uses every key, and no other', () => {
    const used = new Set([...readText('package.json').matchAll(/"%([^%"]+)%"/g)].map((match) => match[1] ?? ''));
    assert.deepEqual([...used].sort(), Object.keys(english()).sort());
  });

  test('commands and settings in the two languages name the same things', () => {
    const links = (text = '') => (text.match(/\((?:command|https):[^)]*\)|#[\w.]+#/g) ?? []).sort();
    for (const [key, text] of Object.entries(english())) {
      assert.deepEqual(links(japanese()[key]), links(text), key);
    }
  });

  test('every text is asked for in a form that can be found', () => {
    const problems = sourceFiles().flatMap((file) =>
      localizedTexts(readText(file)).problems.map((problem) => `${file}: ${problem}`),
    );
    assert.deepEqual(problems, []);
  });

  test('every text of the code has a translation, and no translation is left over', () => {
    const asked = new Set(sourceFiles().flatMap((file) => localizedTexts(readText(file)).texts));
    const translated = Object.keys(bundle());
    assert.deepEqual(
      {
        missing: [...asked].filter((text) => !translated.includes(text)).sort(),
        leftOver: translated.filter((text) => !asked.has(text)).sort(),
      },
      { missing: [], leftOver: [] },
    );
  });

  test('how many of what is said with the words of one, too', () => {
    const plural = sourceFiles()
      .filter((file) => !file.endsWith('/countTexts.ts'))
      .flatMap((file) => localizedTexts(readText(file)).texts)
      // Of those of which there is always more than one.
      .filter((text) => /(?<!of )\{\d\} (?:objects|files|folders|entries|bytes)\b/.test(text));
    assert.deepEqual(plural, []);
  });

  test('a translation has the placeholders of its text', () => {
    const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
    for (const [text, translation] of Object.entries(bundle())) {
      assert.deepEqual(placeholders(translation), placeholders(text), text);
    }
  });

  test('no translation is empty or left in English', () => {
    const same = Object.entries({ ...bundle(), ...pairs() }).filter(
      ([text, translation]) => translation.trim() === '' || (translation === text && /[a-z]{2,} [a-z]{2,}/.test(text)),
    );
    assert.deepEqual(same, []);
  });
});

/** English text to Japanese text of the manifest. */
function pairs(): Texts {
  return Object.fromEntries(Object.entries(english()).map(([key, text]) => [text, japanese()[key] ?? '']));
}

suite('finding localized texts', () => {
  const rows: readonly [source: string, texts: readonly string[], problems: number][] = [
    ["vscode.l10n.t('Hello')", ['Hello'], 0],
    ["l10n.t('Hello {0}', name)", ['Hello {0}'], 0],
    ["const { t } = vscode.l10n;\nt(\n  'Long',\n)", ['Long'], 0],
    ['l10n.t("It\'s {0}", x)', ["It's {0}"], 0],
    ["l10n.t('It\\'s “{0}”\\n', x)", ["It's “{0}”\n"], 0],
    ['l10n.t(`plain`)', ['plain'], 0],
    ['l10n.t(`a ${b}`)', [], 1],
    ["l10n.t('a' + b)", [], 1],
    ["l10n.t(isRole ? 'a' : 'b')", [], 1],
    ['l10n.t(text)', [], 1],
    ["const { t } = vscode.l10n; t('a', t('b'))", ['a', 'b'], 0],
    ["list.t('not'); at('not'); import('not')", [], 0],
    ["t('no l10n in this file')", [], 0],
    ["// l10n.t('comment')\nl10n.t('code')", ['code'], 0],
  ];
  for (const [source, texts, problems] of rows) {
    test(source, () => {
      const found = localizedTexts(source);
      assert.deepEqual(found.texts, texts);
      assert.equal(found.problems.length, problems);
    });
  }
});
