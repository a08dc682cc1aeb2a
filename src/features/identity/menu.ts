// The menu behind the status bar: what can be done now, as command ids. A pure function of the state and the clock.
import type { CommandId } from '../../manifest.ts';
import { type Current, hasEnded, isKnown } from '../../session/current.ts';
import { agreement, type FolderInForce, type InForce } from '../../session/inForce.ts';

export interface MenuState {
  readonly current: Current;
  readonly inForce: InForce;
  readonly folders: readonly FolderInForce[];
  /** The workspace has more than one. */
  readonly severalFolders: boolean;
  readonly practiceRunning: boolean;
  /** What helps against the failure, where there is one. */
  readonly remedies: readonly CommandId[];
}

/** What a person most likely wants comes first. */
export function menuOf(state: MenuState, now: number): readonly CommandId[] {
  const { current, inForce, folders, severalFolders, practiceRunning, remedies } = state;
  const known = isKnown(current);
  const ended = hasEnded(current, now);
  const failedRole = current.kind === 'failed' && current.chain.hops.length > 0;
  const ids = new Set<CommandId>();
  const add = (when: boolean, ...more: readonly CommandId[]) => {
    for (const id of when ? more : []) ids.add(id);
  };
  add(current.kind === 'failed', ...remedies, 'rolecall.checkIdentity');
  // Where it did not happen by itself, it may need somebody to answer.
  add(ended || failedRole || (known && !!current.renewalFailure), 'rolecall.renewSession');
  add(known && !ended && agreement(current, inForce) === 'different', 'rolecall.setTerminalEnvironment');
  add(current.kind === 'none', 'rolecall.startPractice', 'rolecall.addAccessKey');
  add(known || failedRole, 'rolecall.assumeRole');
  add(current.kind === 'role' || failedRole, 'rolecall.leaveRole');
  add(current.kind === 'role', 'rolecall.renewSession');
  add(current.kind === 'role', 'rolecall.saveRole');
  add(known, 'rolecall.copyIdentity', 'rolecall.copyCredentials');
  add(current.kind === 'role' && !ended, 'rolecall.openConsole');
  add(true, 'rolecall.chooseSource');
  add(current.kind !== 'none', 'rolecall.addAccessKey', 'rolecall.checkIdentity');
  add(
    known && !ended && agreement(current, inForce) === 'same' && inForce.kind === 'untouched',
    'rolecall.setTerminalEnvironment',
  );
  add(known && !ended && severalFolders, 'rolecall.setFolderTerminalEnvironment');
  add(folders.length > 0, 'rolecall.clearFolderTerminalEnvironment');
  add(inForce.kind === 'set' || folders.length > 0, 'rolecall.clearTerminalEnvironment');
  add(practiceRunning, 'rolecall.stopPractice');
  add(!practiceRunning && current.kind !== 'none', 'rolecall.startPractice');
  add(true, 'rolecall.showLog');
  return [...ids];
}
