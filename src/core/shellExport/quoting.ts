// How a shell or a file is given a value so that it reads the same back; and which values it cannot hold.

export type VariableFormat = 'posix' | 'fish' | 'csh' | 'powershell' | 'cmd' | 'nushell' | 'dotenv';

/** Why a format cannot hold a value unchanged. */
export type ValueProblem =
  /** Setting a variable to nothing removes it. */
  | 'empty'
  | 'line-break'
  /** A control character, which a terminal takes for a key; or half of a surrogate pair, which is no text. */
  | 'unprintable'
  | 'quote'
  /** It would be replaced by something else (`%PATH%`, `$HOME`, a backslash sequence). */
  | 'expanded'
  /** It would be taken for space around the value, or for a comment. */
  | 'trimmed';

type Refusal = readonly [problem: ValueProblem, pattern: RegExp];

const empty: Refusal = ['empty', /^$/];
const lineBreak: Refusal = ['line-break', /\n/];
const unprintable: Refusal = ['unprintable', /[\0-\x09\x0b-\x1f\x7f-\x9f]|\p{Surrogate}/u];

const refusals: Readonly<Record<VariableFormat | 'ini', readonly Refusal[]>> = {
  posix: [unprintable],
  fish: [unprintable],
  csh: [unprintable],
  nushell: [unprintable],
  powershell: [empty, unprintable],
  // At a prompt no character keeps % from expanding, and %% is for batch files only.
  cmd: [empty, lineBreak, unprintable, ['quote', /"/], ['expanded', /%/]],
  // What its readers agree on: some expand $ even between single quotes, some take backslashes there.
  dotenv: [lineBreak, unprintable, ['quote', /'/], ['expanded', /[$\\]/]],
  // The SDK for JavaScript ends a value at a # or ; after a space, and every reader trims it.
  ini: [empty, lineBreak, unprintable, ['trimmed', /^[\s#;]|\s[#;]|\s$/]],
};

/** Why `format` cannot hold `value`; undefined where it can. */
export function valueProblem(format: VariableFormat | 'ini', value: string): ValueProblem | undefined {
  return refusals[format].find(([, pattern]) => pattern.test(value))?.[0];
}

/** A word of the shell that stands for `value`, which it must be able to hold. For cmd, what stands between its quotes. */
export function quoted(format: VariableFormat, value: string): string {
  switch (format) {
    case 'posix':
      // At a prompt, bash expands history in the second line of a quoted text (a ^ at its start): neither stands in quotes.
      return `'${value.replace(/['!^]/g, "'\\$&'")}'`;
    case 'fish':
      return `'${value.replace(/[\\']/g, '\\$&')}'`;
    case 'csh':
      // History expansion looks between quotes too, and whether a backslash counts there is a setting: both stand outside.
      return `'${value.replace(/[\\'!]/g, "'\\$&'").replaceAll('\n', '\\\n')}'`;
    case 'powershell':
      // PowerShell takes the typographic quotes for the plain one.
      return `'${value.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
    case 'cmd':
      // Between quotes, & | < > ^ are themselves; and ! too, unless delayed expansion was switched on.
      return value;
    case 'nushell':
      return `"${value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
    case 'dotenv':
      // Docker takes quotes for a part of the value, so there are none where none are needed.
      return /^[\w./:@+,=-]*$/.test(value) ? value : `'${value}'`;
  }
}
