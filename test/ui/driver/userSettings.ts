// The user's settings, changed as a person does it while the window is open: a window in a browser does not notice that
// their file was written by somebody else.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from './eventually.ts';
import type { Workbench } from './workbench.ts';

/**
 * Leaves the editor open: what comes of the change may be a dialog already. The window's `workbench.editor.useModal` is
 * to be `off`, since above a modal editor no command can be run.
 */
export async function changeUserSettings(
  workbench: Workbench,
  changes: Readonly<Record<string, unknown>>,
): Promise<void> {
  const file = path.join(workbench.folders.userDataDir, 'User/settings.json');
  const wanted = JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...changes });
  const { page, editor } = workbench;
  await workbench.command('Preferences: Open User Settings (JSON)');
  await editor.waitForText('"workbench.colorTheme"');
  await page.locator('.editor-group-container.active .view-line').first().click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(wanted);
  // What the editor closes by itself.
  await page.keyboard.press('Control+Shift+End');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Control+S');
  await eventually(
    'the settings saved',
    async () => readFileSync(file, 'utf8').trim(),
    (text) => text === wanted,
  );
}
