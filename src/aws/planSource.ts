// From the source that a plan begins with to its keys. Each further kind is a chunk of its own, loaded when it is met.
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { endpointOf } from '../core/clientConfig.ts';
import type { Credentials } from '../core/credentials.ts';
import { failureError, failureOf } from '../core/failure.ts';
import { type Profiles, staticKeys } from '../core/profile.ts';
import type { PlanSource } from '../core/profileSource.ts';
import { isRegion } from '../core/region.ts';
import type { Access } from './access.ts';
import { sharedConfigPaths } from './sharedConfig.ts';
import type { Resolving } from './sourcePorts.ts';
import type { SsoPlan } from './ssoSource.ts';

/** What one plan is carried out with. */
export interface PlanContext extends Resolving {
  readonly profiles: Profiles;
  /** The profile that was asked for. */
  readonly asked: string;
  /** Where the calls of that profile go. */
  readonly sts: Omit<Access, 'credentials'>;
}

/** Rejects with a Failure. */
export async function planCredentials(source: PlanSource, context: PlanContext): Promise<Credentials> {
  const { settings, ports, how, profiles } = context;
  const { env, home } = settings;
  const { signal } = how;
  switch (source.kind) {
    case 'static': {
      const credentials = staticKeys(profiles, source);
      if (!credentials) throw failureError({ code: 'source-missing' });
      return credentials;
    }
    case 'environment':
      return environmentCredentials(env);
    case 'process': {
      if (!(how.mayRun ?? !how.quiet))
        throw failureError({ code: 'source-waits', kind: 'process', profile: source.profile });
      const { processCredentials } = await import('./processSource.ts');
      const file = profiles.all.get(source.profile)?.settings.get('credential_process')?.file ?? 'config';
      const { isInWorkspace, now } = ports;
      return processCredentials(
        { ...source, file: path.resolve(sharedConfigPaths(env, home)[file]) },
        { env, home, isInWorkspace, now, signal },
      );
    }
    case 'webIdentity': {
      const { webIdentityCredentials } = await import('./webIdentitySource.ts');
      return webIdentityCredentials(source, context.sts, settings.defaultSessionName, signal);
    }
    case 'sso':
      return singleSignOn(source, context);
    case 'login': {
      const { loginCredentials } = await import('./loginSource.ts');
      return loginCredentials(source, { env, home, now: ports.now });
    }
    case 'ecs': {
      const { containerCredentials } = await import('./containerSource.ts');
      return containerCredentials(source, { env, now: ports.now, signal });
    }
    case 'ec2': {
      const { instanceCredentials } = await import('./instanceSource.ts');
      const setting = (key: string) => profiles.all.get(context.asked)?.settings.get(key)?.value;
      try {
        return await instanceCredentials(source, { env, setting, now: ports.now, signal });
      } catch (error) {
        // Nothing was configured, and this is no instance with a role: then there is no source, and nothing is wrong.
        const failure = failureOf(error);
        const isAbsent = failure?.code === 'source-failed' && /^instance-/.test(failure.problem);
        throw source.unsure && isAbsent ? failureError({ code: 'source-missing' }, error) : error;
      }
    }
  }
}

/** Of the two names that the session token has, the older one wins. */
function environmentCredentials(env: Readonly<Record<string, string | undefined>>): Credentials {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN, AWS_SECURITY_TOKEN } = env;
  const sessionToken = AWS_SECURITY_TOKEN || AWS_SESSION_TOKEN;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(sessionToken && { sessionToken }),
  };
}

async function singleSignOn(source: SsoPlan, context: PlanContext): Promise<Credentials> {
  const { settings, ports, how, profiles, asked, sts } = context;
  if (!isRegion(source.ssoRegion)) throw failureError({ code: 'region-invalid', region: source.ssoRegion });
  const [{ ssoCredentials }, { ssoEndpoints }] = await Promise.all([
    import('./ssoSource.ts'),
    import('./ssoService.ts'),
  ]);
  const configured = (service: 'sso' | 'sso_oidc') => {
    const endpoint = endpointOf(service, profiles, profiles.all.get(asked), settings.env);
    return typeof endpoint === 'string' ? endpoint : undefined;
  };
  const usual = ssoEndpoints(source.ssoRegion, sts.fips === true);
  const session = source.ssoSession === undefined ? undefined : profiles.ssoSessions.get(source.ssoSession);
  const scopes = session ? (session.settings.get('sso_registration_scopes')?.value ?? 'sso:account:access') : '';
  return ssoCredentials(
    source,
    {
      endpoints: { oidc: configured('sso_oidc') ?? usual.oidc, portal: configured('sso') ?? usual.portal },
      scopes: scopes.split(',').flatMap((scope) => scope.trim() || []),
      home: settings.home,
      writeCache: settings.writeSsoCache === true,
      quiet: how.quiet,
      signal: how.signal,
    },
    {
      signIn: ports.signIn,
      now: ports.now,
      wait: (ms, signal) => setTimeout(ms, undefined, { signal }),
      heldToken: ports.heldToken,
      holdToken: ports.holdToken,
      exclusively: ports.exclusively,
    },
  );
}
