// What is said while a parameter of AssumeRole is being typed, or was given wrongly: one sentence a problem.
import * as vscode from 'vscode';
import type { RoleArnProblem } from '../../core/arn.ts';
import type { FieldType } from '../../core/assumeRoleFields.ts';
import { type AssumeRoleProblem, type SessionNameProblem, sessionNameProblem } from '../../core/assumeRoleRequest.ts';

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

function sessionNameText(problem: SessionNameProblem): string {
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
    case 'mfaSerial':
      return vscode.l10n.t(
        'An MFA device is named by its ARN (arn:aws:iam::<account>:mfa/<name>) or its serial number.',
      );
    case 'policy':
      return vscode.l10n.t('A session policy is a JSON object of 2,048 characters at most.');
    case 'policyArns':
      return vscode.l10n.t('Session policies are up to 10 ARNs of managed policies (arn:aws:iam::aws:policy/<name>).');
    case 'tags':
      return vscode.l10n.t(
        'A session has up to 50 tags, with keys of up to 128 and values of up to 256 letters, digits, spaces and _.:/=+-@',
      );
    case 'transitiveTagKeys':
      return vscode.l10n.t('Only tags that the session has can go on to the next role.');
    case 'sourceIdentity':
      return vscode.l10n.t('A source identity has 2 to 64 letters, digits and _+=,.@-');
  }
}

/** Of a value that came from a settings file or another extension. */
export function wrongTypeText(field: string, type: FieldType): string {
  const { t } = vscode.l10n;
  switch (type) {
    case 'text':
      return t('{0} has to be a text.', field);
    case 'number':
      return t('{0} has to be a number.', field);
    case 'texts':
      return t('{0} has to be a list of texts.', field);
    case 'texts-by-name':
      return t('{0} has to be an object of texts, such as { "team": "blue" }.', field);
  }
}

export function wrongWayText(): string {
  return vscode.l10n.t('via has to be a list of roles, each with its roleArn and without a source of its own.');
}

export function askSessionName(suggestion: string): Thenable<string | undefined> {
  const { t } = vscode.l10n;
  return vscode.window.showInputBox({
    title: t('Session Name'),
    prompt: t('Yours to choose. It becomes part of who you are, and stands in the logs of the account.'),
    value: suggestion,
    ignoreFocusOut: true,
    validateInput: (value) => {
      const problem = sessionNameProblem(value);
      return problem && sessionNameText(problem);
    },
  });
}
