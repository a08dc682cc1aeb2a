// What sources are resolved with: the settings that count, and what only the surroundings can do.
import type { Endpoints } from '../core/chain.ts';
import type { Credentials } from '../core/credentials.ts';
import type { HopDefaults } from '../core/hopRequest.ts';
import type { ConfigFiles, ProfileEnvironment } from '../core/profile.ts';
import type { ServerClock } from './serverClock.ts';
import type { SignInPrompt } from './ssoSignIn.ts';

export interface SourceSettings {
  readonly env: ProfileEnvironment;
  /** The person's home folder, with `.aws` in it. */
  readonly home: string;
  /** `rolecall.source`, where it is set. */
  readonly profile?: string;
  /** `rolecall.region`, where it is set. */
  readonly region?: string;
  /** `rolecall.endpointUrl`, where it is set. */
  readonly endpointUrl?: string;
  readonly defaultSessionName: string;
  /** Seconds for a role whose profile says none; undefined: AWS's default. */
  readonly defaultSeconds?: HopDefaults['seconds'];
  /** Tokens of single sign-on are kept in the CLI's own cache. Absent: they are held by `holdToken`. */
  readonly writeSsoCache?: boolean;
}

export interface SourcePorts {
  readonly readConfig: () => Promise<ConfigFiles>;
  readonly heldAccessKey: (accessKeyId: string) => Promise<Credentials | undefined>;
  /** The running practice account, if it runs. */
  readonly practice: () =>
    | { readonly credentials: Credentials; readonly region: string; readonly endpoint: string }
    | undefined;
  /** Whether a path lies in a folder of the workspace: nothing there is run. */
  readonly isInWorkspace: (file: string) => boolean;
  /**
   * Shows the code of a sign-in and opens the browser. `signal` aborts when it is settled, one way or another. To reject
   * is to cancel; to resolve says nothing.
   */
  readonly signIn: (prompt: SignInPrompt, signal: AbortSignal) => Promise<void>;
  /** Sign-in tokens, by a name that is no secret. */
  readonly heldToken: (name: string) => Promise<string | undefined>;
  readonly holdToken: (name: string, token: string) => Promise<void>;
  /** Runs `work` while no other window runs work of the same name; the others wait for it. */
  readonly exclusively: <T>(name: string, work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;
  /** Throws the Failure where an endpoint may not be used. */
  readonly requireConsent?: (endpoints: Endpoints) => void;
  readonly now: () => number;
  readonly clock?: ServerClock;
}

export interface HowToResolve {
  /** Nobody is asked; where that is needed it is `source-waits`. */
  readonly quiet: boolean;
  /** A program may be run. Absent: unless `quiet`. */
  readonly mayRun?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What every source is resolved with. */
export interface Resolving {
  readonly settings: SourceSettings;
  readonly ports: SourcePorts;
  readonly how: HowToResolve;
}
