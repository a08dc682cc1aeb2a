// The inputs behind the lines of the options form. Each resolves with undefined when a person goes back without a choice.
import * as vscode from 'vscode';

export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly password?: boolean;
  /** The sentence for what is wrong with a text, or undefined. */
  readonly check: (text: string) => string | undefined;
}

/** Escape goes back as well: what was filled in before is not lost by it. */
export function askText({
  title,
  prompt,
  value,
  placeholder,
  password,
  check,
}: TextQuestion): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  box.title = title;
  box.prompt = prompt;
  box.value = value;
  box.placeholder = placeholder ?? '';
  box.password = password ?? false;
  box.ignoreFocusOut = true;
  box.buttons = [vscode.QuickInputButtons.Back];
  const judge = () => {
    box.validationMessage = check(box.value.trim()) ?? '';
  };
  judge();
  return new Promise((resolve) => {
    box.onDidChangeValue(judge);
    box.onDidTriggerButton(() => box.hide());
    box.onDidAccept(() => {
      judge();
      if (box.validationMessage) return;
      resolve(box.value.trim());
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}

export interface ChoiceQuestion<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly (vscode.QuickPickItem & { readonly value: T })[];
  /** Which is the one now. */
  readonly now?: T;
}

export function askChoice<T>({ title, placeholder, items, now }: ChoiceQuestion<T>): Promise<T | undefined> {
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly value: T }>();
  pick.title = title;
  pick.placeholder = placeholder;
  pick.items = items;
  pick.activeItems = items.filter(({ value }) => value === now);
  pick.ignoreFocusOut = true;
  pick.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    pick.onDidTriggerButton(() => pick.hide());
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (!chosen) return;
      resolve(chosen.value);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** Some of `names`, or none of them. */
export function askSeveral(
  title: string,
  placeholder: string,
  names: readonly string[],
  now: readonly string[],
): Promise<readonly string[] | undefined> {
  const pick = vscode.window.createQuickPick();
  pick.title = title;
  pick.placeholder = placeholder;
  pick.canSelectMany = true;
  pick.items = names.map((label) => ({ label }));
  pick.selectedItems = pick.items.filter(({ label }) => now.includes(label));
  pick.ignoreFocusOut = true;
  pick.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    pick.onDidTriggerButton(() => pick.hide());
    pick.onDidAccept(() => {
      resolve(pick.selectedItems.map(({ label }) => label));
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** One of `known`, or a text that is typed in place and passes `check`. */
export function askKnownOrTyped({
  known,
  none,
  ...question
}: TextQuestion & { readonly known: readonly string[]; readonly none?: string }): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly value?: string }>();
  pick.title = question.title;
  pick.placeholder = question.prompt;
  pick.ignoreFocusOut = true;
  pick.buttons = [vscode.QuickInputButtons.Back];
  const given = [
    ...(none === undefined ? [] : [{ label: none, value: '' }]),
    ...known.map((value) => ({ label: value, value })),
  ];
  const show = () => {
    const typed = pick.value.trim();
    const problem = typed === '' ? undefined : question.check(typed);
    const first = problem
      ? { label: `$(info) ${problem}`, alwaysShow: true }
      : { label: typed, value: typed, alwaysShow: true };
    pick.items =
      typed === '' || known.includes(typed)
        ? given
        : [first, ...given.filter(({ value }) => value.includes(typed) && value !== '')];
  };
  show();
  pick.activeItems = given.filter(({ value }) => value === question.value);
  return new Promise((resolve) => {
    pick.onDidChangeValue(show);
    pick.onDidTriggerButton(() => pick.hide());
    pick.onDidAccept(() => {
      const value = pick.selectedItems[0]?.value;
      if (value === undefined) return;
      resolve(value);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
