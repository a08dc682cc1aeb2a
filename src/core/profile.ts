// stub
export type ConfigFile = 'config' | 'credentials';
export interface ConfigProblem {
  readonly error: 'profile-not-found';
  readonly profile: string;
  readonly file?: ConfigFile;
  readonly line?: number;
}
