// Region names. A region becomes part of a host name, so anything else than a region's own characters is refused.

/** `ap-northeast-1`, `us-gov-west-1`, `eusc-de-east-1`, `us-iso-east-1`: lower case, digits and hyphens, as one DNS label. */
export function isRegion(text: string): boolean {
  return /^[a-z]{2,5}(?:-[a-z]+)+-\d{1,2}$/.test(text) && text.length <= 32;
}

/** The region that STS and S3 are asked in where nothing names one; the SDKs' and the CLI's own fallback. */
export const fallbackRegion = 'us-east-1';
