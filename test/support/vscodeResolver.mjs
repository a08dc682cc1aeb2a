// Lets plain Node find `vscode`, as test/fakes/vscode.mjs: modules that only make sentences can then be tested there.

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, nextResolve) {
  if (specifier !== 'vscode') return nextResolve(specifier, context);
  return { url: new URL('../fakes/vscode.mjs', import.meta.url).href, shortCircuit: true };
}
