// What is wrong with a bucket's name, or with the beginning of one.
import * as vscode from 'vscode';
import type { BucketNameProblem } from '../../core/bucket.ts';

export function bucketNameText(problem: BucketNameProblem): string {
  const { t } = vscode.l10n;
  switch (problem) {
    case 'empty':
      return t('Type the name of a bucket.');
    case 'length':
      return t('A bucket name has 3 to 63 characters.');
    case 'characters':
      return t('A bucket name has lower-case letters, digits, dots and hyphens.');
    case 'ip-address':
      return t('A bucket name is no IP address.');
  }
}
