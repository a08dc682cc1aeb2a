// Debug sessions as the role that is in force in new terminals, by choice. Nothing is written to any file.
import * as vscode from 'vscode';
import { debugEnvironment } from '../../core/debugEnvironment.ts';
import type { Environment } from '../../core/environment.ts';
import { showInformation } from '../../platform/notices.ts';

/** Lives as long as the window: what it says, it says once. */
export class DebugSessions {
  readonly #environment: (folder: vscode.WorkspaceFolder | undefined) => Environment;
  readonly #said = new Set<string>();

  /** @param environment the variables of new terminals in a folder; empty where nothing is in force */
  constructor(environment: (folder: vscode.WorkspaceFolder | undefined) => Environment) {
    this.#environment = environment;
  }

  resolve(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): vscode.DebugConfiguration {
    const { t } = vscode.l10n;
    const environment = this.#environment(folder);
    if (Object.keys(environment).length === 0) return configuration;
    const given = debugEnvironment(configuration, environment, Object.keys(process.env));
    switch (given.kind) {
      case 'given':
        return { ...configuration, env: given.env };
      case 'terminal':
        this.#say(
          t(
            'This debug session runs in a terminal and gets what is in force in new terminals. Rolecall adds nothing: the debugger would type it in plain text.',
          ),
        );
        return configuration;
      case 'own':
        return configuration;
      case 'unknown-type':
        this.#say(t('Rolecall cannot put a role in force in debug sessions of the type "{0}".', configuration.type));
        return configuration;
    }
  }

  #say(sentence: string): void {
    if (this.#said.has(sentence)) return;
    this.#said.add(sentence);
    void showInformation(sentence);
  }
}
