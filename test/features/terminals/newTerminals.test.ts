// What VS Code is told of each variable of new terminals.
import assert from 'node:assert/strict';
import { NewTerminals } from '../../../src/features/terminals/newTerminals.ts';
import { FakeCollection } from '../../fakes/environmentCollection.ts';

suite('features/terminals: new terminals', () => {
  test('variables are set behind the shell’s start-up files too, but for a backslash, which would not come through', () => {
    const collection = new FakeCollection();
    const terminals = new NewTerminals(collection);
    const environment = { AWS_PROFILE: 'a b"\'$x', AWS_CONFIG_FILE: 'C:\\Users\\somebody\\config' };
    terminals.setEverywhere({ environment });
    assert.deepEqual(collection.values(), environment);
    assert.deepEqual(
      [...collection].map(([name, { options }]) => [name, options]),
      [
        ['AWS_PROFILE', { applyAtProcessCreation: true, applyAtShellIntegration: true }],
        ['AWS_CONFIG_FILE', { applyAtProcessCreation: true, applyAtShellIntegration: false }],
      ],
    );
    terminals.dispose();
  });
});
