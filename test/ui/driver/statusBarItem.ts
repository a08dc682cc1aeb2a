// One item of the status bar.
import type { Locator, Page } from 'playwright-core';
import { eventually, matches } from './eventually.ts';

export class StatusBarItem {
  private readonly page: Page;
  private readonly id: string;
  private readonly item: Locator;

  constructor(page: Page, id: string) {
    this.page = page;
    this.id = id;
    // VS Code prefixes an extension's id.
    this.item = page.locator(`.statusbar-item[id$=${JSON.stringify(`.${id}`)}]`);
  }

  async text(): Promise<string> {
    return (await this.item.innerText()).trim();
  }

  async waitForText(expected: string | RegExp, withinMs?: number): Promise<string> {
    return eventually(
      `status bar item ${this.id} saying ${expected}`,
      () => this.text(),
      (text) => matches(text, expected),
      withinMs,
    );
  }

  /** What a screen reader says. */
  async ariaLabel(): Promise<string> {
    return (await this.item.getAttribute('aria-label')) ?? '';
  }

  /** The names of its codicons, without `codicon-`. */
  async icons(): Promise<string[]> {
    const names = await this.item.locator('.codicon').evaluateAll((icons) => icons.map((icon) => [...icon.classList]));
    return names.flat().flatMap((name) => /^codicon-(.+)$/.exec(name)?.[1] ?? []);
  }

  async background(): Promise<'none' | 'warning' | 'error'> {
    const classes = (await this.item.getAttribute('class')) ?? '';
    return classes.includes('error-kind') ? 'error' : classes.includes('warning-kind') ? 'warning' : 'none';
  }

  async click(): Promise<void> {
    await this.item.locator('a').first().click();
  }

  /** Hovers until the tooltip is there, and gives its text. It stays open until the mouse moves away. */
  async tooltip(): Promise<string> {
    // To the middle, where nothing has a tooltip of its own.
    await this.page.mouse.move(640, 300);
    await this.item.hover();
    const hover = this.page.locator('.workbench-hover:visible').last();
    const text = await eventually(
      `the tooltip of ${this.id}`,
      () => hover.innerText(),
      (shown) => shown.trim() !== '',
    );
    // VS Code keeps the spaces of plain text by making them hard.
    return text.replaceAll('\u00a0', ' ');
  }

  async waitForTooltip(expected: string | RegExp): Promise<string> {
    return eventually(
      `the tooltip of ${this.id} saying ${expected}`,
      () => this.tooltip(),
      (text) => matches(text, expected),
    );
  }
}
