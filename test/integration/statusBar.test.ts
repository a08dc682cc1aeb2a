// Inside VS Code, for its texts: what the status bar says of every state, on hover too, and what a guard adds.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Chain } from '../../src/core/chain.ts';
import type { Failure } from '../../src/core/failure.ts';
import { guardedLook, withGuard } from '../../src/features/identity/guardedLook.ts';
import { type Look, lookOf } from '../../src/features/identity/look.ts';
import { newTerminalLines } from '../../src/features/identity/terminalTexts.ts';
import { tooltipOf } from '../../src/features/identity/tooltip.ts';
import type { Current } from '../../src/session/current.ts';
import type { Agreement, AgreementHere, InForce } from '../../src/session/inForce.ts';

const now = Date.parse('2025-03-26T13:30:50Z');
const minute = 60_000;
const account = '012345678901';
const roleArn = `arn:aws:iam::${account}:role/S3Reader`;
const identityNamed = (name: string) => ({
  userId: 'AROAEXAMPLE:me',
  account,
  arn: `arn:aws:sts::${account}:assumed-role/${name}/me`,
});
const user = { userId: 'AIDAEXAMPLE', account, arn: `arn:aws:iam::${account}:user/Ann` };
const toSource: Chain = { source: { kind: 'profile', profile: 'work' }, hops: [] };
const toRole: Chain = { ...toSource, hops: [{ roleArn, roleSessionName: 'me' }] };
const place = { region: 'us-east-1', endpoints: {} };
const role = (left: number, name = 'S3Reader', renewalFailure?: Failure): Current => ({
  kind: 'role',
  chain: toRole,
  session: { chain: toRole, identity: identityNamed(name), expiration: now + left, ...place },
  ...(renewalFailure && { renewalFailure }),
});
const source: Current = { kind: 'source', chain: toSource, inherited: true, identity: user, ...place };
const ending = (left: number, renewalFailure?: Failure): Current => ({
  ...source,
  expiration: now + left,
  ...(renewalFailure && { renewalFailure }),
});
const failed = (failure: Failure, chain = toRole): Current => ({ kind: 'failed', chain, failure });

const refused = { kind: 'failed', chain: toSource, failure: { code: 'session-expired' } } as const;

