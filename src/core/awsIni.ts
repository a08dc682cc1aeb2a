// A reader of the INI dialect of AWS's files, by the rules of Python's RawConfigParser as botocore uses it.
// Text in, sections with line numbers out. What the sections mean (profiles, sessions) is not known here.

export type IniProblemCode = 'byte-order-mark' | 'not-utf8' | 'no-section' | 'duplicate-section' | 'duplicate-key' | 'bare-word' | 'empty-key' | 'bare-nested-word';

export interface IniProblem {
  readonly code: IniProblemCode;
  readonly line: number;
}
export interface IniSetting {
  readonly value: string | ReadonlyMap<string, string>;
  readonly line: number;
}
export interface IniSection {
  readonly name: string;
  readonly line: number;
  readonly settings: ReadonlyMap<string, IniSetting>;
}
export interface Ini {
  readonly sections: ReadonlyMap<string, IniSection>;
  readonly problems: readonly IniProblem[];
}
export function readIni(text: string): Ini {
  void text;
  return { sections: new Map(), problems: [] };
}
