// Warnings, each given once, of what would make a program in a terminal somebody else than the terminal was opened for:
// told before anything is typed into it.
import * as vscode from 'vscode';
import { principalText } from '../../core/identity.ts';
import { shadowsOf } from '../../core/shadows.ts';
import { afterStartup, shellsThatLetVsCodeIn } from '../../core/shellStartup.ts';
import { type GivenIdentity, intendedIn } from '../../core/terminalStanding.ts';
import type { KnownStart } from '../../core/terminalStart.ts';
import { showWarning } from '../../platform/notices.ts';
import { shellName } from '../../platform/shellProcess.ts';
import { setAtStartup } from '../../platform/shellStartup.ts';
import type { OpenTerminalsPorts } from './openTerminals.ts';
import { shadowText, type TracedShadow, traced } from './shadowTexts.ts';

export class ShadowWarnings {
  readonly #readConfig: OpenTerminalsPorts['readConfig'];
  /** What was told already. */
  readonly #told = new Set<string>();

  constructor(readConfig: OpenTerminalsPorts['readConfig']) {
    this.#readConfig = readConfig;
  }

  /** Of all new terminals, which start so. */
  async warnOfNewOnes(start: KnownStart, given: GivenIdentity): Promise<void> {
    const sentence = vscode.l10n.t('Not every program in a new terminal will be {0}.', principalText(given.identity));
    await this.#tell(sentence, await this.#shadows(start, given));
  }

  /** Of the one terminal that is opened now. */
  async warnOfPinned(start: KnownStart, given: GivenIdentity): Promise<void> {
    const sentence = vscode.l10n.t('Not every program in this terminal will be {0}.', principalText(given.identity));
    await this.#tell(sentence, await this.#shadows(start, given));
  }

  async #shadows({ variables, reapplied }: KnownStart, given: GivenIdentity): Promise<readonly TracedShadow[]> {
    const intended = intendedIn({ kind: 'given', given, state: 'current' }, variables);
    if (!intended) return [];
    const shell = shellName(vscode.env.shell);
    const isSetAgain = (name: string) => shellsThatLetVsCodeIn.includes(shell) && reapplied.has(name);
    const startup = (await setAtStartup(shell, process.env)).filter(({ name }) => !isSetAgain(name));
    const effective = afterStartup(variables, startup);
    return traced(shadowsOf(intended, effective, await this.#readConfig(effective)), startup);
  }

  async #tell(sentence: string, shadows: readonly TracedShadow[]): Promise<void> {
    const isNews = (shadow: TracedShadow) => !this.#told.has(sentence + shadowText(shadow));
    const news = shadows.filter(isNews);
    for (const shadow of news) this.#told.add(sentence + shadowText(shadow));
    if (news.length === 0) return;
    const place = news.find((shadow) => shadow.place)?.place;
    const open = vscode.l10n.t('Open File');
    const chosen = await showWarning([sentence, ...news.map(shadowText)].join(' '), ...(place ? [open] : []));
    if (place && chosen === open) {
      const selection = new vscode.Range(place.line - 1, 0, place.line - 1, 0);
      await vscode.window.showTextDocument(vscode.Uri.file(place.file), { selection });
    }
  }
}
