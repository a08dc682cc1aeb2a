// The quick input: VS Code's picks and input boxes at the top of the window.
import type { Locator, Page } from 'playwright-core';
import { eventually, matches } from './eventually.ts';

export interface QuickInputItem {
  /** From the top of the list, also where that is out of sight. */
  readonly index: number;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  /** What a screen reader says. */
  readonly ariaLabel: string;
}

export class QuickInput {
  private readonly page: Page;
  private readonly widget: Locator;
  private readonly input: Locator;
  private readonly rows: Locator;

  constructor(page: Page) {
    this.page = page;
    this.widget = page.locator('.quick-input-widget:visible');
    this.rows = this.widget.locator('.quick-input-list .monaco-list-row');
    this.input = this.widget.locator('.quick-input-box input');
  }

  /** Waits until it is open, with this title, placeholder or prompt where one is given. */
  async waitFor(expected: string | RegExp = ''): Promise<void> {
    await eventually(
      `a quick input saying ${expected}`,
      () => this.heading(),
      (text) => matches(text, expected),
    );
  }

  async waitForClose(): Promise<void> {
    await this.widget.waitFor({ state: 'hidden' });
  }

  async isOpen(): Promise<boolean> {
    return this.widget.isVisible();
  }

  /** Title, step, placeholder and prompt, one a line. */
  async heading(): Promise<string> {
    const texts = await this.widget
      .locator('.quick-input-title, .quick-input-message:not(.message-hidden)')
      .allInnerTexts();
    return [...texts, (await this.input.getAttribute('placeholder')) ?? ''].filter(Boolean).join('\n');
  }

  /** Replaces what stands in the box. */
  async type(text: string): Promise<void> {
    await this.input.fill(text);
  }

  async value(): Promise<string> {
    return this.input.inputValue();
  }

  async accept(): Promise<void> {
    await this.input.press('Enter');
  }

  async cancel(): Promise<void> {
    await this.input.press('Escape');
    await this.waitForClose();
  }

  /** Types and accepts. */
  async answer(text: string): Promise<void> {
    await this.type(text);
    await this.accept();
  }

  async items(): Promise<QuickInputItem[]> {
    return this.rows.evaluateAll((rows) =>
      rows.map((row) => {
        const text = (selector: string) =>
          [...row.querySelectorAll(selector)].map((element) => element.textContent?.trim() ?? '').join(' ');
        return {
          index: Number(row.getAttribute('data-index')),
          label: text('.quick-input-list-row:first-child .label-name'),
          description: text('.quick-input-list-row:first-child .label-description'),
          detail: text('.quick-input-list-label-meta .label-name'),
          ariaLabel: row.getAttribute('aria-label') ?? '',
        };
      }),
    );
  }

  /** Clicks the first item whose label or accessible name contains or matches this. */
  async choose(expected: string | RegExp): Promise<void> {
    const found = await eventually(
      `an item ${expected}`,
      async () =>
        (await this.items()).find((item) => matches(item.label, expected) || matches(item.ariaLabel, expected)),
      (item) => item !== undefined,
    );
    await this.click(found);
  }

  /** Rows that come into sight may stand anywhere among the others in the document: only the index tells them apart. */
  private async click(item: QuickInputItem | undefined, withinMs = 30_000): Promise<void> {
    const row = this.widget.locator(`.quick-input-list .monaco-list-row[data-index="${item?.index}"]`);
    await row.click({ timeout: withinMs });
  }

  /** Clicks an inline or title button by its tooltip. */
  async press(button: string): Promise<void> {
    await this.widget.getByRole('button', { name: button }).first().click();
  }

  /** The button of an item. @param index from the top */
  async pressItemButton(index: number, button: string): Promise<void> {
    const row = this.widget.locator(`.quick-input-list .monaco-list-row[data-index="${index}"]`);
    await row.hover();
    await row.getByRole('button', { name: button }).click();
  }

  /** The same with keys alone. */
  async enterItemButton(index: number, button: string): Promise<void> {
    await this.goTo((_, at) => at === index);
    const focused = this.widget.locator('.monaco-action-bar [role="button"]:focus');
    await eventually(
      `the focus on ${button}`,
      async () => {
        const label = (await focused.count()) > 0 ? await focused.getAttribute('aria-label') : undefined;
        if (label !== button) await this.page.keyboard.press(label === undefined ? 'Tab' : 'ArrowRight');
        return label;
      },
      (label) => label === button,
    );
    await this.page.keyboard.press('Enter');
  }

  /** Goes to an item with the arrow keys. */
  async goTo(isMeant: (label: string, index: number) => boolean): Promise<void> {
    const focused = this.rows.and(this.page.locator('.focused'));
    await eventually(
      'the focus on the item',
      async () => {
        const index = (await focused.count()) > 0 ? Number(await focused.getAttribute('data-index')) : -1;
        const item = (await this.items()).find((each) => each.index === index);
        const isThere = item !== undefined && isMeant(item.label, index);
        if (!isThere) await this.page.keyboard.press('ArrowDown');
        return isThere;
      },
      (isThere) => isThere,
    );
  }

  /** What is wrong with the value in the box; empty while nothing is. */
  async validationMessage(): Promise<string> {
    const isInvalid = await this.widget
      .locator('.quick-input-box .monaco-inputbox')
      .evaluate((box) => ['error', 'warning', 'info'].some((name) => box.classList.contains(name)));
    return isInvalid ? (await this.widget.locator('.quick-input-message').allInnerTexts()).join('\n') : '';
  }

  async waitForValidationMessage(expected: string | RegExp): Promise<string> {
    return eventually(
      `a validation message ${expected}`,
      () => this.validationMessage(),
      (text) => text !== '' && matches(text, expected),
    );
  }

  /** Opens the command palette and runs the command with this title, as a person types it. */
  async runCommand(title: string): Promise<void> {
    const wanted = title.toLowerCase();
    // F1 can race with a quick input that is closing: that one is gone, or out of reach, by the time of typing. And an
    // editor that opens takes the focus, which closes the palette.
    await eventually(
      `the command ${title}`,
      async () => {
        await this.page.keyboard.press('F1');
        await this.input.waitFor({ timeout: 3_000 });
        await this.input.fill(`>${title}`, { timeout: 3_000 });
        const found = await eventually(
          `an item labelled ${title}`,
          async () => (await this.items()).find(({ label }) => label.toLowerCase() === wanted),
          (item) => item !== undefined,
          5_000,
        );
        await this.click(found, 3_000);
        return true;
      },
      (isRun) => isRun,
    );
  }
}
