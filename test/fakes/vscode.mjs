// What code gets of VS Code where it runs without it. Texts: `l10n.t` takes them from the extension's own bundles, in the
// language `env.language`, which a test sets. A window without terminals and folders, in which nothing
// happens; what is said in it is for a test to set. Little else.
import { readFileSync } from 'node:fs';

const japanese = JSON.parse(
  readFileSync(new URL('../../l10n/bundle.l10n.ja.json', import.meta.url), { encoding: 'utf8' }),
);

export const env = { language: 'en', shell: '/bin/sh' };

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

export class Disposable {
  #parts;

  /** @param {readonly { dispose(): unknown }[]} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** @param {readonly { dispose(): unknown }[]} parts */
  static from(...parts) {
    return new Disposable(parts);
  }

  dispose() {
    for (const part of this.#parts) part.dispose();
  }
}

export class CancellationError extends Error {}

export const Uri = {
  /** @param {string} path */
  file: (path) => ({ scheme: 'file', path }),
};

const never = () => Disposable.from();

export const window = {
  terminals: [],
  activeTerminal: undefined,
  onDidOpenTerminal: never,
  onDidCloseTerminal: never,
  onDidChangeActiveTerminal: never,
  onDidChangeTerminalState: never,
  onDidChangeTerminalShellIntegration: never,
};

export const workspace = { workspaceFolders: undefined, onDidChangeWorkspaceFolders: never };

export const commands = { executeCommand: async () => undefined };
