// The shell of a VS Code that is started here: which AWS CLI must be given the endpoint, and that it gets it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { needs } from '../support/needs.ts';
import { endpointForOldCli, knowsEndpointVariable } from '../vscode-host/bashStartup.mjs';

suite('the AWS CLI and AWS_ENDPOINT_URL', () => {
  for (const [version, knows] of [
    ['aws-cli/1.16.113 Python/3.7.3 Linux/4.19 botocore/1.12.103', false],
    ['aws-cli/1.28.9 Python/3.11.2 Linux/6.1 botocore/1.30.9', false],
    ['aws-cli/1.29.0 Python/3.11.2 Linux/6.1 botocore/1.31.0', true],
    ['aws-cli/1.45.11 Python/3.11.7 Linux/6.1 botocore/1.43.11', true],
    ['aws-cli/2.0.30 Python/3.7.3 Linux/5.4', false],
    ['aws-cli/2.9.19 Python/3.11.2 Linux/6.1 source/x86_64.debian.12 prompt/off', false],
    ['aws-cli/2.12.7 Python/3.11.4 Linux/6.1 exe/x86_64', false],
    ['aws-cli/2.13.0 Python/3.11.4 Linux/6.1 exe/x86_64', true],
    ['aws-cli/3.0.0', true],
    ['bash: aws: command not found', true],
  ] as const) {
    test(version, () => assert.equal(knowsEndpointVariable(version), knows));
  }

  suite('what bash is told for an old one', () => {
    needs('posix');
    let folder: string;
    suiteSetup(() => {
      folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-old-cli-'));
      const program = path.join(folder, 'aws');
      writeFileSync(program, '#!/bin/sh\nprintf "%s|" "$@"\n');
      chmodSync(program, 0o755);
    });
    suiteTeardown(() => rmSync(folder, { recursive: true, force: true }));

    const typed = (env: NodeJS.ProcessEnv) =>
      execFileSync('bash', ['--norc', '-c', `${endpointForOldCli}\naws s3 ls 's3://a b'`], {
        env: { PATH: `${folder}${path.delimiter}${process.env.PATH}`, ...env },
        encoding: 'utf8',
      });

    test('the endpoint goes first', () =>
      assert.equal(
        typed({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }),
        '--endpoint-url|http://127.0.0.1:1|s3|ls|s3://a b|',
      ));
    test('without one it is the AWS CLI as it is', () => assert.equal(typed({}), 's3|ls|s3://a b|'));
  });
});
