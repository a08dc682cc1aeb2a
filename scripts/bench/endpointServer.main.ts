// The credential endpoint for the benchmark, in a process of its own, and beside it a bare answer of `node:http` with the
// same body. What is handed out is made up.
// usage: endpointServer.main.js; prints one line of JSON: the addresses of both, and the endpoint's token
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startCredentialEndpoint } from '../../src/endpoint/credentialEndpoint.ts';

const credentials = {
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: 'bench',
  sessionToken: 'token'.repeat(100),
  expiration: Date.now() + 12 * 60 * 60_000,
};
const body = JSON.stringify({
  AccessKeyId: credentials.accessKeyId,
  SecretAccessKey: credentials.secretAccessKey,
  Token: credentials.sessionToken,
  Expiration: new Date(credentials.expiration).toISOString(),
});

const started = await startCredentialEndpoint({
  grantFor: () => ({ kind: 'granted', credentials }),
  now: Date.now,
  onDefect: (error) => console.error(error),
});
if (started.kind === 'port-taken') throw new Error('any port is taken');
// As many as a person with two days of windows and terminals has.
const tokens = Array.from({ length: 8 }, () => started.endpoint.issueToken('bench').token);

const bare = createServer((_request, response) => {
  response.setHeader('Content-Type', 'application/json');
  response.end(body);
}).listen(0, '127.0.0.1', () => {
  const { port } = bare.address() as AddressInfo;
  console.log(JSON.stringify({ ours: started.endpoint.url, token: tokens[0], bare: `http://127.0.0.1:${port}/` }));
});
