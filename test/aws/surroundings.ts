// What sources are resolved with in tests: an empty home, nobody to ask, and a metadata service that is not there.
import type { SourcePorts, SourceSettings } from '../../src/aws/sourcePorts.ts';
import { readIni } from '../../src/core/awsIni.ts';

/** Nothing listens there, so that no test waits for a metadata service or finds the one of its machine. */
const noInstance = { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:9' };

export const quiet = { quiet: true };
export const asked = { quiet: false };

export function settingsWith(change: Partial<SourceSettings> = {}): SourceSettings {
  return { home: '/nobody', defaultSessionName: 'me@host', ...change, env: { ...noInstance, ...change.env } };
}

export function portsWith(
  config: string | null,
  credentials: string | null = null,
  change: Partial<SourcePorts> = {},
): SourcePorts {
  return {
    readConfig: async () => ({
      config: config === null ? null : readIni(config),
      credentials: credentials === null ? null : readIni(credentials),
    }),
    heldAccessKey: async () => undefined,
    practice: () => undefined,
    isInWorkspace: () => false,
    signIn: async () => {
      throw new Error('nobody is there to sign in');
    },
    heldToken: async () => undefined,
    holdToken: async () => {},
    exclusively: (_name, work) => work(),
    now: Date.now,
    ...change,
  };
}
