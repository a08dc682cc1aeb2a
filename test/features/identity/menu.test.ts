import assert from 'node:assert/strict';
import type { Chain } from '../../../src/core/chain.ts';
import type { Failure } from '../../../src/core/failure.ts';
import { type MenuState, menuOf } from '../../../src/features/identity/menu.ts';
import type { Current } from '../../../src/session/current.ts';
import type { InForce } from '../../../src/session/inForce.ts';

const now = Date.parse('2025-03-26T13:30:50Z');
const identity = {
  userId: 'AROAEXAMPLE:me',
  account: '012345678901',
  arn: 'arn:aws:sts::012345678901:assumed-role/R/me',
};
const toRole: Chain = {
  source: { kind: 'profile', profile: 'work' },
  hops: [{ roleArn: 'arn:aws:iam::012345678901:role/R', roleSessionName: 'me' }],
};
const toSource: Chain = { ...toRole, hops: [] };
const place = { region: 'us-east-1', endpoints: {} };
const role = (minutes: number, renewalFailure?: Failure): Current => ({
  kind: 'role',
  chain: toRole,
  session: { chain: toRole, identity, expiration: now + minutes * 60_000, ...place },
  ...(renewalFailure && { renewalFailure }),
});
const source = (inherited: boolean, more: { expiration?: number; renewalFailure?: Failure } = {}): Current => ({
  kind: 'source',
  chain: toSource,
  inherited,
  identity,
  ...place,
  ...more,
});
const failed = (chain: Chain, failure: Failure): Current => ({ kind: 'failed', chain, failure });
const untouched: InForce = { kind: 'untouched' };
const set = (chain: Chain): InForce => ({ kind: 'set', way: 'keys', chain, identity });
const offline: Failure = { code: 'endpoint-unreachable', endpoint: 'x', reason: 'ECONNREFUSED' };

const menu = (current: Current, change: Partial<MenuState> = {}) =>
  menuOf(
    {
      current,
      inForce: untouched,
      folders: [],
      severalFolders: false,
      practiceRunning: false,
      remedies: [],
      ...change,
    },
    now,
  )
    .map((id) => id.replace('rolecall.', ''))
    .join(' ');

suite('features/identity/menu', () => {
  for (const [title, shown, expected] of [
    ['nobody', menu({ kind: 'none' }), 'startPractice addAccessKey chooseSource showLog'],
    [
      'checking',
      menu({ kind: 'checking', chain: toSource }),
      'chooseSource addAccessKey checkIdentity startPractice showLog',
    ],
    [
      'a source that terminals are by themselves',
      menu(source(true)),
      'assumeRole copyIdentity copyCredentials chooseSource addAccessKey checkIdentity setTerminalEnvironment startPractice showLog',
    ],
    [
      'a source that terminals are not',
      menu(source(false)),
      'setTerminalEnvironment assumeRole copyIdentity copyCredentials chooseSource addAccessKey checkIdentity startPractice showLog',
    ],
    [
      'a role that terminals are not',
      menu(role(60), { practiceRunning: true }),
      'setTerminalEnvironment assumeRole leaveRole renewSession saveRole copyIdentity copyCredentials openConsole chooseSource addAccessKey checkIdentity stopPractice showLog',
    ],
    [
      'a role that is in force',
      menu(role(60), { inForce: set(toRole) }),
      'assumeRole leaveRole renewSession saveRole copyIdentity copyCredentials openConsole chooseSource addAccessKey checkIdentity clearTerminalEnvironment startPractice showLog',
    ],
    [
      'a role whose renewal failed: to renew it comes first',
      menu(role(10, { code: 'mfa-needed', serial: 'a-device' }), { inForce: set(toRole) }),
      'renewSession assumeRole leaveRole saveRole copyIdentity copyCredentials openConsole chooseSource addAccessKey checkIdentity clearTerminalEnvironment startPractice showLog',
    ],
    [
      'a role that has ended: nothing that needs keys, and to renew it comes first',
      menu(role(0), { inForce: set(toRole) }),
      'renewSession assumeRole leaveRole saveRole copyIdentity copyCredentials chooseSource addAccessKey checkIdentity clearTerminalEnvironment startPractice showLog',
    ],
    [
      'a source whose renewal failed: to renew it comes first',
      menu(source(true, { expiration: now + 1, renewalFailure: offline })),
      'renewSession assumeRole copyIdentity copyCredentials chooseSource addAccessKey checkIdentity setTerminalEnvironment startPractice showLog',
    ],
    [
      'a source that has ended: nothing that needs keys, and to renew it comes first',
      menu(source(false, { expiration: now })),
      'renewSession assumeRole copyIdentity copyCredentials chooseSource addAccessKey checkIdentity startPractice showLog',
    ],
    [
      'a role that failed: what helps, and then to ask for it again',
      menu(failed(toRole, { code: 'session-expired' }), { remedies: ['rolecall.renewSession', 'rolecall.assumeRole'] }),
      'renewSession assumeRole checkIdentity leaveRole chooseSource addAccessKey startPractice showLog',
    ],
    [
      'a source that failed',
      menu(failed(toSource, offline), { remedies: ['rolecall.checkIdentity'] }),
      'checkIdentity chooseSource addAccessKey startPractice showLog',
    ],
  ] as const) {
    test(title, () => assert.equal(shown, expected));
  }
});
