// What a source is called, wherever a person reads it.
import * as vscode from 'vscode';
import type { Source } from '../core/chain.ts';
import { printedKey } from '../core/credentials.ts';

export function sourceName(source: Source): string {
  const { t } = vscode.l10n;
  switch (source.kind) {
    case 'automatic':
      return t('AWS default');
    case 'profile':
      return t('profile {0}', source.profile);
    case 'environment':
      return t('environment variables');
    case 'accessKey':
      return t('access key {0}', printedKey(source.accessKeyId));
    case 'container':
      return t('container credentials');
    case 'instance':
      return t('role of the EC2 instance');
    case 'practice':
      return t('practice account');
  }
}
