// Objects in the bucket view and as documents, as a person handles them.
import { eventually } from './eventually.ts';
import type { Tree } from './tree.ts';
import type { Workbench } from './workbench.ts';

export class ObjectsView {
  private readonly workbench: Workbench;
  private readonly tree: Tree;

  constructor(workbench: Workbench, tree: Tree) {
    this.workbench = workbench;
    this.tree = tree;
  }

  /** Chooses an item of a row's context menu. */
  async menu(row: string | RegExp, item: string): Promise<void> {
    const { menu } = this.workbench;
    // A tree that is drawn anew closes a menu that has just opened.
    await eventually(
      `${item} in the menu of ${row}`,
      async () => {
        await this.tree.openContextMenu(row);
        if (!(await menu.items()).includes(item)) return false;
        await menu.choose(item, 10_000);
        return true;
      },
      (isChosen) => isChosen,
    );
  }

  async waitForNoRow(label: string): Promise<void> {
    await eventually(
      `no row ${label}`,
      () => this.tree.rows(),
      (rows) => !rows.some((row) => row.label === label),
    );
  }

  /** Replaces all of the document in sight. */
  async type(text: string): Promise<void> {
    const { page } = this.workbench;
    await page.locator('.editor-group-container.active .view-line').first().click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(text);
  }

  async save(): Promise<void> {
    await this.workbench.page.keyboard.press('ControlOrMeta+s');
  }

  /**
   * Into VS Code's dialog for files. It may write the folder that it starts in over what was typed, and an acceptance that
   * comes before what was typed has been looked for completes it only.
   *
   * @param wanted on this machine, of a folder with a slash
   */
  async enterPath(wanted: string, accept: () => Promise<void>): Promise<void> {
    const { page, quickInput } = this.workbench;
    await eventually(
      'the dialog closed',
      async () => {
        if (await quickInput.isOpen()) {
          if ((await quickInput.value()) !== wanted) await quickInput.type(wanted);
          await accept();
        }
        return page
          .locator('.quick-input-widget:visible')
          .waitFor({ state: 'hidden', timeout: 1_000 })
          .then(
            () => true,
            () => false,
          );
      },
      (isClosed) => isClosed,
    );
  }
}
