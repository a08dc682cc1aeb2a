// The questions for what a chain starts from: which source, and an access key to be held.
import * as vscode from 'vscode';
import type { Source } from '../../core/chain.ts';
import type { Credentials } from '../../core/credentials.ts';
import { sourceName } from '../../platform/sourceName.ts';

export interface KnownSources {
  readonly profiles: readonly string[];
  readonly accessKeyIds: readonly string[];
  /** The practice account runs. */
  readonly practice: boolean;
}

/** `add`: another access key is to be typed in first. */
export async function askSource(known: KnownSources): Promise<Source | 'add' | undefined> {
  const { t } = vscode.l10n;
  const sources: Source[] = [
    { kind: 'automatic' },
    ...known.profiles.map((profile): Source => ({ kind: 'profile', profile })),
    ...(process.env.AWS_ACCESS_KEY_ID ? [{ kind: 'environment' } as const] : []),
    ...known.accessKeyIds.map((accessKeyId): Source => ({ kind: 'accessKey', accessKeyId })),
    ...(known.practice ? [{ kind: 'practice' } as const] : []),
  ];
  const items = sources.map((source) => ({ label: sourceName(source), source }));
  const add = { label: `$(add) ${t('Add Access Key…')}`, source: 'add' } as const;
  const chosen = await vscode.window.showQuickPick([...items, add], {
    title: t('Choose Source'),
    placeHolder: t('Where a chain of roles starts'),
  });
  return chosen?.source;
}

/** Resolves with undefined when either question was closed. */
export async function askAccessKey(): Promise<Credentials | undefined> {
  const { t } = vscode.l10n;
  const accessKeyId = (
    await vscode.window.showInputBox({
      title: t('Add Access Key (1 of 2)'),
      prompt: t('The access key ID of a user; it begins with AKIA.'),
      ignoreFocusOut: true,
      validateInput: (value) => accessKeyIdText(value.trim()),
    })
  )?.trim();
  if (!accessKeyId) return undefined;
  const secretAccessKey = (
    await vscode.window.showInputBox({
      title: t('Add Access Key (2 of 2)'),
      prompt: t('The secret access key. It is held in the secret storage of VS Code only.'),
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) =>
        /^\S{16,128}$/.test(value.trim()) ? undefined : t('A secret access key has 40 characters and no spaces.'),
    })
  )?.trim();
  return secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
}

function accessKeyIdText(value: string): string | undefined {
  const { t } = vscode.l10n;
  if (value.startsWith('ASIA'))
    return t('Keys that begin with ASIA belong to a session and end with it. Use the key of a user (AKIA…).');
  return /^[A-Z0-9]{16,128}$/.test(value) ? undefined : t('An access key ID has 20 capital letters and digits.');
}
