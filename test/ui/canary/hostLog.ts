// What VS Code itself writes into its own logs about terminals, once a person has set its log level to debug or trace:
// the environment that a terminal starts with, and what extensions put in force in it, so the keys. It hides most of
// them as "<REDACTED>", but not these, and no extension can keep it from that. It is the one exception of the search,
// named as closely as it can be: these messages in these logs.

export interface HostLog {
  /** The log without those messages; all of it where it is none of these logs. */
  readonly rest: Buffer;
  readonly environments: Buffer;
}

/** The server's own log, and what it prints, which code-server keeps as well. There a message is spread over lines. */
const launching = /Terminal process launching on remote agent \{(?:\n(?:.*\n)*?\}$|.*)/gm;
/** What the terminal host is asked to start, what it starts, and what it tells of the terminals that are open. */
const terminals =
  /(?:\[RPC (?:Request|Response)\] PtyService#(?:createProcess|getTerminalLayoutInfo)\b|node-pty\.IPty#spawn\b).*/g;
/** What a window takes over of a terminal after a reload. In a browser, its log is kept in IndexedDB. */
const takenOver = /terminalInstance#ctor \(instanceId: \d+\) .*/g;

const logs: readonly (readonly [place: RegExp, message: RegExp])[] = [
  [/^user data\/logs\/\w+\/remoteagent\.log$/, launching],
  [/^home\/\.local\/share\/code-server\/coder-logs\/code-server-stdout\.log$/, launching],
  [/^server output$/, launching],
  [/^user data\/logs\/\w+\/ptyhost\.log$/, terminals],
  [/^browser\/Default\/IndexedDB\/.+ > (?:block|record|snappy)$/, takenOver],
];

export function readHostLog(place: string, bytes: Buffer): HostLog {
  const message = logs.find(([log]) => log.test(place))?.[1];
  if (!message) return { rest: bytes, environments: Buffer.alloc(0) };
  // Byte for byte, whatever the characters.
  const text = bytes.toString('latin1');
  return {
    rest: Buffer.from(text.replaceAll(message, ''), 'latin1'),
    environments: Buffer.from((text.match(message) ?? []).join('\n'), 'latin1'),
  };
}
