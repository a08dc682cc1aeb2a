// What a person reads where buckets can be looked for: what it does, whom it asks, and that nothing was found.
import * as vscode from 'vscode';
import type { EvidenceKind } from './bucketNode.ts';

export function evidenceTexts(of: EvidenceKind) {
  const { t } = vscode.l10n;
  switch (of) {
    case 'files':
      return {
        label: t("Named in this workspace's files"),
        tooltip: t('Looks through the files when you open it. AWS is asked for a bucket only when you open that.'),
        nothing: t('No file names a bucket.'),
      };
    case 'policies':
      return {
        label: t("Look for buckets in this role's policies"),
        tooltip: t(
          'Asks IAM when you open it, as its logs will show. AWS is asked for a bucket only when you open that.',
        ),
        nothing: t('No policy names a bucket.'),
      };
    case 'grants':
      return {
        label: t('Look for buckets in S3 Access Grants'),
        tooltip: t(
          'Asks S3 when you open it, as its logs will show, for the access grants of the current identity. A bucket that they name is opened with the keys that you have, not with those that a grant would give.',
        ),
        nothing: t('No access grant names a bucket.'),
      };
  }
}
