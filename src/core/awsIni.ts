// A reader of the INI dialect of AWS's files: text in; sections, settings and problems, each with its line, out.
// The dialect is Python's RawConfigParser as botocore uses it. What a section means is not known here.

export type IniProblemCode =
  /** The file starts with U+FEFF, which the parser takes for a part of the first line. */
  | 'byte-order-mark'
  /** For whoever decodes the bytes: it is never found in text. */
  | 'not-utf8'
  | 'no-section'
  | 'duplicate-section'
  | 'duplicate-key'
  /** A line that is neither a section, nor a setting, nor indented below one. */
  | 'bare-word'
  | 'empty-key'
  /** A line without `=` in an indented block of settings. */
  | 'bare-word-in-block';

/** The AWS CLI and botocore refuse the whole file for any of these; `line` counts from 1. */
export interface IniProblem {
  readonly code: IniProblemCode;
  readonly line: number;
}

export interface IniSetting {
  /** Lines of a value that goes on below are joined by a newline. Nothing is cut at ` #`, and quotes stay. */
  readonly value: string;
  readonly line: number;
  /** The settings in an indented block below an empty value (`s3 =`). One level, and its keys keep their case. */
  readonly block?: ReadonlyMap<string, string>;
}

export interface IniSection {
  readonly name: string;
  readonly line: number;
  /** By key in lower case; the settings of `[DEFAULT]` stand in every section that does not have its own. */
  readonly settings: ReadonlyMap<string, IniSetting>;
}

export interface Ini {
  /** In order of appearance. `[DEFAULT]` is none of them. */
  readonly sections: ReadonlyMap<string, IniSection>;
  /** In order of lines. What is not part of a problem is in `sections` nonetheless. */
  readonly problems: readonly IniProblem[];
}

interface Line {
  readonly text: string;
  readonly line: number;
}

interface OpenSection {
  readonly name: string;
  readonly line: number;
  /** The lines of each value. */
  readonly values: Map<string, Line[]>;
}

/** What `str.isspace` and `\s` are in Python: JavaScript's `\s` lacks U+001C to U+001F and U+0085, and has U+FEFF. */
const whitespace = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const leadingSpace = new RegExp(`^[${whitespace}]*`);
const trailingSpace = new RegExp(`[${whitespace}]$`);
/** Where `str.splitlines` splits. */
const lineEnds = '\\n-\\r\\x1c-\\x1e\\x85\\u2028\\u2029';
const lineBreak = new RegExp(`\\r\\n|[${lineEnds}]`);
/** Greedy up to the last `]`; what follows it is dropped. */
const sectionHeader = /^\[(.+)\]/s;

/** As Python's `str.strip`. */
function strip(text: string): string {
  return stripEnd(text).replace(leadingSpace, '');
}

/** A loop, as a regular expression for a run of whitespace at the end is quadratic. */
function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && trailingSpace.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** Reads the text of a configuration file. A byte order mark must still be in it: decoders like to drop it. */
export function readIni(text: string): Ini {
  const reader = new IniReader();
  const marked = text.startsWith('\uFEFF');
  if (marked) reader.problem('byte-order-mark', 1);
  const lines = text.slice(marked ? 1 : 0).split(/\r\n|\r|\n/);
  lines.forEach((line, index) => {
    reader.read(line, index + 1);
  });
  return reader.finish();
}

class IniReader {
  private readonly problems: IniProblem[] = [];
  private readonly sections = new Map<string, OpenSection>();
  private readonly defaults: OpenSection = { name: 'DEFAULT', line: 0, values: new Map() };
  private section: OpenSection | undefined;
  /** The value that an indented line would go on with. */
  private value: Line[] | undefined;
  private indent = 0;
  private sectionMissed = false;

  problem(code: IniProblemCode, line: number): void {
    this.problems.push({ code, line });
  }

  read(raw: string, line: number): void {
    const text = strip(raw);
    // A comment inside of a value leaves no trace, an empty line does. Neither ends the value.
    if (text.startsWith('#') || text.startsWith(';')) return;
    if (text === '') {
      this.value?.push({ text, line });
      return;
    }
    const indent = leadingSpace.exec(raw)?.[0].length ?? 0;
    if (this.value && indent > this.indent) {
      this.value.push({ text, line });
      return;
    }
    this.indent = indent;
    const header = sectionHeader.exec(text)?.[1];
    if (header !== undefined) this.open(header, line);
    else if (this.section) this.set(this.section, text, line);
    else if (!this.sectionMissed) {
      this.sectionMissed = true;
      this.problem('no-section', line);
    }
  }

  private open(name: string, line: number): void {
    const earlier = name === this.defaults.name ? this.defaults : this.sections.get(name);
    // `[DEFAULT]` may come again, as the parser knows it from the start.
    if (earlier && earlier !== this.defaults) this.problem('duplicate-section', line);
    this.section = earlier ?? { name, line, values: new Map() };
    if (!earlier) this.sections.set(name, this.section);
    this.value = undefined;
  }

  private set(section: OpenSection, text: string, line: number): void {
    const delimiter = text.search(/[=:]/);
    if (delimiter < 0) {
      // The value above stays open: a next line that is indented belongs to it.
      this.problem('bare-word', line);
      return;
    }
    this.value = undefined;
    const key = stripEnd(text.slice(0, delimiter)).toLowerCase();
    if (key === '') {
      this.problem('empty-key', line);
      return;
    }
    if (section.values.has(key)) this.problem('duplicate-key', line);
    this.value = [{ text: strip(text.slice(delimiter + 1)), line }];
    section.values.set(key, this.value);
  }

  finish(): Ini {
    const inherited = new Map<string, IniSetting>();
    const sections = new Map<string, IniSection>();
    for (const { name, line, values } of this.sections.values()) {
      const settings = new Map([...values].map(([key, lines]) => [key, this.setting(lines)]));
      for (const [key, lines] of this.defaults.values) {
        if (settings.has(key)) continue;
        // Read here, as a default that no section takes up is no problem either.
        const setting = inherited.get(key) ?? this.setting(lines);
        inherited.set(key, setting);
        settings.set(key, setting);
      }
      sections.set(name, { name, line, settings });
    }
    return { sections, problems: this.problems.sort((a, b) => a.line - b.line) };
  }

  private setting(lines: readonly Line[]): IniSetting {
    const line = lines[0]?.line ?? 0;
    const value = stripEnd(lines.map(({ text }) => text).join('\n'));
    return value.startsWith('\n') ? { value, line, block: this.block(lines) } : { value, line };
  }

  private block(lines: readonly Line[]): ReadonlyMap<string, string> {
    const block = new Map<string, string>();
    for (const { text, line } of lines.flatMap(splitAgain)) {
      const equals = text.indexOf('=');
      if (equals >= 0) block.set(strip(text.slice(0, equals)), strip(text.slice(equals + 1)));
      else if (text !== '') this.problem('bare-word-in-block', line);
    }
    return block;
  }
}

function splitAgain({ text, line }: Line): Line[] {
  return text.split(lineBreak).map((part) => ({ text: strip(part), line }));
}
