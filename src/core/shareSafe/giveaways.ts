// The shapes of what gives an account or a person away in a terminal's text. Shapes only: what stands in for them is
// elsewhere. Every pattern also finds what stands in, so that a text that is made safe twice stays as it is.

export type GiveawayKind =
  | 'account'
  /** An access key id or the unique id of a user, role, …: its first four letters say which. */
  | 'id'
  | 'secret'
  | 'token'
  | 'signature'
  /** A canonical user id: S3's name for an account. */
  | 'owner'
  /** An e-mail address. */
  | 'person'
  /** The end of a role name that IAM Identity Center made. */
  | 'roleSuffix'
  /** A resource's id within an ARN. */
  | 'uuid';

export interface Giveaway {
  readonly kind: GiveawayKind;
  /** What is to be replaced is the group `value`, or all of it. Has the flags `g` and `d`. */
  readonly pattern: RegExp;
  /** What the value must have besides its shape. */
  readonly has?: readonly RegExp[];
  /** Short enough to be found where a line was broken within it, whatever follows on the next line. */
  readonly isShort?: boolean;
}

/** Between a name and its value: JSON, INI, YAML, XML, Python, a shell's assignment, the CLI's tables, a URL. */
const assigned = /\\?["'`]?[ \t]*[:=|>]{1,2}[ \t]*b?\\?["'`]?/.source;
/** `setenv NAME value`, `set -gx NAME 'value'`, `--name value`: there, a value is told from a word by its length. */
const spaced = /["']?[ \t]+["']?/.source;

function named(kind: GiveawayKind, names: string): readonly Giveaway[] {
  return [
    { kind, pattern: new RegExp(`(?:${names})${assigned}(?<value>[A-Za-z0-9+/=_.%~-]{16,})`, 'dgi') },
    { kind, pattern: new RegExp(`(?:${names})${spaced}(?<value>[A-Za-z0-9+/]{30,}={0,2})`, 'dgi') },
  ];
}

const mixed = [/[a-z]/, /[A-Z]/, /[0-9]/];
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** Where an id may begin: not within a word, though right after a character that is escaped in a URL. */
const idStart = '(?:(?<![A-Za-z0-9])|(?<=%[0-9A-F]{2}))';

/**
 * The more telling come first: what one has found is not looked at by the next. Each takes a time that grows with the
 * length of the text, not with its square.
 */
export const giveaways: readonly Giveaway[] = [
  { kind: 'secret', pattern: /EXAMPLESECRET\d+/dg },
  { kind: 'token', pattern: /EXAMPLETOKEN\d+/dg },
  { kind: 'signature', pattern: /EXAMPLESIGNATURE\d+/dg },
  ...named('secret', 'secret[_-]?access[_-]?key|secret[_-]?key'),
  ...named('token', '(?:session|security|identity|authorization|access|refresh|id)[_-]?token|samlassertion'),
  { kind: 'signature', pattern: new RegExp(`signature${assigned}(?<value>[0-9a-f]{64})`, 'dgi'), isShort: true },
  ...named('signature', 'signature'),
  // What STS's session tokens begin with.
  {
    kind: 'token',
    pattern: /(?<![A-Za-z0-9+/])(?:IQoJ|FwoG|FwoD|FQoG|FQoD|AQoD|AQoE)[A-Za-z0-9+/_%-]{16,}={0,2}/dg,
  },
  { kind: 'token', pattern: /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{100,}={0,2}/dg, has: mixed },
  // A secret access key without its name, as in `--output text`. A SHA-1 has no capital letters.
  { kind: 'secret', pattern: /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])/dg, has: mixed, isShort: true },
  { kind: 'owner', pattern: new RegExp(`\\bID${assigned}(?<value>[0-9a-f]{64})(?![0-9a-f])`, 'dg') },
  { kind: 'person', pattern: /(?<![\w.+-])[\w.+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![\w-])/dg },
  // A session's name need not have a whole domain: it is often user@host.
  {
    kind: 'person',
    pattern: /(?:assumed-role\/[\w+=,.@-]{1,64}\/|\bAROA[A-Z0-9]{16,}:)(?<value>[\w+=,.-]+@[\w+=,.-]+)/dg,
  },
  {
    kind: 'id',
    pattern: new RegExp(
      `${idStart}(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AIPA|ANPA|ANVA|APKA|AROA|ASCA)[A-Z0-9]{16,}(?![A-Za-z0-9])`,
      'dg',
    ),
    isShort: true,
  },
  {
    kind: 'roleSuffix',
    pattern: /AWSReservedSSO_[\w+=,.@-]{0,64}?_(?<value>[0-9a-f]{16})(?![0-9a-f])/dg,
    isShort: true,
  },
  {
    kind: 'uuid',
    pattern: new RegExp(`\\barn:aws[\\w-]*:[^\\s"',]{0,300}?[/:](?<value>${uuid})`, 'dg'),
    isShort: true,
  },
  {
    kind: 'account',
    pattern: /(?<!\d|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-)\d{12}(?!\d)/dg,
    isShort: true,
  },
  // As the console shows it.
  { kind: 'account', pattern: /(?<![\d-])\d{4}-\d{4}-\d{4}(?![\d-])/dg },
];
