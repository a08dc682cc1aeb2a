// Progress of what is done in steps, with how much of it is done.
import type * as vscode from 'vscode';
import { shown } from './progress.ts';

/** Each report goes to another process. */
const reportEveryMs = 100;

/** Tells that so much more is done. */
export type Step = (more: number) => void;

/**
 * As `withCancel` of platform/progress. `all` is the sum of them, where that is known; `text` words what is done so
 * far, as a plain number if it is not given.
 */
export async function withSteps<T>(
  title: string,
  all: number | undefined,
  run: (signal: AbortSignal, step: Step) => Promise<T>,
  text: (done: number) => string = (done) => done.toLocaleString(),
): Promise<T> {
  const controller = new AbortController();
  let [done, told, toldAt] = [0, 0, 0];
  let progress: vscode.Progress<{ message: string; increment?: number }> | undefined;
  const step: Step = (more) => {
    done += more;
    if (done < (all ?? Number.POSITIVE_INFINITY) && Date.now() - toldAt < reportEveryMs) return;
    toldAt = Date.now();
    const message = all === undefined ? text(done) : `${text(done)} / ${text(all)}`;
    progress?.report({ message, ...(all && { increment: (100 * (done - told)) / all }) });
    told = done;
  };
  const running = run(controller.signal, step);
  return shown(title, controller, running, (to) => {
    progress = to;
  });
}
