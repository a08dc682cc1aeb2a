// VS Code's texts, for tests of sentences that run without VS Code: `l10n.t` takes them from the extension's own bundles.
// The language is `env.language`, which a test sets. What else there is of VS Code is not here.
import { readFileSync } from 'node:fs';

const japanese = JSON.parse(
  readFileSync(new URL('../../l10n/bundle.l10n.ja.json', import.meta.url), { encoding: 'utf8' }),
);

export const env = { language: 'en' };

export const l10n = {
  /**
   * @param {string} text
   * @param {readonly unknown[]} args
   */
  t(text, ...args) {
    const found = env.language === 'ja' ? (japanese[text] ?? text) : text;
    return found.replace(/\{(\d+)\}/g, (/** @type {string} */ _, /** @type {string} */ index) => String(args[+index]));
  },
};
