// Sentences in both languages, for a test that runs without VS Code.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** Expects what `say` says, in English and in Japanese. */
export function assertSays(say: () => string | undefined, english: string, japanese: string): void {
  const spoken = (language: string) => {
    // Read-only for extensions; here it is the stand-in's.
    Object.assign(vscode.env, { language });
    return say();
  };
  try {
    assert.deepEqual([spoken('en'), spoken('ja')], [english, japanese]);
  } finally {
    Object.assign(vscode.env, { language: 'en' });
  }
}
