// Asks botocore itself, in one process that answers line by line.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { PlanFacts, ProfileCase } from './planFacts.ts';

type Section = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** What botocore's parser reads, or the lines that it names when it refuses the file. */
export type ParsedFile = Readonly<Record<string, Section>> | { readonly lines: readonly number[] } | null;

export interface BotocoreAnswer extends Partial<PlanFacts> {
  readonly exception?: string;
  readonly crash?: true;
  readonly files: { readonly config: ParsedFile; readonly credentials: ParsedFile };
  readonly profiles?: readonly string[];
  readonly endpoints?: { readonly sts: string | null; readonly s3: string | null };
  readonly calls: readonly string[];
  readonly keys?: readonly [string, string, string | null];
}

export interface CommandWords {
  readonly posix: readonly string[] | null;
  readonly windows: readonly string[] | null;
}

export interface BotocoreProcess {
  ask(profileCase: ProfileCase): Promise<BotocoreAnswer>;
  wordsOf(command: string): Promise<CommandWords>;
  stop(): void;
}

/** Lives until it is stopped. One question at a time. */
export function startBotocore(): BotocoreProcess {
  // UTF-8 mode, since Python's parser opens files in the locale's encoding; and no compiled files left behind.
  const script = path.join(process.cwd(), 'test/core/botocorePlan.py');
  const python = spawn('python3', ['-B', '-X', 'utf8', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const answerTo = async (question: unknown): Promise<unknown> => {
    python.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('python3 ended');
    return JSON.parse(value);
  };
  return {
    ask: async (profileCase) => (await answerTo(profileCase)) as BotocoreAnswer,
    wordsOf: async (command) => (await answerTo({ command })) as CommandWords,
    stop() {
      python.stdin.end();
    },
  };
}
