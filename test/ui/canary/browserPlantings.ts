// Writes made-up secrets into the stores of a real browser, through the page's own interfaces. These files are checked
// without the browser's types, so what is used of them is declared here.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';

interface Storage {
  setItem(key: string, value: string): void;
}

interface IdbRequest {
  readonly result: IdbDatabase;
  readonly error: unknown;
  onupgradeneeded: () => void;
  onsuccess: () => void;
  onerror: () => void;
}

interface IdbDatabase {
  createObjectStore(name: string): void;
  transaction(store: string, mode: 'readwrite'): IdbTransaction;
  close(): void;
}

interface IdbTransaction {
  readonly error: unknown;
  objectStore(name: string): { put(value: unknown, key: string): void };
  oncomplete: () => void;
  onabort: () => void;
}

interface BrowserGlobals {
  readonly localStorage: Storage;
  readonly indexedDB: { open(name: string): IdbRequest };
  readonly caches: { open(name: string): Promise<{ put(address: string, response: unknown): Promise<void> }> };
  readonly Response: new (body: string) => unknown;
}

/** Each byte becomes a character: such a string is stored as these bytes. */
export async function plantInLocalStorage(page: Page, values: readonly Buffer[]): Promise<void> {
  await page.evaluate(
    (texts) => {
      const { localStorage } = globalThis as unknown as BrowserGlobals;
      for (const [index, text] of texts.entries()) localStorage.setItem(`planted ${index}`, text);
    },
    values.map((value) => value.toString('latin1')),
  );
}

/** A string with a character that is not of one byte is stored as UTF-16. */
export async function plantWideInLocalStorage(page: Page, text: string): Promise<void> {
  await page.evaluate((value) => {
    (globalThis as unknown as BrowserGlobals).localStorage.setItem('planted wide', `秘${value}`);
  }, text);
}

/** `filler` bytes are written after the values, to make the database sort them into a table. */
export async function plantInIndexedDb(page: Page, values: readonly Buffer[], filler = 0): Promise<void> {
  await page.evaluate(
    async ({ texts, fill }) => {
      const { indexedDB } = globalThis as unknown as BrowserGlobals;
      const database = await new Promise<IdbDatabase>((resolve, reject) => {
        const opening = indexedDB.open(`planted ${Math.random()}`);
        opening.onupgradeneeded = () => opening.result.createObjectStore('planted');
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      const write = (entries: readonly (readonly [key: string, value: string])[]) =>
        new Promise<void>((resolve, reject) => {
          const transaction = database.transaction('planted', 'readwrite');
          for (const [key, value] of entries) transaction.objectStore('planted').put(value, key);
          transaction.oncomplete = () => resolve();
          transaction.onabort = () => reject(transaction.error);
        });
      await write(texts.map((text, index) => [`planted ${index}`, text]));
      const piece = 40_000;
      for (let written = 0; written < fill; written += piece) {
        await write([
          [`filler ${written}`, Array.from({ length: piece / 10 }, () => `${Math.random()}`.slice(2, 12)).join('')],
        ]);
      }
      database.close();
    },
    { texts: values.map((value) => value.toString('latin1')), fill: filler },
  );
}

export async function plantInCacheStorage(page: Page, text: string): Promise<void> {
  await page.evaluate(async (body) => {
    const { caches, Response } = globalThis as unknown as BrowserGlobals;
    const cache = await caches.open('planted');
    await cache.put('/planted', new Response(body));
  }, text);
}

const encodings = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync } as const;

export type ContentEncoding = keyof typeof encodings;

/** Visits pages that may be cached, one in each encoding. */
export async function plantInHttpCache(page: Page, bodies: Readonly<Record<ContentEncoding, Buffer>>): Promise<void> {
  const server = createServer(({ url }, answer) => {
    const encoding = (url ?? '').slice(1) as ContentEncoding;
    if (!(encoding in bodies)) {
      answer.writeHead(404).end();
      return;
    }
    answer.writeHead(200, {
      'content-type': 'text/html; charset=latin1',
      'content-encoding': encoding,
      'cache-control': 'max-age=86400',
    });
    answer.end(encodings[encoding](bodies[encoding]));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const visit = await page.context().newPage();
  for (const encoding of Object.keys(bodies)) {
    await visit.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${encoding}`);
  }
  await visit.close();
  server.closeAllConnections();
  server.close();
}
