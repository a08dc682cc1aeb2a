// The licences of what is bundled: who gives the code on has to give these on with it.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The name, version, licence and licence text of every package that has code in the bundle.
 *
 * @param {import('esbuild').Metafile} metafile
 * @returns {string}
 */
export function noticesOf(metafile) {
  const bundled = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const folders = new Set(bundled.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []));
  const notices = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    return `${name} ${version} (${license})\n\n${licenceText(folder)}`;
  });
  return ['Rolecall contains code of the packages below.', ...notices].join(`\n\n${'-'.repeat(80)}\n\n`);
}

/** @param {string} folder */
function licenceText(folder) {
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)(\.|$)/i.test(file));
  return texts.map((file) => readFileSync(path.join(folder, file), 'utf8').trim()).join('\n\n');
}
