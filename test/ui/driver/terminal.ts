// The integrated terminal that is active: typed in with the keyboard, read from the terminal's own buffer.
import type { Page } from 'playwright-core';
import { prompt } from '../../vscode-host/bashStartup.mjs';
import { eventually, matches } from './eventually.ts';

const activeTerminal = '.terminal-wrapper.active';

export class Terminal {
  private readonly page: Page;
  private readonly command: (title: string) => Promise<void>;

  constructor(page: Page, command: (title: string) => Promise<void>) {
    this.page = page;
    this.command = command;
  }

  /** Opens a new one and waits for its prompt. */
  async open(): Promise<void> {
    const before = await this.page.locator('.terminal-wrapper').count();
    await this.command('Terminal: Create New Terminal');
    await eventually(
      'a new terminal',
      () => this.page.locator('.terminal-wrapper').count(),
      (count) => count > before,
    );
    await this.waitForPrompt();
  }

  /** So that a reload revives none, which would be taken for one that was opened. */
  async killAll(): Promise<void> {
    await this.command('Terminal: Kill All Terminals');
    await eventually(
      'no terminal',
      () => this.page.locator('.terminal-wrapper').count(),
      (count) => count === 0,
    );
  }

  /** All lines, without the empty ones at the end; a line that the window's width broke is one line. */
  async lines(): Promise<string[]> {
    const lines = await this.page
      .locator(activeTerminal)
      .first()
      .evaluate((wrapper) => {
        // VS Code leaves xterm.js's terminal on its element.
        const { buffer } = (wrapper as unknown as { xterm: { buffer: { active: TerminalBuffer } } }).xterm;
        interface TerminalBuffer {
          readonly length: number;
          getLine(
            index: number,
          ): { readonly isWrapped: boolean; translateToString(trimRight: boolean): string } | undefined;
        }
        const joined: string[] = [];
        for (let index = 0; index < buffer.active.length; index++) {
          const line = buffer.active.getLine(index);
          const nextIsWrapped = buffer.active.getLine(index + 1)?.isWrapped ?? false;
          const text = line?.translateToString(!nextIsWrapped) ?? '';
          if (line?.isWrapped) {
            joined.push(`${joined.pop()}${text}`);
          } else {
            joined.push(text);
          }
        }
        return joined;
      });
    return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
  }

  async text(): Promise<string> {
    return (await this.lines()).join('\n');
  }

  /** Types, without Enter. */
  async type(text: string): Promise<void> {
    await this.page.locator(`${activeTerminal} textarea`).first().focus();
    await this.page.keyboard.type(text);
  }

  async waitFor(expected: string | RegExp): Promise<string> {
    return eventually(
      `the terminal showing ${expected}`,
      () => this.text(),
      (text) => matches(text, expected),
    );
  }

  async waitForPrompt(): Promise<void> {
    await eventually(
      'a prompt',
      () => this.lines(),
      (lines) => lines.at(-1)?.trim() === prompt,
    );
  }

  /** Clicks the link where `text` begins a line, with the key that opens links, once `tooltip` says that it is one. */
  async clickLink(text: string, tooltip: string): Promise<void> {
    await this.waitForPrompt();
    const wrapper = this.page.locator(activeTerminal).first();
    const cell = await wrapper.evaluate((element, wanted) => {
      const { buffer, cols, rows } = (element as unknown as { xterm: LinkTerminal }).xterm;
      interface LinkTerminal {
        readonly cols: number;
        readonly rows: number;
        readonly buffer: {
          readonly active: {
            readonly length: number;
            readonly viewportY: number;
            getLine(index: number): { translateToString(trimRight: boolean): string } | undefined;
          };
        };
      }
      for (let index = buffer.active.length - 1; index >= 0; index--) {
        const column = buffer.active.getLine(index)?.translateToString(true).indexOf(wanted) ?? -1;
        if (column === 0) return { x: (column + 3.5) / cols, y: (index - buffer.active.viewportY + 0.5) / rows };
      }
      return undefined;
    }, text);
    const box = await wrapper.locator('.xterm-screen').boundingBox();
    if (!cell || !box) throw new Error(`no ${text} in the terminal`);
    await this.page.mouse.move(box.x + box.width * cell.x, box.y + box.height * cell.y);
    await this.page.locator('.workbench-hover', { hasText: tooltip }).waitFor();
    await this.page.keyboard.down('Control');
    await this.page.mouse.click(box.x + box.width * cell.x, box.y + box.height * cell.y);
    await this.page.keyboard.up('Control');
  }

  /**
   * Types a command line, waits for the next prompt, and gives what the command printed. VS Code starts a terminal again
   * by itself where its environment changed and nobody had typed yet; a command line lost to that is typed once more.
   */
  async run(commandLine: string, withinMs?: number): Promise<string> {
    for (let startedAgain = false; ; startedAgain = true) {
      await this.waitForPrompt();
      const before = (await this.lines()).length;
      const isReady = (seen: string[]) => seen.at(-1)?.trim() === prompt;
      const isGone = (seen: string[]) => isReady(seen) && !seen.join('\n').includes(commandLine) && !startedAgain;
      await this.type(commandLine);
      await this.waitFor(commandLine);
      await this.page.keyboard.press('Enter');
      const lines = await eventually(
        `the end of ${commandLine}`,
        () => this.lines(),
        (seen) => isReady(seen) && (seen.length > before || isGone(seen)),
        withinMs,
      );
      if (!isGone(lines)) return lines.slice(before, -1).join('\n');
    }
  }
}
