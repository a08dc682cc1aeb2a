// The search for secrets finds what is planted in each kind of store, in each form: what canary.test.ts does not find is
// not there. A browser, SQLite and the file system write here as they do in earnest.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { needs } from '../support/needs.ts';
import {
  plantInCacheStorage,
  plantInHttpCache,
  plantInIndexedDb,
  plantInLocalStorage,
  plantWideInLocalStorage,
} from './canary/browserPlantings.ts';
import { Needles, type Secret } from './canary/needles.ts';
import {
  allBytes,
  type Planted,
  plantedForCompression,
  plantedIn,
  plantedRow,
  plantFile,
  plantInSqlite,
} from './canary/plantings.ts';
import { contentsOf, type FoundInStore, searchContents } from './canary/storeSearch.ts';
import { makeStores, openIn, removeStores, type Stores } from './canary/stores.ts';
import type { Workbench } from './driver/workbench.ts';

suite('secrets planted in the stores of a real VS Code', () => {
  needs('vscode-host', 'linux');
  let stores: Stores;
  let workbench: Workbench;

  suiteSetup(async () => {
    stores = makeStores();
    workbench = await openIn(stores);
  });

  suiteTeardown(async () => {
    await workbench?.close();
    if (stores !== undefined) removeStores(stores);
  });

  const planted: (Planted & { readonly place: RegExp })[] = [];
  const note = (place: RegExp, all: readonly Planted[]) => {
    planted.push(...all.map((each) => ({ ...each, place })));
    return all;
  };
  const values = (all: readonly Planted[]) => all.map(({ bytes }) => bytes);
  const table = note(/\.ldb > block$/, [plantedForCompression('IndexedDB, in a table')]);
  const large = note(/> snappy$/, [plantedForCompression('IndexedDB, a large value')]);

  test('a browser writes them into its storages and caches', async () => {
    const { page } = workbench;
    await plantInLocalStorage(page, values(note(/^browser\/Default\/Local Storage\//, plantedIn('localStorage'))));
    const [wide] = note(/^browser\/Default\/Local Storage\//, [
      { ...plantedForCompression('localStorage in UTF-16'), form: 'plain in UTF-16LE' },
    ]);
    await plantWideInLocalStorage(page, wide?.secret.value ?? '');
    const inLog = note(/^browser\/Default\/IndexedDB\/.*/, plantedIn('IndexedDB'));
    await plantInIndexedDb(page, values(inLog));
    const row = note(/^browser\/Default\/IndexedDB\/.*/, plantedRow('IndexedDB', 1000));
    await plantInIndexedDb(page, [Buffer.concat(values(row))]);
    await plantInIndexedDb(page, values(table), 6_000_000);
    await plantInIndexedDb(page, [Buffer.concat([...values(large), Buffer.alloc(300_000, 'filler ')])]);
    const cached = note(/Cache/, plantedIn('CacheStorage'));
    await plantInCacheStorage(page, allBytes(cached).toString('latin1'));
    const httpCache = (encoding: string) =>
      allBytes(note(/^browser\/Default\/Cache\/Cache_Data\/\w+ > cached answer/, plantedIn(`HTTP cache, ${encoding}`)));
    await plantInHttpCache(page, { gzip: httpCache('gzip'), br: httpCache('br'), deflate: httpCache('deflate') });
    await workbench.close();
  });

  test('they are written into files, also compressed ones, and into a database', () => {
    const file = (store: keyof typeof stores, name: string) => {
      const all = note(new RegExp(`^${store}/${name.replaceAll('.', '\\.')}$`), plantedIn(`${store}/${name}`));
      plantFile(path.join(stores[store], name), allBytes(all));
    };
    file('user data', 'User/globalStorage/rolecall.rolecall/state.json');
    file('user data', 'User/workspaceStorage/planted/rolecall.rolecall/state');
    file('home', '.aws/cli/cache/planted.json');
    file('home', '.bash_history');
    file('workspace', '.vscode/settings.json');
    file('temporary files', 'planted');
    file('user data', `logs/${newestLogs(stores['user data'])}/remoteagent.log`);
    const zipped = note(/\.gz > gzip$/, plantedIn('a gzip file'));
    plantFile(path.join(stores['user data'], 'logs/old.log.gz'), gzipSync(allBytes(zipped)));
    const database = note(/\/state\.vscdb$/, plantedIn('SQLite'));
    const overPages = note(/\/state\.vscdb$/, plantedRow('SQLite, over several pages', 500));
    plantInSqlite(path.join(stores['user data'], 'User/globalStorage/state.vscdb'), [
      ...values(database),
      Buffer.concat(values(overPages)),
    ]);
  });

  test('each of them is found, where it is and in its form', () => {
    const needles = new Needles(planted.map(({ secret }) => secret));
    const { found, unread } = searchContents(contentsOf(stores), needles);
    const places = placesOf(found);
    assert.deepEqual(
      planted
        .filter(({ secret, form, place }) => !places(secret, form).some((each) => place.test(each)))
        .map(({ secret, place }) => `${secret.name}, in ${place.source}`),
      [],
    );
    // Only decoding has found these.
    for (const { secret, form } of [...table, ...large]) {
      assert.deepEqual(
        places(secret, form).filter((place) => !/ > (?:block|snappy)/.test(place)),
        [],
      );
    }
    assert.deepEqual(unread, []);
  });
});

/** Gives the places where a secret was found in a form. */
function placesOf(found: readonly FoundInStore[]): (secret: Secret, form: string) => readonly string[] {
  const places = new Map<string, string[]>();
  for (const { secret, form, place } of found) {
    places.set(`${secret} ${form}`, [...(places.get(`${secret} ${form}`) ?? []), place]);
  }
  return ({ name }, form) => places.get(`${name} ${form}`) ?? [];
}

function newestLogs(userData: string): string {
  return readdirSync(path.join(userData, 'logs')).sort().at(-1) ?? '';
}
