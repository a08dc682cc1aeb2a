// The second way to the profile of keyless terminals: a config file of Rolecall's own, a copy of the person's with the
// profile added. It says which way is taken, when no copy is made, and what was written to the copy by the CLI since.
import { type IniSection, readIni } from './awsIni.ts';
import {
  addKeylessProfile,
  type ConfigEdit,
  type ConfigTexts,
  hasKeylessProfile,
  type KeylessProblem,
  removeKeylessProfile,
} from './keylessProfile.ts';

export type KeylessWay =
  /** `text` is to become the person's config file, where it is not that already. */
  | { readonly kind: 'own'; readonly text: string }
  /** `text` is for a file that its owner alone may read (0600). */
  | { readonly kind: 'generated'; readonly text: string }
  | { readonly kind: 'refused'; readonly problem: KeylessProblem };

/** @param consent the person lets Rolecall add the profile to their config file */
export function keylessWay(texts: ConfigTexts, consent: boolean): KeylessWay {
  const kind = consent || hasKeylessProfile(texts.config) ? 'own' : 'generated';
  const edit = kind === 'own' ? addKeylessProfile(texts) : generatedConfig(texts);
  return 'problem' in edit ? { kind: 'refused', problem: edit.problem } : { kind, text: edit.text };
}

/** The copy. None is made of a file that holds a secret: it would outlive the secret's removal from the person's own. */
function generatedConfig(texts: ConfigTexts): ConfigEdit {
  const line = secretLine(texts.config);
  return line === undefined ? addKeylessProfile(texts) : { problem: { code: 'holds-secret', line } };
}

/** A `credential_process` is no secret by itself, a password among its words is. */
const secrets = [
  // Commented out as well: people keep old keys like that.
  /(?:secret|passwd|password|session_token|security_token)[\w-]*\s*[=:]\s*\S/i,
  /\s["']?--?(?:secret|client-secret|passwd|password|token)["']?[\s=]+\S/i,
  // A URL with a password.
  /:\/\/[^\s/:@]+:[^\s/@]+@/,
];

/** The first line, from 1, that looks as if it held a secret. */
function secretLine(config: string): number | undefined {
  const index = config.split(/\r\n|\r|\n/).findIndex((line) => secrets.some((secret) => secret.test(line)));
  return index < 0 ? undefined : index + 1;
}

/** Without values, which can be secrets. `key` is absent where the whole section came or went. */
export interface ConfigChange {
  readonly kind: 'added' | 'changed' | 'removed';
  readonly section: string;
  readonly key?: string;
}

export type WrittenSince =
  | { readonly kind: 'nothing' }
  /** `text` is the person's config file with what was written, to the character as the CLI wrote it. */
  | { readonly kind: 'carry'; readonly text: string; readonly changes: readonly ConfigChange[] }
  /** Not to be carried over without the person: `problem` says why; absent where their own file has changed as well. */
  | { readonly kind: 'report'; readonly changes: readonly ConfigChange[]; readonly problem?: KeylessProblem };

export interface Copies {
  /** The person's config file as it was when the copy was made. */
  readonly base: string;
  /** The person's config file now. */
  readonly own: string;
  /** The copy now. */
  readonly copy: string;
}

/** What `aws configure` and its like have written to the copy, whose name is all they know. */
export function writtenSince({ base, own, copy }: Copies): WrittenSince {
  const made = addKeylessProfile({ config: base, credentials: '' });
  if ('text' in made && made.text === copy) return { kind: 'nothing' };
  const changes = 'text' in made ? changesBetween(made.text, copy) : changesBetween(base, copy);
  const unreadable = readIni(copy).problems[0];
  if (unreadable) {
    const { code: reason, line } = unreadable;
    return { kind: 'report', changes, problem: { code: 'file-unreadable', file: 'config', reason, line } };
  }
  const rest = removeKeylessProfile(copy);
  if ('problem' in rest) return { kind: 'report', changes, problem: rest.problem };
  return own === base ? { kind: 'carry', text: rest.text, changes } : { kind: 'report', changes };
}

function changesBetween(before: string, after: string): readonly ConfigChange[] {
  const [old, now] = [readIni(before).sections, readIni(after).sections];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((section) => {
    const [was, is] = [old.get(section), now.get(section)];
    if (!was) return [{ kind: 'added' as const, section }];
    if (!is) return [{ kind: 'removed' as const, section }];
    return changesIn(section, was, is);
  });
}

function changesIn(section: string, was: IniSection, is: IniSection): readonly ConfigChange[] {
  return [...new Set([...was.settings.keys(), ...is.settings.keys()])].flatMap((key): ConfigChange[] => {
    const [old, now] = [was.settings.get(key)?.value, is.settings.get(key)?.value];
    if (old === now) return [];
    return [{ kind: old === undefined ? 'added' : now === undefined ? 'removed' : 'changed', section, key }];
  });
}
