// Stands in for @aws-sdk/credential-provider-node in the bundle: every client is given its credentials, so the SDK's
// own chain of providers would be dead weight. If it is ever asked, a client was made without credentials: a defect.
export function defaultProvider(): () => Promise<never> {
  return () => Promise.reject(new Error('A client was made without credentials.'));
}
