// Tells of a file in ~/.aws that Rolecall reads in part and the AWS CLI refuses as a whole. Changes no file.
import * as vscode from 'vscode';
import type { IniProblemCode } from '../../core/awsIni.ts';
import { showWarning } from '../../platform/notices.ts';

export interface RefusedConfigFile {
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  readonly reason: IniProblemCode;
  /** Milliseconds since the epoch: when it was last written. */
  readonly changed: number;
}

export interface ConfigFilesPorts {
  readonly refusedFiles: () => Promise<readonly RefusedConfigFile[]>;
  readonly remembered: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

/** The last state of each file that was told of, by path: a reload says nothing twice. */
const rememberedKey = 'rolecall.refusedFilesTold';

export class ConfigFilesFeature {
  readonly #ports: ConfigFilesPorts;

  constructor(ports: ConfigFilesPorts) {
    this.#ports = ports;
  }

  /** To be called at start and after a change of the files. */
  async check(): Promise<void> {
    const { refusedFiles, remembered, log } = this.#ports;
    for (const file of await refusedFiles()) {
      log.warn(`the AWS CLI refuses ${file.path}: ${file.reason} in line ${file.line}`);
      const told = remembered.get<Readonly<Record<string, number>>>(rememberedKey, {});
      if (told[file.path] === file.changed) continue;
      await remembered.update(rememberedKey, { ...told, [file.path]: file.changed });
      void tell(file);
    }
  }

  async forget(): Promise<void> {
    await this.#ports.remembered.update(rememberedKey, undefined);
  }
}

async function tell({ path, line, reason }: RefusedConfigFile): Promise<void> {
  const { t } = vscode.l10n;
  const open = t('Open File');
  const chosen = await showWarning(
    t(
      '{0}, line {1}: {2} The AWS CLI refuses the whole file until this is corrected; Rolecall goes on with what it can read.',
      path,
      line,
      reasonText(reason),
    ),
    open,
  );
  if (chosen !== open) return;
  const place = new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(path), { selection: new vscode.Range(place, place) });
}

function reasonText(reason: IniProblemCode): string {
  const { t } = vscode.l10n;
  switch (reason) {
    case 'byte-order-mark':
      return t('The file begins with a byte order mark (BOM).');
    case 'not-utf8':
      return t('The characters are not UTF-8.');
    case 'no-section':
      return t('There is no [section] above this line.');
    case 'duplicate-section':
      return t('The section is there a second time.');
    case 'duplicate-key':
      return t('The setting is there a second time in its section.');
    case 'bare-word':
    case 'bare-word-in-block':
      return t('The line has no "=".');
    case 'empty-key':
      return t('There is no name before the "=".');
  }
}
