/** @param {import('vscode').ExtensionContext} context */
export const activate = (context) => context;
