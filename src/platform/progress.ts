// Progress that can be cancelled.
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { unlinked } from './notices.ts';

/** What takes no longer is done before a person could press anything. */
const shortMs = 500;

/** Rejects with an AbortError as soon as the cancel button is pressed, even where `run` is slow to heed its signal. */
export async function withCancel<T>(title: string, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  return shown(title, controller, run(controller.signal));
}

/** As `withCancel`, and shows nothing of what is done at once: for what a person does often. */
export async function withCancelWhenSlow<T>(title: string, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const running = run(controller.signal);
  return (await endsWithin(running, shortMs)) ? running : shown(title, controller, running);
}

/** Whether `running` has an outcome by then, good or bad. Never rejects. */
export async function endsWithin(running: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const ended = () => true;
  const late = delay(ms, false, { signal: timer.signal }).catch(ended);
  const isEnded = await Promise.race([running.then(ended, ended), late]);
  timer.abort();
  return isEnded;
}

/** With a cancel button, which ends `controller` and rejects with an AbortError at once. */
export async function shown<T>(
  title: string,
  controller: AbortController,
  running: Promise<T>,
  reportTo: (progress: vscode.Progress<{ message: string; increment?: number }>) => void = () => {},
): Promise<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: unlinked(title), cancellable: true },
    (progress, token) => {
      reportTo(progress);
      return Promise.race([
        running,
        new Promise<never>((_resolve, reject) => {
          token.onCancellationRequested(() => {
            controller.abort();
            reject(controller.signal.reason);
          });
        }),
      ]);
    },
  );
}
