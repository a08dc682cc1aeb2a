import type { Access } from '../../src/aws/access.ts';

/** Keys that no test signs anything real with, at an endpoint of this machine. */
export function accessTo(endpoint: string): Access & { readonly endpoint: string } {
  return {
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
    region: 'us-east-1',
    endpoint,
  };
}
