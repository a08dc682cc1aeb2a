// What a profile will do here, with the settings that count.
import { type ExplainedProfile, explainProfile as explain } from '../aws/explainedProfile.ts';
import { hopDefaults } from './hopDefaults.ts';

export function explainProfile(profile: string): Promise<ExplainedProfile> {
  return explain(profile, process.env, hopDefaults());
}
