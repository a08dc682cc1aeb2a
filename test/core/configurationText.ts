// How made-up settings are written down: mostly plainly, sometimes oddly, rarely so that botocore refuses the file.
import fc from 'fast-check';

export type Settings = readonly (readonly [key: string, value: string])[];
export type SectionKind = 'profile' | 'sso-session' | 'services' | 'credentials';

/** Weighs about one odd thing in three files, as a refused file teaches little else. */
const rarely = (usual: fc.Arbitrary<string>, unusual: readonly string[], odd: readonly string[]) =>
  fc.oneof(
    { weight: 500, arbitrary: usual },
    { weight: 120, arbitrary: fc.constantFrom(...unusual) },
    { weight: 4, arbitrary: fc.constantFrom(...odd) },
  );

/** `key = value` as it can be written. A value that starts with a newline is a block of settings. */
function line([key, value]: readonly [string, string]): fc.Arbitrary<string> {
  if (value.startsWith('\n')) {
    return fc.constantFrom('  ', '\t', ' \u00a0').map((by) => `${key} =${value.replaceAll('\n', `\n${by}`)}`);
  }
  return rarely(
    fc.constant(`${key} = ${value}`),
    [
      `${key}=${value}`,
      `${key}: ${value}`,
      `${key.toUpperCase()} = ${value}`,
      `${key}\t =\t${value} \t`,
      `${key} = ${value}\u00a0\u3000`,
      `${key}\u2003=\u2003${value}`,
    ],
    [
      `  ${key} = ${value}`,
      `${key} = ${value} # comment`,
      `${key} = "${value}"`,
      `${key} = ${value}\n  more`,
      `${key} = ${value}\n\n  # in between\n  and = more`,
      `${key} =\n  ${value}`,
      `${key} =\n  ${key} = ${value}`,
      `${key} = ${value}\u001c`,
      `${key} = ${value}\u0085`,
      `${key} = \ufeff${value}`,
      `${key} =\n\n`,
      `${key}`,
      `${key} ${value}`,
      `${key} := ${value}`,
    ],
  );
}

const between = rarely(
  fc.constant(''),
  ['\n', '# comment\n', '   ; indented = comment\n', '#\n', ' \t\n', ';[profile a]\n', '\n\n'],
  [
    'bare\n',
    '= value\n',
    ': value\n',
    '  indented\n',
    '[unclosed\n',
    '[]\n',
    's3 =\n  bare\n',
    'extra =\n  a = b\n  bare\u2028c = d\n',
    'extra =\n  a = b\vc = d\n',
    '\ufeff\n',
    '  [profile a]\n',
  ],
);

function header(kind: SectionKind, name: string): fc.Arbitrary<string> {
  if (kind === 'credentials') {
    return fc.oneof(
      { weight: 40, arbitrary: fc.constant(`[${name}]`) },
      {
        weight: 2,
        arbitrary: fc.constantFrom(`[profile ${name}]`, `[ ${name} ]`, `["${name}"]`, '[DEFAULT]', `[${name}] # c`),
      },
    );
  }
  const plain = /^[\w=-]+$/.test(name) ? `[${kind} ${name}]` : `[${kind} "${name}"]`;
  return fc.oneof(
    { weight: 40, arbitrary: fc.constant(kind === 'profile' && name === 'default' ? '[default]' : plain) },
    {
      weight: 8,
      arbitrary: fc.constantFrom(
        plain,
        `[${kind} "${name}"]`,
        `[${kind}  ${name} ]`,
        `[${kind}\t"${name}"] ; c`,
        `${plain}x = y`,
      ),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        `[${kind}s "${name}"]`,
        `[${kind}"${name}"]`,
        `[${kind} '${name}']`,
        `[${kind} "${name}]`,
        `[${kind} ${name} x]`,
        `[${kind} ${name}]x]`,
        `[${kind}]`,
        `[ ${kind} ${name}]`,
        `[${name}]`,
        `[${kind} a\\ b]`,
        `[${kind} ""]`,
        `[${kind}\u00a0${name}]`,
        '[DEFAULT]',
        '[default ]',
        '[Default]',
      ),
    },
  );
}

/** Keys once each, mostly: a file with a key twice is refused. */
export function section(kind: SectionKind, name: string, settings: Settings): fc.Arbitrary<string> {
  return fc
    .tuple(
      header(kind, name),
      fc.integer({ min: 0, max: 99 }).chain((chance) => {
        const once = settings.filter(([key], at) => settings.findIndex(([other]) => other === key) === at);
        return fc.tuple(...(chance === 0 ? settings : once).map((pair) => fc.tuple(between, line(pair))));
      }),
      between,
    )
    .map(([head, lines, end]) => `${head}\n${lines.map(([before, text]) => `${before}${text}\n`).join('')}${end}`);
}

const lineEnd = fc.constantFrom('\n', '\n', '\n', '\n', '\n', '\r\n', '\r\n', '\r');
const start = rarely(fc.constant(''), ['# first\n', '\n'], ['\ufeff', '\ufeff# first\n', 'early = 1\n']);

/** A whole file: sections once each, mostly. None make a file that does not exist. */
export function fileText(sections: readonly string[]): fc.Arbitrary<string | null> {
  const [first] = sections;
  if (first === undefined) return fc.constant(null);
  const headOf = (text: string) => text.slice(0, text.indexOf(']') + 1);
  const once = sections.filter((text, at) => sections.findIndex((other) => headOf(other) === headOf(text)) === at);
  return fc
    .tuple(start, fc.integer({ min: 0, max: 99 }), lineEnd)
    .map(([before, chance, end]) =>
      `${before}${(chance === 0 ? [...sections, first] : once).join('')}`.replaceAll('\n', end),
    );
}

const pieces = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom('\n', '\n', '\n', '\n  ', '\n\t', '\r\n', '\r', ' ', '\n\n') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('[a]', '[profile a]', '[DEFAULT]', '[profile "a"]', '[', ']', '"', '\\'),
    },
    { weight: 1, arbitrary: fc.constantFrom('aws_access_key_id', 'role_arn', 'source_profile', 'region', 'k', 'K') },
    { weight: 2, arbitrary: fc.constantFrom('=', '=', ' = ', ':', 'a', 'b', '#', ' ;', 'İ') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('\u2028', '\u0085', '\u001c', '\u001f', '\v', '\ufeff', '\u00a0', '\u200b', '\0'),
    },
  ),
  { maxLength: 24 },
);

/** Lines that are hardly any, for the parser's sake. */
export const rubbish: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom('', '[a]\n', '[profile a]\n', '[profile a]\nk = v\n'), pieces)
  .map(([before, after]) => before + after.join(''));
