import assert from 'node:assert/strict';
import { readIni } from '../../src/core/awsIni.ts';
import { endpointKinds, endpointOf } from '../../src/core/clientConfig.ts';
import { readProfiles } from '../../src/core/profile.ts';

const profileWith = (settings: string) =>
  readProfiles({ config: readIni(`[default]\n${settings}\n`), credentials: null });

suite('core/clientConfig', () => {
  // As botocore 1.43 answers for `use_fips_endpoint`, `use_dualstack_endpoint` and `sts_regional_endpoints`.
  const rows: readonly [title: string, settings: string, env: Record<string, string>, kinds: object][] = [
    ['nothing', '', {}, {}],
    ['FIPS by the profile', 'use_fips_endpoint = true', {}, { fips: true }],
    ['FIPS by the profile, in capitals', 'use_fips_endpoint = TRUE', {}, { fips: true }],
    ['FIPS by a value that is none', 'use_fips_endpoint = yes', {}, {}],
    ['FIPS by the variable', '', { AWS_USE_FIPS_ENDPOINT: 'true' }, { fips: true }],
    ['the variable hides the profile', 'use_fips_endpoint = true', { AWS_USE_FIPS_ENDPOINT: 'false' }, {}],
    ['and does so empty', 'use_fips_endpoint = true', { AWS_USE_FIPS_ENDPOINT: '' }, {}],
    ['dual-stack by the profile', 'use_dualstack_endpoint = true', {}, { dualStack: true }],
    ['dual-stack by the variable', '', { AWS_USE_DUALSTACK_ENDPOINT: 'True' }, { dualStack: true }],
    ['the global STS', 'sts_regional_endpoints = legacy', {}, { globalSts: true }],
    ['the global STS by the variable', '', { AWS_STS_REGIONAL_ENDPOINTS: 'legacy' }, { globalSts: true }],
    [
      'the variable for regional STS',
      'sts_regional_endpoints = legacy',
      { AWS_STS_REGIONAL_ENDPOINTS: 'regional' },
      {},
    ],
  ];
  for (const [title, settings, env, kinds] of rows) {
    test(title, () => assert.deepEqual(endpointKinds(profileWith(settings).all.get('default'), env), kinds));
  }

  test('without a profile, the variables count', () =>
    assert.deepEqual(endpointKinds(undefined, { AWS_USE_FIPS_ENDPOINT: 'true' }), { fips: true }));

  test('the sign-in service has a variable and a section of its own', () => {
    const profiles = readProfiles({
      config: readIni('[default]\nservices = s\n[services s]\nsso_oidc =\n  endpoint_url = http://127.0.0.1:1\n'),
      credentials: null,
    });
    const profile = profiles.all.get('default');
    assert.equal(endpointOf('sso_oidc', profiles, profile, {}), 'http://127.0.0.1:1');
    const env = { AWS_ENDPOINT_URL_SSO_OIDC: 'http://127.0.0.1:2' };
    assert.equal(endpointOf('sso_oidc', profiles, profile, env), 'http://127.0.0.1:2');
    assert.equal(endpointOf('sso', profiles, profile, env), undefined);
  });
});
