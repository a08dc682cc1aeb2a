// The AWS console, opened as the current role.
import { consoleSignIn, consoleSite, destinationUrl } from '../aws/consoleSignIn.ts';
import { parseArn } from '../core/arn.ts';
import { failureError } from '../core/failure.ts';
import { ConsoleFeature } from '../features/console/consoleFeature.ts';
import { oneTimeAddress } from '../platform/oneTimeAddress.ts';
import type { IdentityParts } from './parts.ts';

export function consoleFeature({ keeper }: IdentityParts): ConsoleFeature {
  return new ConsoleFeature({
    signIn: async (wanted) => {
      const { credentials, region, endpoints } = await keeper.keys();
      // Keys that another service gave are none of AWS's business.
      if (endpoints.sts !== undefined) throw failureError({ code: 'console-elsewhere', endpoint: endpoints.sts });
      const { arn } = await keeper.check({ quiet: false });
      const site = consoleSite(parseArn(arn)?.partition ?? '');
      const destination = site && destinationUrl(site, region, wanted);
      if (!site || !destination)
        throw failureError({ code: 'console-unknown', ...(wanted && { destination: wanted }) });
      const { url } = await oneTimeAddress(await consoleSignIn(site, credentials, destination));
      return url;
    },
  });
}
