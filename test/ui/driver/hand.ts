// The two ways to the same actions on objects: with the mouse, and with keys alone.
import type { Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import type { ObjectsView } from './objectsView.ts';
import type { Tree } from './tree.ts';
import type { Workbench } from './workbench.ts';

export interface Hand {
  readonly name: 'mouse' | 'keyboard';
  expand(row: string): Promise<void>;
  open(row: string): Promise<void>;
  /** Replaces all of the document that was opened. */
  type(text: string): Promise<void>;
  /** An item of the row's context menu, or of the menu behind one. */
  choose(row: string, item: string, behind?: string): Promise<void>;
  rename(row: string): Promise<void>;
  remove(row: string): Promise<void>;
  /** Selects both, and deletes. */
  removeBoth(row: string, other: string): Promise<void>;
  /** Of the view itself, by its title in the palette without the category. */
  run(title: string): Promise<void>;
  answer(question: string, button: string): Promise<void>;
  pick(item: string): Promise<void>;
  /** The button of an item in a list. @param index from the top */
  pickButton(index: number, button: string): Promise<void>;
  /** In VS Code's dialog for files. @param path on this machine, of a folder with a slash */
  enterPath(path: string, button: string): Promise<void>;
  /** Opens the last file of the last folder in the Explorer, which is in sight. */
  openLastInExplorer(): Promise<void>;
}

export class Mouse implements Hand {
  readonly name = 'mouse';
  readonly #workbench: Workbench;
  readonly #tree: Tree;
  readonly #view: ObjectsView;

  constructor(workbench: Workbench, tree: Tree, view: ObjectsView) {
    this.#workbench = workbench;
    this.#tree = tree;
    this.#view = view;
  }

  expand(row: string): Promise<void> {
    return this.#tree.expand(row);
  }

  open(row: string): Promise<void> {
    return this.#tree.click(row);
  }

  type(text: string): Promise<void> {
    return this.#view.type(text);
  }

  async choose(row: string, item: string, behind?: string): Promise<void> {
    if (behind === undefined) return this.#view.menu(row, item);
    await this.#tree.openContextMenu(row);
    await this.#workbench.menu.openSubmenu(item);
    await this.#workbench.menu.choose(behind);
  }

  rename(row: string): Promise<void> {
    return this.#view.menu(row, 'Rename or Move…');
  }

  remove(row: string): Promise<void> {
    return this.#view.menu(row, 'Delete');
  }

  async removeBoth(row: string, other: string): Promise<void> {
    await this.#tree.click(row);
    await this.#tree.click(other, ['ControlOrMeta']);
    await this.#view.menu(other, 'Delete');
  }

  async run(title: string): Promise<void> {
    if (await this.#tree.hasTitleButton(title)) return this.#tree.pressTitleButton(title);
    await this.#tree.pressTitleButton('More Actions...');
    await this.#workbench.menu.choose(title);
  }

  async answer(question: string, button: string): Promise<void> {
    await this.#workbench.dialog.waitFor(question);
    await this.#workbench.dialog.press(button);
  }

  pick(item: string): Promise<void> {
    return this.#workbench.quickInput.choose(item);
  }

  pickButton(index: number, button: string): Promise<void> {
    return this.#workbench.quickInput.pressItemButton(index, button);
  }

  enterPath(path: string, button: string): Promise<void> {
    return this.#view.enterPath(path, () => this.#workbench.quickInput.press(button));
  }

  async openLastInExplorer(): Promise<void> {
    const rows = explorerRows(this.#workbench.page);
    const folder = rows.filter({ hasText: '(S3)' }).last();
    await eventually(
      'the last folder unfolded',
      async () => {
        if ((await folder.getAttribute('aria-expanded')) === 'false') await folder.click();
        return rows.last().getAttribute('aria-level');
      },
      (level) => level === '2',
    );
    await rows.last().click();
  }
}

export class Keyboard implements Hand {
  readonly name = 'keyboard';
  readonly #workbench: Workbench;
  readonly #tree: Tree;
  readonly #view: ObjectsView;

  constructor(workbench: Workbench, tree: Tree, view: ObjectsView) {
    this.#workbench = workbench;
    this.#tree = tree;
    this.#view = view;
  }

  async expand(row: string): Promise<void> {
    await this.#goTo(row);
    await this.#press('ArrowRight');
    await eventually(
      `${row} expanded`,
      () => this.#tree.rows(),
      (rows) => rows.some(({ label, expanded }) => label.includes(row) && expanded),
    );
  }

  async open(row: string): Promise<void> {
    await this.#goTo(row);
    await this.#press('Enter');
  }

  async type(text: string): Promise<void> {
    await this.#workbench.page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
    await this.#press('ControlOrMeta+a');
    await this.#workbench.page.keyboard.type(text);
  }

  async choose(row: string, item: string, behind?: string): Promise<void> {
    const { menu } = this.#workbench;
    // A tree that is drawn anew closes a menu that has just opened.
    await eventually(
      `${item} in the menu of ${row}`,
      async () => {
        await this.#goTo(row);
        await this.#press('Shift+F10');
        await menu.goTo(item);
        if (behind === undefined) return true;
        await this.#press('ArrowRight');
        await menu.goTo(behind);
        return true;
      },
      (isThere) => isThere,
    );
    await menu.enter();
  }

  async rename(row: string): Promise<void> {
    await this.#goTo(row);
    await this.#press('F2');
  }

  async remove(row: string): Promise<void> {
    await this.#goTo(row);
    await this.#press('Delete');
  }

  async removeBoth(row: string, other: string): Promise<void> {
    await this.#goTo(row);
    // What was selected before no longer is.
    await this.#press('Escape');
    for (const each of [row, other]) {
      await this.#goTo(each);
      await this.#press('ControlOrMeta+Shift+Enter');
    }
    await this.#press('Delete');
  }

  run(title: string): Promise<void> {
    return this.#workbench.command(`Rolecall: ${title}`);
  }

  async answer(question: string, button: string): Promise<void> {
    await this.#workbench.dialog.waitFor(question);
    await this.#workbench.dialog.enter(button);
  }

  async pick(item: string): Promise<void> {
    await this.#workbench.quickInput.goTo((label) => label.includes(item));
    await this.#press('Enter');
  }

  pickButton(index: number, button: string): Promise<void> {
    return this.#workbench.quickInput.enterItemButton(index, button);
  }

  enterPath(path: string): Promise<void> {
    return this.#view.enterPath(path, () => this.#press('Enter'));
  }

  async openLastInExplorer(): Promise<void> {
    const rows = explorerRows(this.#workbench.page);
    await this.#workbench.command('File: Focus on Files Explorer');
    const focused = rows.and(this.#workbench.page.locator('.focused'));
    // A folder that is folded is the last row itself.
    await eventually(
      'the last file',
      async () => {
        await this.#press('End');
        const level = (await focused.count()) > 0 ? await focused.getAttribute('aria-level') : '';
        if (level === '1') await this.#press('ArrowRight');
        return level;
      },
      (level) => level === '2',
    );
    await this.#press('Enter');
  }

  async #goTo(row: string): Promise<void> {
    if (!(await this.#tree.hasFocus())) {
      await this.#workbench.command('Rolecall: Focus on Buckets View');
      await eventually('the focus in the view', () => this.#tree.hasFocus(), Boolean);
    }
    await this.#tree.goTo(row);
  }

  #press(key: string): Promise<void> {
    return this.#workbench.page.keyboard.press(key);
  }
}

function explorerRows(page: Page) {
  return page.locator('.explorer-folders-view .monaco-list-row');
}
