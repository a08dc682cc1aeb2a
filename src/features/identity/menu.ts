// The menu behind the status bar: what can be done now, as command ids. A pure function of the state.
import type { CommandId } from '../../manifest.ts';
import { agreement, type InForce } from '../../session/inForce.ts';
import type { Current } from '../../session/keeper.ts';

export interface MenuState {
  readonly current: Current;
  readonly inForce: InForce;
  readonly practiceRunning: boolean;
}

/** What a person most likely wants comes first. */
export function menuOf({ current, inForce, practiceRunning }: MenuState): readonly CommandId[] {
  const known = current.kind === 'source' || current.kind === 'role';
  const ids: CommandId[] = [];
  const add = (when: boolean, ...more: CommandId[]) => void (when && ids.push(...more));
  add(known && agreement(current, inForce) === 'different', 'rolecall.setTerminalEnvironment');
  add(current.kind === 'none', 'rolecall.startPractice', 'rolecall.addAccessKey');
  add(known || (current.kind === 'failed' && current.chain.hops.length > 0), 'rolecall.assumeRole');
  add(current.kind === 'role' || (current.kind === 'failed' && current.chain.hops.length > 0), 'rolecall.leaveRole');
  add(current.kind === 'role', 'rolecall.saveRole');
  add(known, 'rolecall.copyIdentity');
  add(true, 'rolecall.chooseSource');
  add(current.kind !== 'none', 'rolecall.addAccessKey');
  add(current.kind !== 'none', 'rolecall.checkIdentity');
  add(
    known && agreement(current, inForce) === 'same' && inForce.kind === 'untouched',
    'rolecall.setTerminalEnvironment',
  );
  add(inForce.kind === 'set', 'rolecall.clearTerminalEnvironment');
  add(practiceRunning, 'rolecall.stopPractice');
  add(!practiceRunning && current.kind !== 'none', 'rolecall.startPractice');
  add(true, 'rolecall.showLog');
  return ids;
}
