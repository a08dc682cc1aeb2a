// The real AWS CLI, as it is typed in the terminal of a workbench.
import os from 'node:os';
import path from 'node:path';
import { endpointForOldCli, knowsEndpointVariable } from '../../vscode-host/bashStartup.mjs';
import type { Workbench } from './workbench.ts';

/** No pager, no metadata service, local time as in the scenario; a version manager's CLI is found from a scratch HOME too. */
export const awsCliEnvironment = {
  TZ: 'Asia/Tokyo',
  AWS_PAGER: '',
  AWS_EC2_METADATA_DISABLED: 'true',
  PYENV_ROOT: process.env.PYENV_ROOT ?? path.join(os.homedir(), '.pyenv'),
};

/** An old CLI does not know AWS_ENDPOINT_URL: the shell gives it the endpoint. Returns what was typed for that. */
export async function giveEndpointToOldCli(workbench: Workbench): Promise<string | undefined> {
  if (knowsEndpointVariable(await workbench.terminal.run('aws --version', 60_000))) return undefined;
  await workbench.terminal.run(endpointForOldCli);
  return endpointForOldCli;
}
