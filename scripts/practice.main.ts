// Starts the practice account alone: npm run practice [-- --port N]. The first line of stdout is JSON with what a client
// needs; it serves until it is interrupted.
import { parseArgs } from 'node:util';
import { startPracticeAccount } from '../src/practice/practiceAccount.ts';

const USAGE = 'usage: npm run practice [-- --port N]';

function readPort(): number | undefined {
  try {
    const { port = '0' } = parseArgs({ options: { port: { type: 'string' } } }).values;
    return /^\d{1,5}$/.test(port) && Number(port) < 65_536 ? Number(port) : undefined;
  } catch {
    return undefined;
  }
}

const port = readPort();
if (port === undefined) {
  console.error(USAGE);
  process.exit(2);
}
try {
  const {
    put: _put,
    close,
    ...given
  } = await startPracticeAccount({
    port,
    onDefect: (error) => console.error(error),
  });
  const names = ['endpoint', 'region', 'account', 'bucket', 'accessKeyId', 'secretAccessKey'] as const;
  const line = Object.fromEntries(
    [...names, 'roles', 'mfaSerial', 'totpSeed'].map((name) => [name, given[name as keyof typeof given]]),
  );
  console.log(JSON.stringify(line));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
} catch (error) {
  console.error(`The practice account did not start: ${(error as Error).message}`);
  process.exit(1);
}
