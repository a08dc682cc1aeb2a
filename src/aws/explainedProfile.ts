// What `~/.aws` says about a profile, worked out without any call, with the places in the files where it is said.
import { type Explanation, explain } from '../core/explanation.ts';
import type { HopDefaults } from '../core/hopRequest.ts';
import { type ConfigFile, readProfiles } from '../core/profile.ts';
import { planFor } from '../core/rolePlan.ts';
import { readSharedConfig, sharedConfigPaths } from './sharedConfig.ts';

type Variables = Readonly<Record<string, string | undefined>>;

export interface ExplainedProfile {
  readonly explanation: Explanation;
  readonly pathOf: (file: ConfigFile) => string;
  readonly placeOf: (profile: string, key: string) => { readonly path: string; readonly line: number } | undefined;
}

export async function explainProfile(
  profile: string,
  env: Variables,
  defaults: HopDefaults,
): Promise<ExplainedProfile> {
  const files = await readSharedConfig(env);
  const paths = sharedConfigPaths(env);
  const { all } = readProfiles(files);
  return {
    explanation: explain(planFor({ ...files, env, profile, imds: 'unknown' }), defaults),
    pathOf: (file) => paths[file],
    placeOf: (name, key) => {
      const setting = all.get(name)?.settings.get(key);
      return setting && { path: paths[setting.file], line: setting.line };
    },
  };
}

/** The MFA devices that profiles name. */
export async function mfaSerialsOfProfiles(env: Variables): Promise<readonly string[]> {
  const { all } = readProfiles(await readSharedConfig(env));
  return [...all.values()].flatMap(({ settings }) => settings.get('mfa_serial')?.value || []);
}
