// AWS's own host names, led to a stand-in on 127.0.0.1: an extension asks its usual https addresses and checks certificates
// as ever. Nothing in it is changed or told.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { findProgram } from '../../scripts/process.mjs';

export interface AwsNames {
  /** For VS Code, with `extension` in it. */
  readonly env: Readonly<Record<string, string>>;
  /** The folder of the extension that leads the names there. */
  readonly extension: string;
  /** For Chromium. */
  readonly browserFlags: readonly string[];
  close(): Promise<void>;
}

const region = 'ap-northeast-1.amazonaws.com';
const names = [
  'amazonaws.com',
  '*.amazonaws.com',
  `*.${region}`,
  `*.s3.${region}`,
  `*.s3-accesspoint.${region}`,
  '*.aws.amazon.com',
];

/** @param answer is told by the Host header who was asked */
export async function startAwsNames(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<AwsNames> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-names-'));
  const [key, certificate] = [path.join(folder, 'key.pem'), path.join(folder, 'certificate.pem')];
  makeCertificate(key, certificate);
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    env: { ROLECALL_TEST_AWS_PORT: String(port), NODE_EXTRA_CA_CERTS: certificate },
    extension: path.join(import.meta.dirname, 'awsNames'),
    browserFlags: [
      `--host-resolver-rules=MAP *.aws.amazon.com 127.0.0.1:${port}, MAP *.amazonaws.com 127.0.0.1:${port}`,
      '--ignore-certificate-errors',
    ],
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Good for a day, and for these names only. */
function makeCertificate(key: string, certificate: string): void {
  const alternatives = names.map((name) => `DNS:${name}`).join(',');
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const subject = ['-subj', '/CN=stand-in', '-addext', `subjectAltName=${alternatives}`];
  const openssl = findProgram('openssl');
  if (!openssl) throw new Error('no openssl on PATH');
  execFileSync(openssl, ['req', ...kind, ...subject, '-keyout', key, '-out', certificate], { stdio: 'pipe' });
}
