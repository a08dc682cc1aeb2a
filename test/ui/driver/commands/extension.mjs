// Runs commands with arguments and answers with their results, over HTTP on 127.0.0.1. The port is written into the
// workspace folder, so that each window has its own.
import { renameSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import * as vscode from 'vscode';

/** @param {vscode.ExtensionContext} context */
export function activate(context) {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) return;
  const server = http.createServer(async (request, response) => {
    try {
      const { command, argument } = JSON.parse(await text(request));
      const result = await vscode.commands.executeCommand(command, ...(argument === undefined ? [] : [argument]));
      response.end(JSON.stringify(result ?? null));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  // A command may wait for a person.
  server.requestTimeout = 0;
  context.subscriptions.push({
    dispose: () => {
      server.close();
      server.closeAllConnections();
    },
  });
  server.listen(0, '127.0.0.1', () => {
    const file = path.join(folder, '.commands-port');
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    // Renamed: whoever finds the file finds the port in it.
    writeFileSync(`${file}.new`, String(port));
    renameSync(`${file}.new`, file);
  });
}
