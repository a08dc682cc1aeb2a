// The list of terminals beside the one in sight. VS Code shows it for several, or always where it is set to.
import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';

export interface TerminalTab {
  readonly title: string;
  /** As its codicon is called. */
  readonly icon: string;
  /** As `terminal.` knows it; empty for none. */
  readonly color: string;
  /** What an extension put behind the title; empty for nothing, and for VS Code's own signs, which are in a font of its. */
  readonly badge: string;
}

/** In pixels: away from the buttons that come under the mouse, and from what they say. */
const titleOf = { x: 12, y: 8 };

export class TerminalTabs {
  private readonly entries: Locator;

  constructor(page: Page) {
    // A row that is drawn over keeps its entry.
    this.entries = page.locator('.terminal-tabs-entry').filter({ has: page.locator('.label-name') });
  }

  /** From the top. */
  async read(): Promise<TerminalTab[]> {
    return this.entries.evaluateAll((entries) => {
      // The page's own function: these files are checked without the browser's types.
      const { getComputedStyle } = globalThis as unknown as {
        getComputedStyle(of: unknown, part: string): { content: string };
      };
      return entries.map((entry) => {
        const label = entry.querySelector('.monaco-icon-label');
        const content = label ? getComputedStyle(label, '::after').content : 'none';
        const classes = [...entry.querySelectorAll('*'), entry]
          .map((each) => each.getAttribute('class') ?? '')
          .join(' ');
        return {
          title: label?.querySelector('.label-name')?.textContent?.trim() ?? '',
          icon:
            /codicon-(?!modifier)([\w-]+)/.exec(label?.querySelector('.codicon')?.getAttribute('class') ?? '')?.[1] ??
            '',
          color: /terminal-icon-terminal_(\w+)/.exec(classes)?.[1] ?? '',
          badge: /^"([^\ue000-\uf8ff]*)"$/.exec(content)?.[1] ?? '',
        };
      });
    });
  }

  async waitFor(what: string, accept: (tabs: readonly TerminalTab[]) => boolean): Promise<TerminalTab[]> {
    return eventually(what, () => this.read(), accept);
  }

  /** @param index from the top, from 0 */
  async show(index: number): Promise<void> {
    await this.entries.nth(index).click({ position: titleOf });
  }

  async openContextMenu(index: number): Promise<void> {
    await this.entries.nth(index).click({ button: 'right', position: titleOf });
  }
}
