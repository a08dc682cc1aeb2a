// What an object is called elsewhere, on the clipboard: its key, its names in AWS, and links to it.
import * as vscode from 'vscode';
import { parseAccessPoint } from '../../core/accessPoint.ts';
import { parseArn } from '../../core/arn.ts';
import { failureError } from '../../core/failure.ts';
import { visibleName } from '../../core/objectKey.ts';
import type { ObjectStore } from '../../core/objectStore.ts';
import { nameOf, type ObjectTarget, s3Arn, s3Uri, type Target } from '../../core/objectTarget.ts';
import type { CommandHandlers } from '../../manifest.ts';
import { showInformation } from '../../platform/notices.ts';
import { withCancelWhenSlow } from '../../platform/progress.ts';
import { type Current, endOf, identityOf } from '../../session/current.ts';
import type { Watched } from '../../session/observable.ts';
import { knownOwner } from '../../session/owner.ts';

export interface ObjectLinksPorts {
  readonly store: Pick<ObjectStore, 'url' | 'consoleUrl' | 'presignedUrl'>;
  readonly current: Watched<Current>;
  readonly targets: (node: unknown, nodes: unknown) => readonly Target[];
  readonly now: () => number;
}

type Handled =
  | 'rolecall.copyObjectKey'
  | 'rolecall.copyS3Uri'
  | 'rolecall.copyObjectArn'
  | 'rolecall.copyObjectUrl'
  | 'rolecall.copyConsoleLink'
  | 'rolecall.copyPresignedLink';

const minute = 60;
const hour = 60 * minute;
/** The longest that S3 takes: seven days. */
const lifetimes = [15 * minute, hour, 12 * hour, 7 * 24 * hour];

export class ObjectLinks {
  readonly #ports: ObjectLinksPorts;

  constructor(ports: ObjectLinksPorts) {
    this.#ports = ports;
  }

  get handlers(): Pick<CommandHandlers, Handled> {
    const copyOf = (text: (target: Target) => string) => (node: unknown, nodes: unknown) =>
      this.#copy(this.#ports.targets(node, nodes).map(text));
    return {
      'rolecall.copyObjectKey': copyOf((target) => (target.kind === 'object' ? target.key : target.prefix)),
      'rolecall.copyS3Uri': copyOf(s3Uri),
      'rolecall.copyObjectArn': copyOf((target) => this.#arn(target)),
      'rolecall.copyObjectUrl': (node) => this.#copyUrl(this.#object(node)),
      'rolecall.copyConsoleLink': (node) => this.#copyConsoleLink(this.#ports.targets(node, undefined)[0]),
      'rolecall.copyPresignedLink': (node) => this.#copyPresigned(this.#object(node)),
    };
  }

  async #copy(texts: readonly string[]): Promise<void> {
    if (texts.length > 0) await vscode.env.clipboard.writeText(texts.join('\n'));
  }

  #arn(target: Target): string {
    const partition = parseArn(identityOf(this.#ports.current.value)?.arn ?? '')?.partition ?? 'aws';
    return s3Arn(target, partition);
  }

  #object(node: unknown): ObjectTarget | undefined {
    const [target] = this.#ports.targets(node, undefined);
    return target?.kind === 'object' ? target : undefined;
  }

  async #copyUrl(target: ObjectTarget | undefined): Promise<void> {
    if (!target) return;
    const title = vscode.l10n.t('Looking for the bucket');
    await this.#copy([await withCancelWhenSlow(title, (signal) => this.#ports.store.url(target, { signal }))]);
  }

  async #copyConsoleLink(target: Target | undefined): Promise<void> {
    const { t } = vscode.l10n;
    if (!target) return;
    if (parseAccessPoint(target.bucket)) {
      const problem = t('Rolecall knows no page of the AWS console for an access point.');
      throw failureError({ code: 'input-invalid', value: s3Uri(target), problem });
    }
    const title = t('Looking for the bucket');
    await this.#copy([await withCancelWhenSlow(title, (signal) => this.#ports.store.consoleUrl(target, { signal }))]);
  }

  async #copyPresigned(target: ObjectTarget | undefined): Promise<void> {
    const { t } = vscode.l10n;
    if (!target) return;
    const current = this.#ports.current.value;
    const owner = knownOwner(current);
    const sessionEnd = endOf(current);
    const left = sessionEnd === undefined ? Number.POSITIVE_INFINITY : (sessionEnd - this.#ports.now()) / 1000;
    const chosen = await vscode.window.showQuickPick(
      lifetimes.map((seconds) => ({
        label: lifetimeText(seconds),
        description: seconds > left ? t('dies before, with the session: {0}', timeText(sessionEnd ?? 0)) : '',
        seconds,
      })),
      {
        title: t('Presigned Link to {0}', visibleName(nameOf(target))),
        placeHolder: t('Whoever has the link reads the object as {0}. For how long?', owner.name),
      },
    );
    if (!chosen) return;
    const seconds = Math.max(1, Math.floor(Math.min(chosen.seconds, left)));
    const begin = this.#ports.now();
    const link = await withCancelWhenSlow(t('Looking for the bucket'), (signal) =>
      this.#ports.store.presignedUrl(target, seconds, { owner, signal }),
    );
    await this.#copy([link]);
    const end = timeText(begin + seconds * 1000);
    void showInformation(
      chosen.seconds > left
        ? t('The link is copied. It dies at {0}: with the role session, and not after {1}.', end, chosen.label)
        : t('The link is copied. It dies at {0}.', end),
    );
  }
}

function lifetimeText(seconds: number): string {
  const { t } = vscode.l10n;
  if (seconds < hour) return t('{0} minutes', seconds / minute);
  if (seconds < 24 * hour) return seconds === hour ? t('1 hour') : t('{0} hours', seconds / hour);
  return t('{0} days', seconds / (24 * hour));
}

/** @param time Milliseconds since the epoch. */
function timeText(time: number): string {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'short' });
}