suite('the status bar, inside VS Code', () => {
  const cases: readonly (readonly [
    title: string,
    shown: readonly [current: Current, agreement: Agreement, here?: AgreementHere],
    text: string,
    background?: Look['background'],
  ])[] = [
    ['nobody', [{ kind: 'none' }, 'unknown'], '$(circle-slash) AWS: no identity'],
    ['checking', [{ kind: 'checking', chain: toSource }, 'unknown'], '$(loading~spin) AWS: checking identity'],
    ['a user', [source, 'same'], '$(person) Ann · 012345678901'],
    ['a user, not in terminals', [source, 'different'], '$(person) Ann · 012345678901 · not in terminals'],
    ['a user, also in this terminal', [source, 'same', 'same'], '$(person) Ann · 012345678901'],
    [
      'a user, not in this terminal',
      [source, 'same', 'different'],
      '$(person) Ann · 012345678901 · not in this terminal',
    ],
    [
      'a user, for some programs in this terminal',
      [source, 'same', 'partly'],
      '$(person) Ann · 012345678901 · only partly in this terminal',
    ],
    ['a role', [role(58 * minute), 'same'], '$(key) S3Reader · 012345678901 · 58 min'],
    ['a role for hours', [role(500 * minute), 'same'], '$(key) S3Reader · 012345678901 · 8 h 20 min'],
    [
      'a role, not in terminals',
      [role(58 * minute), 'different', 'different'],
      '$(key) S3Reader · 012345678901 · 58 min · not in terminals',
    ],
    [
      'a role that ends soon',
      [role(5 * minute), 'same'],
      '$(warning) S3Reader · 012345678901 · ends in 5 min',
      'warning',
    ],
    ['a role that has ended', [role(0), 'same'], '$(error) S3Reader expired', 'error'],
    [
      'a role with a name of 40 characters',
      [role(0, 'x'.repeat(40)), 'same'],
      `$(error) ${'x'.repeat(31)}… expired`,
      'error',
    ],
    ['a role with an icon for a name', [role(0, '$(flame)'), 'same'], '$(error) \\$(flame) expired', 'error'],
    [
      'a session that AWS refused',
      [failed({ code: 'session-expired' }), 'unknown'],
      '$(error) S3Reader expired',
      'error',
    ],
    ['a source that ends in a while', [ending(58 * minute), 'same'], '$(person) Ann · 012345678901'],
    [
      'a source that ends soon',
      [ending(5 * minute), 'same', 'different'],
      '$(warning) Ann · 012345678901 · ends in 5 min · not in this terminal',
      'warning',
    ],
    ['a source that has ended', [ending(0), 'same'], '$(error) Ann expired', 'error'],
    [
      'a source that AWS refused',
      [{ ...refused, ended: { identity: user, isRefused: true } }, 'unknown'],
      '$(error) Ann expired',
      'error',
    ],
    ['a source that had ended before a reload', [refused, 'unknown'], '$(error) AWS expired', 'error'],
    [
      'offline',
      [failed({ code: 'endpoint-unreachable', endpoint: 'x', reason: 'ENOTFOUND' }), 'unknown'],
      '$(debug-disconnect) AWS: offline',
    ],
    [
      'denied',
      [failed({ code: 'denied', denial: { category: 'denied' } }), 'unknown'],
      '$(error) AWS: access denied',
      'error',
    ],
    [
      'a practice account that stopped',
      [failed({ code: 'practice-stopped' }), 'unknown'],
      '$(circle-slash) Practice account stopped',
    ],
    ['any other failure', [failed({ code: 'throttled' }), 'unknown'], '$(error) AWS: error', 'error'],
  ];
  for (const [title, [current, agreement, here], text, background] of cases) {
    test(title, () => {
      const look = lookOf(current, agreement, now, here);
      assert.deepEqual([look.text, look.background], [text, background]);
      assert.doesNotMatch(look.spoken, /^\$\(|…/);
    });
  }

  const usual = lookOf(role(58 * minute), 'same', now);
  const expiring = lookOf(role(minute), 'same', now);
  for (const [title, look, guard, text, background] of [
    ['no guard', usual, {}, '$(key) S3Reader · 012345678901 · 58 min', undefined],
    [
      'a label and an icon',
      usual,
      { label: 'PROD', icon: 'flame', background: 'warning' },
      '$(flame) PROD · S3Reader · 012345678901 · 58 min',
      'warning',
    ],
    [
      'the sign of a warning stays, and the stronger background',
      expiring,
      { label: 'PROD', icon: 'flame', background: 'error' },
      '$(warning) PROD · S3Reader · 012345678901 · ends in 1 min',
      'error',
    ],
    [
      'a weaker background of a guard changes nothing',
      lookOf(role(0), 'same', now),
      { background: 'warning' },
      '$(error) S3Reader expired',
      'error',
    ],
  ] as const) {
    test(`guarded: ${title}`, () => {
      const guarded = guardedLook(look, guard);
      assert.deepEqual([guarded.text, guarded.background], [text, background]);
    });
  }

  test('guarded: a label is spoken, and a colour is passed on', () => {
    const { spoken, color } = guardedLook(usual, { label: 'PROD', color: 'charts.red' });
    assert.equal(spoken, 'PROD, AWS identity: S3Reader, 012345678901, 58 min');
    assert.equal(color, 'charts.red');
  });

  /** As it is read: the references of characters, resolved. */
  const shown = ({ value }: vscode.MarkdownString) =>
    value
      .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
      .replace(/<wbr>|\u2060/g, '')
      .replace(/&nbsp;/g, ' ');
  const sentenceOf = ({ code }: Failure) => `sentence of ${code}`;
  const untouched: InForce = { kind: 'untouched' };
  const tooltip = (current: Current, inForce: InForce = untouched) =>
    tooltipOf(
      current,
      newTerminalLines(current, inForce, [], now),
      ['rolecall.assumeRole', 'rolecall.showLog'],
      sentenceOf,
      now,
    );

  test('on hover: who, where, by which chain, until when, and where not', () => {
    const text = shown(tooltip(role(58 * minute)));
    for (const line of [
      '| UserId   | AROAEXAMPLE:me |',
      '| Account   | 012345678901 |',
      '| Arn   | arn:aws:sts::012345678901:assumed-role/S3Reader/me |',
      '| Region   | us-east-1 |',
      `| Chain   | profile work<br>→ ${roleArn} |`,
      '| New terminals   | not this identity, but as this machine is configured |',
    ]) {
      assert.ok(text.includes(line), `${line}\n${text}`);
    }
    assert.match(text, /\| Ends {3}\| .* \(58 min\) \|/);
  });

  test('on hover: what cannot be, in words', () => {
    assert.match(shown(tooltip({ kind: 'none' })), /^No AWS credentials are configured\./);
    assert.match(shown(tooltip({ kind: 'checking', chain: toSource })), /^Asking AWS who you are…/);
    assert.match(shown(tooltip(failed({ code: 'throttled' }))), /^sentence of throttled/);
    assert.match(shown(tooltip(role(0))), /^sentence of session-expired[\s\S]*\| Ended/);
    assert.match(shown(tooltip(ending(0))), /^sentence of session-expired[\s\S]*\| Ended/);
    assert.match(
      shown(tooltip(ending(minute, { code: 'throttled' }))),
      /\| Ends {3}\| .* \(1 min\) \|[\s\S]*\| Not renewed {3}\| sentence of throttled \|/,
    );
    assert.match(
      shown(tooltip(role(minute, 'S3Reader', { code: 'throttled' }))),
      /\| Not renewed {3}\| sentence of throttled \|/,
    );
    const inForce = {
      kind: 'set',
      way: 'keys',
      chain: toRole,
      identity: identityNamed('Other'),
      expiration: now,
    } as const;
    assert.match(shown(tooltip(source, inForce)), /not this identity, but Other\/me \(expired\)/);
  });

  test('on hover: only what is offered can be run, whatever names say', () => {
    const hostile = '[x](command:rolecall.forgetEverything) | <b>a\nb';
    const { value, isTrusted } = tooltip(role(minute, hostile));
    assert.deepEqual(isTrusted, { enabledCommands: ['rolecall.assumeRole', 'rolecall.showLog'] });
    assert.ok(!value.includes('command:rolecall.forgetEverything') && !value.includes('<b>'), value);
    assert.ok(value.endsWith('(command:rolecall.showLog)'), value);
  });

  test('on hover: the rules of a guard', () => {
    const guard = { label: 'PROD', durationSeconds: 900, confirm: true, leaveAfterMinutes: 15 };
    const { value } = withGuard(new vscode.MarkdownString('x'), guard);
    assert.match(
      value.replaceAll('&nbsp;', ' '),
      /^x\n\nGuard: PROD · 900 seconds · asks before terminals · left after 15 min without use$/,
    );
    assert.equal(withGuard(new vscode.MarkdownString('x'), { icon: 'flame' }).value, 'x');
  });
});
