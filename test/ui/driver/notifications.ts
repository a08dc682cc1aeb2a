// Notification toasts, modal dialogs and context menus.
import type { Locator, Page } from 'playwright-core';
import { eventually, matches } from './eventually.ts';

export class Notifications {
  private readonly items: Locator;

  constructor(page: Page) {
    this.items = page.locator('.notification-toast:visible .notification-list-item');
  }

  /** The messages in sight, newest first. */
  async read(): Promise<string[]> {
    const texts = await this.items.locator('.notification-list-item-message').allInnerTexts();
    return texts.map((text) => text.trim());
  }

  async waitFor(expected: string | RegExp): Promise<string> {
    const seen = await eventually(
      `a notification ${expected}`,
      () => this.read(),
      (messages) => messages.some((message) => matches(message, expected)),
    );
    return seen.find((message) => matches(message, expected)) as string;
  }

  async waitForNone(unwanted: string | RegExp): Promise<void> {
    await eventually(
      `no notification ${unwanted}`,
      () => this.read(),
      (messages) => !messages.some((message) => matches(message, unwanted)),
    );
  }

  async buttons(message: string | RegExp): Promise<string[]> {
    return this.item(message).locator('.notification-list-item-buttons-container .monaco-button').allInnerTexts();
  }

  async press(message: string | RegExp, button: string): Promise<void> {
    await this.waitFor(message);
    await this.item(message).getByRole('button', { name: button, exact: true }).click();
  }

  private item(message: string | RegExp): Locator {
    return this.items.filter({ hasText: message }).first();
  }
}

export class Dialog {
  private readonly box: Locator;

  constructor(page: Page) {
    this.box = page.locator('.monaco-dialog-box:visible');
  }

  async isOpen(): Promise<boolean> {
    return this.box.isVisible();
  }

  async waitFor(expected: string | RegExp = ''): Promise<string> {
    return eventually(
      `a dialog ${expected}`,
      () => this.box.innerText(),
      (text) => matches(text, expected),
    );
  }

  async press(button: string): Promise<void> {
    await this.box.getByRole('button', { name: button, exact: true }).click();
    await this.box.waitFor({ state: 'hidden' });
  }

  /** The same with keys alone. */
  async enter(button: string): Promise<void> {
    const { keyboard } = this.box.page();
    await eventually(
      `the focus on ${button}`,
      async () => {
        const focused = (await this.box.locator('.monaco-button:focus').allInnerTexts())[0];
        if (focused !== button) await keyboard.press('Tab');
        return focused;
      },
      (focused) => focused === button,
    );
    await keyboard.press('Enter');
    await this.box.waitFor({ state: 'hidden' });
  }
}

export class Menu {
  private readonly page: Page;
  private readonly entries: Locator;

  constructor(page: Page) {
    this.page = page;
    // The menu is in a shadow root, which Playwright looks into.
    this.entries = page.locator('.monaco-menu .action-item:not(.disabled) .action-label:not(.separator)');
  }

  async items(): Promise<string[]> {
    await this.entries.first().waitFor();
    return (await this.entries.allInnerTexts()).map((text) => text.trim());
  }

  async choose(label: string, withinMs?: number): Promise<void> {
    const entry = this.entries.filter({ hasText: label }).first();
    // A menu that has just opened ignores clicks, lest the one that opened it chooses.
    await eventually(
      `the menu closed by choosing ${label}`,
      async () => {
        await entry.click({ timeout: 2_000 });
        return entry.waitFor({ state: 'hidden', timeout: 500 }).then(
          () => true,
          () => false,
        );
      },
      (isClosed) => isClosed,
      withinMs,
    );
  }

  /** Opens the menu behind an entry, whose own entries are there then as well. */
  async openSubmenu(label: string): Promise<void> {
    await this.entries.getByText(label, { exact: true }).hover();
    await eventually(
      `the menu behind ${label}`,
      async () => this.page.locator('.monaco-submenu').count(),
      (count) => count > 0,
    );
  }

  /** With the arrow keys. */
  async goTo(label: string): Promise<void> {
    await this.entries.getByText(label, { exact: true }).first().waitFor({ timeout: 2_000 });
    // The menu behind an item lies inside of it.
    const focused = this.page.locator('.monaco-menu .action-item.focused > .action-menu-item > .action-label').last();
    let before: string | undefined;
    let key = 'ArrowDown';
    await eventually(
      `the focus on ${label}`,
      async () => {
        const text = (await focused.count()) > 0 ? (await focused.innerText()).trim() : '';
        // At the end it goes no further.
        if (text === before) key = key === 'ArrowDown' ? 'ArrowUp' : 'ArrowDown';
        before = text;
        if (text !== label) await this.page.keyboard.press(key);
        return text;
      },
      (text) => text === label,
      10_000,
    );
  }

  /** What has the focus. */
  async enter(): Promise<void> {
    await this.page.keyboard.press('Enter');
    await this.entries.first().waitFor({ state: 'hidden' });
  }

  async close(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.entries.first().waitFor({ state: 'hidden' });
  }
}
