// AWS on this machine, by its own names: STS and S3 are the practice account, and signin.aws.amazon.com the stand-in of the
// federation endpoint.
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { getCallerIdentity } from '../../src/aws/sts.ts';
import type { PracticeAccount } from '../../src/practice/practiceAccount.ts';
import { type AwsNames, startAwsNames } from './awsNames.ts';
import { Federation } from './federation.ts';

export interface AwsStandIns extends AwsNames {
  readonly federation: Federation;
  /** What was asked that should not have been. */
  defects(): readonly string[];
}

/** @param sts where the practice account is asked, if not at its own endpoint */
export async function startAwsStandIns(practice: Pick<PracticeAccount, 'endpoint' | 'region'>): Promise<AwsStandIns> {
  const { endpoint, region } = practice;
  const federation = new Federation((credentials) => getCallerIdentity({ credentials, region, endpoint }));
  const defects: string[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    switch (headers.host) {
      case 'signin.aws.amazon.com': {
        const {
          status,
          headers: sent = {},
          body,
        } = await federation.answer(method, url, (await buffer(request)).toString());
        response.writeHead(status, sent).end(body);
        return;
      }
      case `sts.${region}.amazonaws.com`:
      case `s3.${region}.amazonaws.com`: {
        // The signature is about the host that the client named.
        const sent = httpRequest(endpoint, { method, path: url, headers, setHost: false });
        sent.end(await buffer(request));
        const [answered] = (await once(sent, 'response')) as [IncomingMessage];
        response.writeHead(answered.statusCode ?? 502, answered.headers).end(await buffer(answered));
        return;
      }
      default:
        defects.push(`${method} ${headers.host}`);
        response.writeHead(404).end();
    }
  }

  const names = await startAwsNames((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  return { ...names, federation, defects: () => [...defects, ...federation.defects] };
}
