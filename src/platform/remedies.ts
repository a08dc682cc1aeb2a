// What helps against a failure, and what its commands are called.
import * as vscode from 'vscode';
import type { Failure } from '../core/failure.ts';
import { type CommandId, extensionId } from '../manifest.ts';

/** What helps against the failure, as commands in order. */
export function remedies(failure: Failure): readonly CommandId[] {
  switch (failure.code) {
    case 'session-expired':
      return ['rolecall.renewSession', 'rolecall.assumeRole'];
    case 'access-key-unknown':
    case 'secret-wrong':
    case 'key-not-held':
      return ['rolecall.addAccessKey', 'rolecall.chooseSource'];
    case 'source-missing':
      return ['rolecall.addAccessKey', 'rolecall.chooseSource', 'rolecall.startPractice'];
    case 'practice-stopped':
      return ['rolecall.startPractice', 'rolecall.chooseSource'];
    case 'profile-problem':
    case 'source-failed':
      return ['rolecall.checkIdentity', 'rolecall.chooseSource'];
    case 'source-waits':
    case 'mfa-needed':
    case 'endpoint-unreachable':
    case 'endpoint-silent':
    case 'endpoint-unconfirmed':
    case 'key-unconfirmed':
      return ['rolecall.checkIdentity'];
    default:
      return [];
  }
}

/** A command's title, as package.json and its translations have it. */
export function commandLabel(id: CommandId): string {
  const title = contributed(id)?.title ?? id;
  return typeof title === 'string' ? title : title.value;
}

/** The codicon's name of a command, where package.json gives it one. */
export function commandIcon(id: CommandId): string | undefined {
  return /^\$\((.+)\)$/.exec(contributed(id)?.icon ?? '')?.[1];
}

interface ContributedCommand {
  readonly command: string;
  /** In another language than English, VS Code gives both. */
  readonly title: string | { readonly value: string; readonly original: string };
  readonly icon?: string;
}

function contributed(id: CommandId): ContributedCommand | undefined {
  const commands: readonly ContributedCommand[] =
    vscode.extensions.getExtension(extensionId)?.packageJSON.contributes.commands ?? [];
  return commands.find(({ command }) => command === id);
}
