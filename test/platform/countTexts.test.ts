// One, none and more.
import { bytesText, entriesText, filesText, objectsText } from '../../src/platform/countTexts.ts';
import { assertSays } from '../support/inBothLanguages.ts';

suite('platform/countTexts', () => {
  const rows: readonly (readonly [say: () => string, english: string, japanese: string])[] = [
    [() => objectsText(0), '0 objects', '0 個のオブジェクト'],
    [() => objectsText(1), '1 object', '1 個のオブジェクト'],
    [() => objectsText(12), '12 objects', '12 個のオブジェクト'],
    [() => filesText(1), '1 file', '1 個のファイル'],
    [() => filesText(2), '2 files', '2 個のファイル'],
    [() => entriesText(1), '1 entry', '1 件'],
    [() => entriesText(2), '2 entries', '2 件'],
    [() => bytesText(1), '1 byte', '1 バイト'],
    [() => bytesText(0), '0 bytes', '0 バイト'],
    [() => bytesText(1002), '1002 bytes', '1002 バイト'],
  ];
  for (const [say, english, japanese] of rows) test(english, () => assertSays(say, english, japanese));
});
