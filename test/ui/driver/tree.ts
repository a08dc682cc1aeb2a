// A tree view in the side bar, found by its title. Trees draw only the rows that are in sight.
import type { Locator, Page } from 'playwright-core';
import { eventually, matches } from './eventually.ts';

export interface TreeRow {
  readonly label: string;
  readonly description: string;
  /** What a screen reader says. */
  readonly ariaLabel: string;
  /** 1 is the top. */
  readonly level: number;
  /** Undefined for a row without children. */
  readonly expanded: boolean | undefined;
}

export class Tree {
  private readonly title: string;
  private readonly pane: Locator;

  constructor(page: Page, title: string) {
    this.title = title;
    this.pane = page
      .locator('.pane')
      .filter({ has: page.locator('.pane-header .title', { hasText: new RegExp(`^${title}`) }) });
  }

  async rows(): Promise<TreeRow[]> {
    return this.pane.locator('.monaco-list-row').evaluateAll((rows) =>
      rows
        .map((row) => ({
          index: Number(row.getAttribute('data-index')),
          label: row.querySelector('.label-name')?.textContent ?? '',
          description: row.querySelector('.label-description')?.textContent ?? '',
          ariaLabel: row.getAttribute('aria-label') ?? '',
          level: Number(row.getAttribute('aria-level')),
          expanded: row.hasAttribute('aria-expanded') ? row.getAttribute('aria-expanded') === 'true' : undefined,
        }))
        .sort((one, other) => one.index - other.index)
        .map(({ index: _, ...row }) => row),
    );
  }

  /** The welcome text that stands where there are no rows. */
  async welcome(): Promise<string> {
    return (await this.pane.locator('.welcome-view-content').innerText()).trim();
  }

  async waitForWelcome(): Promise<string> {
    return eventually(
      `a welcome text in ${this.title}`,
      () => this.welcome(),
      (text) => text !== '',
    );
  }

  async pressWelcomeButton(label: string): Promise<void> {
    await this.pane.locator('.welcome-view-content').getByRole('button', { name: label }).click();
  }

  async waitForRow(label: string | RegExp, withinMs?: number): Promise<TreeRow> {
    const rows = await eventually(
      `a row ${label} in ${this.title}`,
      () => this.rows(),
      (seen) => seen.some((row) => matches(row.label, label)),
      withinMs,
    );
    return rows.find((row) => matches(row.label, label)) as TreeRow;
  }

  /** Goes to the end of the tree until the row is in sight: others have no row. One of the rows must have the focus. */
  async waitForRowAtEnd(label: string | RegExp): Promise<void> {
    await eventually(
      `${label} at the end of ${this.title}`,
      async () => {
        await this.pane.locator('.monaco-list').press('End');
        return this.rows();
      },
      (rows) => rows.some((row) => matches(row.label, label)),
    );
  }

  /** Goes back to the beginning. */
  async waitForRowAtStart(label: string | RegExp): Promise<void> {
    await eventually(
      `${label} at the start of ${this.title}`,
      async () => {
        await this.pane.locator('.monaco-list').press('Home');
        return this.rows();
      },
      (rows) => rows.some((row) => matches(row.label, label)),
    );
  }

  /** @param modifiers held meanwhile */
  async click(label: string | RegExp, modifiers: readonly 'ControlOrMeta'[] = []): Promise<void> {
    await this.clickRow(label, { modifiers: [...modifiers] });
  }

  /** Where rows of several levels have the same label. */
  async clickAt(level: number, label: string | RegExp): Promise<void> {
    await (await this.row(label, level)).click();
  }

  async collapse(label: string | RegExp): Promise<void> {
    const row = await this.row(label);
    await row.click();
    await eventually(
      `${label} collapsed`,
      () => row.getAttribute('aria-expanded'),
      (expanded) => expanded === 'false',
    );
  }

  async expand(label: string | RegExp): Promise<void> {
    const row = await this.row(label);
    if ((await row.getAttribute('aria-expanded')) === 'false') {
      await row.click();
    }
    await eventually(
      `${label} expanded`,
      () => row.getAttribute('aria-expanded'),
      (expanded) => expanded === 'true',
    );
  }

  async openContextMenu(label: string | RegExp): Promise<void> {
    await this.clickRow(label, { button: 'right' });
  }

  /** Presses a button that appears on the row under the mouse. */
  async pressRowButton(label: string | RegExp, button: string): Promise<void> {
    const row = await this.row(label);
    await row.hover();
    await row.getByRole('button', { name: button }).click();
  }

  /** Beside the title; empty while there is none. */
  async description(): Promise<string> {
    return ((await this.pane.locator('.pane-header .description').allInnerTexts())[0] ?? '').trim();
  }

  async hasFocus(): Promise<boolean> {
    return (await this.pane.locator('.monaco-list:focus').count()) > 0;
  }

  /** Goes to the row with the arrow keys. The view must have the focus. */
  async goTo(label: string | RegExp): Promise<void> {
    const list = this.pane.locator('.monaco-list');
    await list.press('Home');
    // Whoever has gone past the row, as another came before it, begins anew.
    await eventually(
      `the focus on ${label} in ${this.title}`,
      async () => {
        for (let [before, focused] = ['', await this.focused()]; before !== focused; ) {
          if (matches(focused, label)) return focused;
          await list.press('ArrowDown');
          [before, focused] = [focused, await this.focused()];
        }
        await list.press('Home');
        return '';
      },
      (focused) => focused !== '',
    );
  }

  async waitForFocus(label: string | RegExp): Promise<void> {
    await eventually(
      `the focus on ${label} in ${this.title}`,
      () => this.focused(),
      (focused) => matches(focused, label),
    );
  }

  async hasTitleButton(button: string): Promise<boolean> {
    await this.pane.locator('.pane-header').hover();
    return (await this.pane.locator('.pane-header').getByRole('button', { name: button }).count()) > 0;
  }

  /** Presses a button of the view's title bar. */
  async pressTitleButton(button: string): Promise<void> {
    await this.pane.locator('.pane-header').hover();
    await this.pane.locator('.pane-header').getByRole('button', { name: button }).click();
  }

  /** The label of the row that keys are about. */
  private async focused(): Promise<string> {
    return (await this.pane.locator('.monaco-list-row.focused .label-name').allTextContents())[0] ?? '';
  }

  /** What is found is clicked at once or looked for anew: a row that is drawn again may say other things of itself. */
  private async clickRow(label: string | RegExp, how: Parameters<Locator['click']>[0]): Promise<void> {
    await eventually(
      `${label} clicked in ${this.title}`,
      async () => {
        await (await this.row(label)).click({ ...how, timeout: 3_000 });
        return true;
      },
      (isClicked) => isClicked,
    );
  }

  private async row(label: string | RegExp, level?: number): Promise<Locator> {
    const { ariaLabel } = await this.waitForRow(label);
    const atLevel = level === undefined ? '' : `[aria-level="${level}"]`;
    return this.pane.locator(`.monaco-list-row[aria-label=${JSON.stringify(ariaLabel)}]${atLevel}`).first();
  }
}
