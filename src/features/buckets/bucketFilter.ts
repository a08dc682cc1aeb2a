// Which of the listed buckets a workspace wants: asked for, checked, remembered and told.
import * as vscode from 'vscode';
import { type BucketFilter, bucketNameStartProblem } from '../../core/bucket.ts';
import { failureError } from '../../core/failure.ts';
import { isRegion } from '../../core/region.ts';
import { bucketNameText } from './bucketNameText.ts';

const rememberedKey = 'rolecall.bucketFilter';

interface Given {
  readonly prefix?: unknown;
  readonly region?: unknown;
}

/** Of VS Code's Memento. */
interface Remembered {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

export class RememberedFilter {
  readonly #remembered: Remembered;

  constructor(remembered: Remembered) {
    this.#remembered = remembered;
  }

  get value(): BucketFilter {
    return readFilter((this.#remembered.get(rememberedKey) ?? {}) as Given);
  }

  /**
   * Asks for what is not given; an empty text is for all.
   *
   * @throws a Failure for what no bucket's name begins with, or what is no region
   */
  async ask(given: Given | undefined): Promise<boolean> {
    const answers = given ?? (await askForFilter(this.value));
    if (!answers) return false;
    const prefix = requireText(answers.prefix, prefixText);
    const region = requireText(answers.region, regionText);
    const filter = readFilter({ prefix, region });
    await this.#remembered.update(rememberedKey, isFiltered(filter) ? filter : undefined);
    return true;
  }

  async forget(): Promise<void> {
    await this.#remembered.update(rememberedKey, undefined);
  }
}

export function isFiltered({ prefix, region }: BucketFilter): boolean {
  return prefix !== undefined || region !== undefined;
}

/** Empty where all are wanted. */
export function filterText({ prefix, region }: BucketFilter): string {
  const wanted = [prefix && `${prefix}*`, region].filter((each) => each !== undefined);
  return wanted.length === 0 ? '' : vscode.l10n.t('only {0}', wanted.join(', '));
}

/** What cannot be used is left out. */
function readFilter({ prefix, region }: Given): BucketFilter {
  return {
    ...(typeof prefix === 'string' && prefix !== '' && prefixText(prefix) === undefined && { prefix }),
    ...(typeof region === 'string' && region !== '' && regionText(region) === undefined && { region }),
  };
}

async function askForFilter(now: BucketFilter): Promise<{ prefix: string; region: string } | undefined> {
  const { t } = vscode.l10n;
  const prefix = await vscode.window.showInputBox({
    title: t('Filter Listed Buckets ({0} of {1})', 1, 2),
    prompt: t('What their names begin with. Leave it empty for all.'),
    value: now.prefix ?? '',
    validateInput: (value) => prefixText(value.trim()),
  });
  if (prefix === undefined) return undefined;
  const region = await vscode.window.showInputBox({
    title: t('Filter Listed Buckets ({0} of {1})', 2, 2),
    prompt: t('The region that they lie in. Leave it empty for all.'),
    value: now.region ?? '',
    validateInput: (value) => regionText(value.trim()),
  });
  return region === undefined ? undefined : { prefix: prefix.trim(), region: region.trim() };
}

function requireText(value: unknown, problemOf: (text: string) => string | undefined): string {
  const text = String(value ?? '');
  const problem = problemOf(text);
  if (problem !== undefined) throw failureError({ code: 'input-invalid', problem, value: text });
  return text;
}

function prefixText(prefix: string): string | undefined {
  const problem = bucketNameStartProblem(prefix);
  return problem && bucketNameText(problem);
}

function regionText(region: string): string | undefined {
  if (region === '' || isRegion(region)) return undefined;
  return vscode.l10n.t('That is no AWS region. One looks like us-east-1.');
}
