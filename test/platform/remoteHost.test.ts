import assert from 'node:assert/strict';
import { isRemoteHost } from '../../src/platform/remoteHost.ts';

suite('platform/remoteHost', () => {
  for (const [remoteName, isRemote] of [
    [undefined, false],
    ['ssh-remote', true],
    ['dev-container', true],
    ['attached-container', true],
    ['wsl', true],
    ['tunnel', true],
    ['codespaces', true],
    ['127.0.0.1:8080', false],
    ['localhost:8080', false],
    ['localhost', false],
    ['code.example.com', false],
    ['[::1]:8080', false],
  ] as const) {
    test(`${remoteName}: ${isRemote ? 'another machine' : 'the one that keeps the secrets'}`, () =>
      assert.equal(isRemoteHost(remoteName), isRemote));
  }
});
