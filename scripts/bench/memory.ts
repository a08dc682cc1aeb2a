// What the extension host takes more with Rolecall in it than with an extension that does nothing.
import { startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import type { Figure } from './figure.ts';
import { emptyExtension, inTurn, rolecall } from './windows.ts';

const rounds = 5;
const empty = 'with an empty extension';
const aim = { kind: 'more', against: empty, limit: 5 } as const;

/** Bytes, after garbage was collected until nothing more came of it. */
interface Memory {
  readonly heapUsed: number;
  readonly rss: number;
}

export async function memory(): Promise<readonly Figure[]> {
  const account = await startPracticeAccount();
  const key = {
    AWS_ACCESS_KEY_ID: account.accessKeyId,
    AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
    AWS_REGION: account.region,
    AWS_ENDPOINT_URL: account.endpoint,
  };
  const withRolecall = { extension: rolecall, withProbe: true };
  const found = await inTurn(
    {
      [empty]: { extension: emptyExtension, withProbe: true },
      'no source': { ...withRolecall, identity: 'AWS: no identity' },
      // The SDK is loaded; the account is elsewhere, as AWS is.
      'identity known': { ...withRolecall, identity: 'AssumeRoleUser', env: key },
      'practice account running in it': {
        ...withRolecall,
        identity: 'AssumeRoleUser',
        env: { ROLECALL_START_PRACTICE: '1' },
      },
    },
    rounds,
    ({ ask }) => ask<Memory>('memory'),
  ).finally(() => account.close());

  const { [empty]: without, ...states } = found;
  return Object.entries(states).flatMap(([state, samples]): Figure[] => [
    // The figure that the aim is for: what is alive. The process's own size moves by more than the aim from load to load.
    {
      name: `extension host's heap, ${state}`,
      unit: 'MB',
      samples: samples.map(({ heapUsed }) => megabytes(heapUsed)),
      against: { [empty]: without.map(({ heapUsed }) => megabytes(heapUsed)) },
      aim,
    },
    {
      name: `extension host's resident memory, ${state}`,
      unit: 'MB',
      samples: samples.map(({ rss }) => megabytes(rss)),
      against: { [empty]: without.map(({ rss }) => megabytes(rss)) },
    },
  ]);
}

function megabytes(bytes: number): number {
  return bytes / 1024 / 1024;
}
