// Opens the AWS console in the browser as the current role.
import * as vscode from 'vscode';
import type { CommandHandlers } from '../../manifest.ts';

export interface ConsolePorts {
  /** An address that signs a browser in, once, and opens `destination` (a path of the console; the home page without). */
  readonly signIn: (destination: string | undefined) => Promise<string>;
}

export class ConsoleFeature {
  readonly #ports: ConsolePorts;

  constructor(ports: ConsolePorts) {
    this.#ports = ports;
  }

  get handlers(): Pick<CommandHandlers, 'rolecall.openConsole'> {
    return { 'rolecall.openConsole': (argument) => this.#open(argument) };
  }

  async #open(argument: { readonly destination?: string } = {}): Promise<void> {
    const destination = argument.destination ?? (await this.#askDestination());
    if (destination === undefined) return;
    const url = await this.#ports.signIn(destination);
    await vscode.env.openExternal(vscode.Uri.parse(url));
  }

  async #askDestination(): Promise<string | undefined> {
    const { t } = vscode.l10n;
    const pages = [
      { label: `$(home) ${t('Console Home')}`, destination: '' },
      { label: '$(database) S3', destination: 's3/home' },
      { label: '$(shield) IAM', destination: 'iam/home' },
      { label: '$(server) EC2', destination: 'ec2/home' },
      { label: '$(symbol-function) Lambda', destination: 'lambda/home' },
      { label: '$(output) CloudWatch', destination: 'cloudwatch/home' },
    ];
    const chosen = await vscode.window.showQuickPick(pages, {
      title: t('Open AWS Console as Role'),
      placeHolder: t('Which page?'),
    });
    return chosen?.destination;
  }
}
