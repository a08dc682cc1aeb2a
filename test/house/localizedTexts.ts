// Finds the texts that a source file asks `vscode.l10n.t` for. TypeScript's own parser has no stable API in the version
// used here, so this reads calls and the string literals in them, and reports each call whose text is no plain literal.

export interface LocalizedTexts {
  readonly texts: readonly string[];
  readonly problems: readonly string[];
}

const stringLiteral = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\$]|\\.|\$(?!\{))*`/y;

export function localizedTexts(source: string): LocalizedTexts {
  const code = withoutLineComments(source);
  // `t` alone is VS Code's where the file takes it from there.
  const isTaken = /\{[^}]*\bt\b[^}]*\}\s*=\s*(?:vscode\.)?l10n\b/.test(code);
  const calls = isTaken ? /\bl10n\.t\(\s*|(?<![\w.$])t\(\s*/g : /\bl10n\.t\(\s*/g;
  const texts: string[] = [];
  const problems: string[] = [];
  for (const call of code.matchAll(calls)) {
    const start = call.index + call[0].length;
    stringLiteral.lastIndex = start;
    const literal = stringLiteral.exec(code)?.[0];
    const after = literal === undefined ? '' : code.slice(start + literal.length).trimStart()[0];
    if (literal !== undefined && (after === ',' || after === ')')) {
      texts.push(unescapeLiteral(literal));
    } else {
      problems.push(code.slice(call.index, start + 60).split('\n')[0] ?? '');
    }
  }
  return { texts, problems };
}

function withoutLineComments(source: string): string {
  return source.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
}

function unescapeLiteral(literal: string): string {
  const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r' };
  return literal.slice(1, -1).replace(/\\(?:u\{([0-9a-f]+)\}|u([0-9a-f]{4})|(.))/gis, (_, braced, plain, other) => {
    const code = braced ?? plain;
    return code === undefined ? (escapes[other] ?? other) : String.fromCodePoint(Number.parseInt(code, 16));
  });
}
