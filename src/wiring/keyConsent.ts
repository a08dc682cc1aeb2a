// Whether a held access key may be used on this host, asked of the person at the window.
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import { askToUseKey } from '../features/roles/keyQuestion.ts';
import { shortFingerprint } from '../platform/fingerprint.ts';
import { isRemoteHost } from '../platform/remoteHost.ts';
import { KeyConsent } from '../session/keyConsent.ts';
import type { BaseParts } from './parts.ts';

export function keyConsent({ context: { globalState } }: BaseParts): KeyConsent {
  return new KeyConsent({
    remote: isRemoteHost(vscode.env.remoteName) ? vscode.env.remoteName : undefined,
    host: hostname(),
    digest: shortFingerprint,
    remembered: () => globalState.get('rolecall.agreedKeys', []),
    remember: (marks) => globalState.update('rolecall.agreedKeys', marks),
    ask: askToUseKey,
  });
}
