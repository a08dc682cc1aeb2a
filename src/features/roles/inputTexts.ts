// What is said while a role ARN, a session name or a key is being typed: one sentence a problem.
import * as vscode from 'vscode';
import type { RoleArnProblem } from '../../core/arn.ts';
import type { AssumeRoleProblem, SessionNameProblem } from '../../core/assumeRoleRequest.ts';

export function roleArnText(problem: RoleArnProblem): string {
  const { t } = vscode.l10n;
  switch (problem) {
    case 'empty':
      return t('Type or paste the ARN of the role.');
    case 'name-only':
      return t('That is only a name. A role ARN has the account too: arn:aws:iam::<account>:role/<name>');
    case 'incomplete':
      return t('The ARN is not complete. It ends with role/<name>: arn:aws:iam::<account>:role/<name>');
    case 'not-a-role':
      return t('That is the ARN of something else. Only a role can be assumed: arn:aws:iam::<account>:role/<name>');
    case 'assumed-role':
      return t('That names a session of a role. The role itself is arn:aws:iam::<account>:role/<name>');
    case 'unknown-partition':
      return t('The second part is no AWS partition. It is usually "aws".');
    case 'account-not-12-digits':
      return t('The account has 12 digits, and no region stands before it: arn:aws:iam::<account>:role/<name>');
    case 'bad-characters':
      return t('A role has only letters, digits and _+=,.@- in its name.');
    case 'too-long':
      return t('A role ARN has 2,048 characters at most.');
  }
}

export function sessionNameText(problem: SessionNameProblem): string {
  const { t } = vscode.l10n;
  switch (problem) {
    case 'too-short':
      return t('A session name has at least 2 characters.');
    case 'too-long':
      return t('A session name has 64 characters at most.');
    case 'spaces':
      return t('A session name has no spaces.');
    case 'bad-characters':
      return t('A session name has only letters, digits and _+=,.@-');
  }
}

export function assumeRoleProblemText(problem: AssumeRoleProblem): string {
  switch (problem.field) {
    case 'roleArn':
      return roleArnText(problem.problem);
    case 'roleSessionName':
      return sessionNameText(problem.problem);
    case 'externalId':
      return vscode.l10n.t('An external id has 2 to 1,224 letters, digits and _+=,.@:/-');
    case 'durationSeconds':
      return vscode.l10n.t('A session lasts 900 to 43,200 seconds.');
  }
}
