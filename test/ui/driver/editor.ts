// The editor in sight.
import type { Page } from 'playwright-core';
import { eventually, matches } from './eventually.ts';

export class Editor {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async title(): Promise<string> {
    return (await this.page.locator('.editor-group-container.active .tab.active .label-name').innerText()).trim();
  }

  /** The lines in sight. */
  async text(): Promise<string> {
    const lines = await this.page.locator('.editor-group-container.active .view-line').evaluateAll((elements) =>
      elements
        .map((element) => ({
          top: Number.parseFloat((element as unknown as { style: { top: string } }).style.top),
          text: element.textContent ?? '',
        }))
        .sort((one, other) => one.top - other.top)
        .map(({ text }) => text.replaceAll('\u00a0', ' ')),
    );
    return lines.join('\n');
  }

  async waitForText(expected: string | RegExp): Promise<string> {
    return eventually(
      `an editor showing ${expected}`,
      () => this.text(),
      (text) => matches(text, expected),
    );
  }
}
