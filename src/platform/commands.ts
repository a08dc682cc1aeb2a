// Registers commands, with the one boundary where what they throw becomes a message. Cancelling is silent.
import * as vscode from 'vscode';
import { failureOf } from '../core/failure.ts';
import type { CommandHandlers, CommandId } from '../manifest.ts';
import { showError } from './notices.ts';
import { commandLabel, remedies } from './remedies.ts';

/** Lives as long as the returned Disposable. `used` is called before each command. */
export function registerCommands(
  handlers: CommandHandlers,
  log: vscode.LogOutputChannel,
  used: () => void,
): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(handlers).map(([id, handler]) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        used();
        log.trace(id);
        try {
          return await (handler as (...args: unknown[]) => unknown)(...args);
        } catch (error) {
          if (isCancelled(error)) return undefined;
          log.error(`${id}: ${logText(error)}`);
          tellFailure(error);
          return undefined;
        }
      }),
    ),
  );
}

function isCancelled(error: unknown): boolean {
  return error instanceof vscode.CancellationError || (error as { name?: unknown } | null)?.name === 'AbortError';
}

/** The code of a failure, or the text of a defect. Failures carry no keys. */
export function logText(error: unknown): string {
  const failure = failureOf(error);
  if (failure) return JSON.stringify(failure);
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** For what runs without a command. Cancelling is silent. What failed has ended, whether or not somebody reads. */
export function tellFailure(error: unknown): void {
  if (!isCancelled(error)) void showFailure(error);
}

async function showFailure(error: unknown): Promise<void> {
  const failure = failureOf(error);
  const sentence = failure
    ? (await import('./messages.ts')).failureSentence(failure)
    : vscode.l10n.t('Something went wrong in Rolecall itself. The log has the details.');
  const helpful = failure ? remedies(failure) : [];
  // VS Code shows one line only of a notification that has no button.
  const ids: readonly CommandId[] = helpful.length > 0 ? helpful : ['rolecall.showLog'];
  const chosen = await showError(sentence, ...ids.map(commandLabel));
  const id = ids.find((each) => commandLabel(each) === chosen);
  if (id) await vscode.commands.executeCommand(id);
}
