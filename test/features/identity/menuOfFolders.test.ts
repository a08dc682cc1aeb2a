import assert from 'node:assert/strict';
import { type MenuState, menuOf } from '../../../src/features/identity/menu.ts';
import type { InForce } from '../../../src/session/inForce.ts';
import { roleIdentity, roleNamed } from '../../fakes/aws.ts';

const chain = { source: { kind: 'practice' }, hops: [roleNamed('A')] } as const;
const session = { chain, identity: roleIdentity('A', 'me'), region: 'us-east-1', endpoints: {}, expiration: 2_000 };
const set: InForce & { kind: 'set' } = { kind: 'set', way: 'keys', chain, identity: session.identity };
const own = { folder: 'file:///one', name: 'one', mark: 'x', inForce: set };

suite('features/identity/menu: folders', () => {
  const folderCommands = (state: Partial<MenuState>, now = 1_000) =>
    menuOf(
      {
        current: { kind: 'role', chain, session },
        inForce: { kind: 'untouched' },
        folders: [],
        severalFolders: true,
        practiceRunning: false,
        remedies: [],
        ...state,
      },
      now,
    )
      .filter((id) => /FolderTerminal|clearTerminal/.test(id))
      .map((id) => id.replace('rolecall.', ''));

  const rows: readonly [title: string, state: Partial<MenuState>, now: number, expected: readonly string[]][] = [
    ['one folder', { severalFolders: false }, 1_000, []],
    ['several folders', {}, 1_000, ['setFolderTerminalEnvironment']],
    ['a session that has ended is put in force nowhere', {}, 2_000, []],
    ['nobody is current', { current: { kind: 'none' } }, 1_000, []],
    [
      'a folder has somebody of its own, who can be cleared alone or with all',
      { folders: [own] },
      1_000,
      ['setFolderTerminalEnvironment', 'clearFolderTerminalEnvironment', 'clearTerminalEnvironment'],
    ],
    [
      'all have somebody, no folder of its own',
      { inForce: set },
      1_000,
      ['setFolderTerminalEnvironment', 'clearTerminalEnvironment'],
    ],
  ];
  for (const [title, state, now, expected] of rows) {
    test(title, () => assert.deepEqual(folderCommands(state, now), expected));
  }
});
