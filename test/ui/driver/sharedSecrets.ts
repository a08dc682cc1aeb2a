// Secrets as the desktop keeps them: one entry each, written at once, seen by all windows. The host's own store has a copy
// of everything in each window, and the last one that writes overwrites the others.
import type { BrowserContext } from 'playwright-core';

/** What the class that keeps secrets in the page does, and what it does instead. */
const replacements: readonly (readonly [was: RegExp, is: string])[] = [
  [
    /async get\((\w+)\)\{return\(await this\.secretsPromise\)\[\w+\]\}/,
    'async get($1){return localStorage.getItem("secret:"+$1)??undefined}',
  ],
  [
    /async set\((\w+),(\w+)\)\{let \w+=await this\.secretsPromise;.*?this\.save\(\)\}/,
    'async set($1,$2){localStorage.setItem("secret:"+$1,$2)}',
  ],
  [
    /async delete\((\w+)\)\{let \w+=await this\.secretsPromise;.*?this\.save\(\)\}/,
    'async delete($1){localStorage.removeItem("secret:"+$1)}',
  ],
];

/** For the pages that are loaded from now on. */
export async function shareSecrets(context: BrowserContext): Promise<void> {
  await context.route(/\/vs\/code\/browser\/workbench\/workbench\.js/, async (route) => {
    const response = await route.fetch();
    let body = await response.text();
    for (const [was, is] of replacements) {
      if (!was.test(body)) throw new Error(`VS Code keeps secrets in another way than ${was}`);
      body = body.replace(was, is);
    }
    await route.fulfill({ response, body });
  });
}
