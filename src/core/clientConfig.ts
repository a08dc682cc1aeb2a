// What a profile says about the clients that make its calls: their endpoints, and the sso-session of their token.
import type { Endpoints } from './chain.ts';
import { type ConfigProblem, type Profile, type ProfileEnvironment, type Profiles, placeOf } from './profile.ts';

export type Service = 'sts' | 's3' | 'sso' | 'sso_oidc';

/**
 * The configured URL of a service; undefined is AWS's own. First the service's variable, then the common one, then the
 * profile's `services`, then the profile itself; an empty one counts as absent.
 */
export function endpointOf(
  service: Service,
  profiles: Profiles,
  profile: Profile | undefined,
  env: ProfileEnvironment,
): string | ConfigProblem | undefined {
  const setting = (key: string) => profile?.settings.get(key)?.value;
  const ignored = env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? setting('ignore_configured_endpoint_urls');
  if (ignored?.toLowerCase() === 'true') return undefined;
  const variable = env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env.AWS_ENDPOINT_URL;
  if (variable) return variable;
  const section = setting('services');
  const services = section === undefined ? undefined : profiles.services.get(section);
  // A section without settings is as good as none to botocore.
  if (profile && section !== undefined && !services?.settings.size) {
    return { error: 'malformed-config', detail: 'services-not-found', section, ...placeOf(profile, 'services') };
  }
  return services?.settings.get(service)?.block?.get('endpoint_url') || setting('endpoint_url') || undefined;
}

/** Which of AWS's own endpoints are wanted. A variable hides the profile's setting, even one that is no value. */
export function endpointKinds(profile: Profile | undefined, env: ProfileEnvironment): Omit<Endpoints, 'sts' | 's3'> {
  const value = (variable: string, key: string) => env[variable] ?? profile?.settings.get(key)?.value;
  const isOn = (variable: string, key: string) => value(variable, key)?.toLowerCase() === 'true';
  return {
    ...(isOn('AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint') && { fips: true }),
    ...(isOn('AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint') && { dualStack: true }),
    ...(value('AWS_STS_REGIONAL_ENDPOINTS', 'sts_regional_endpoints') === 'legacy' && { globalSts: true }),
  };
}

/** A token is looked for with the session's own settings, whatever the profile adds to them. */
export function ssoTokenProblem(profiles: Profiles, profile: Profile | undefined): ConfigProblem | undefined {
  const section = profile?.settings.get('sso_session')?.value;
  if (!profile || section === undefined) return undefined;
  const place = placeOf(profile, 'sso_session');
  const session = profiles.ssoSessions.get(section);
  if (!session?.settings.size) {
    return { error: 'malformed-config', detail: 'sso-session-not-found', section, ...place };
  }
  const missing = ['sso_start_url', 'sso_region'].filter((key) => !session.settings.has(key));
  return missing.length > 0 ? { error: 'malformed-config', detail: 'sso-incomplete', missing, ...place } : undefined;
}
