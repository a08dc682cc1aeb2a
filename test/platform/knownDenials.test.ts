// Which commands are behind what is known to be denied, and that package.json greys the same ones.
import assert from 'node:assert/strict';
import type { Ability, Mark } from '../../src/core/bucketCapabilities.ts';
import type { Target } from '../../src/core/objectTarget.ts';
import { needed, withKnownDenials } from '../../src/platform/knownDenials.ts';
import { readJson } from '../house/project.ts';

const target: Target = { kind: 'folder', bucket: 'b', prefix: '' };

suite('platform/knownDenials', () => {
  test('package.json greys what needs what is denied, and nothing else of the tree', () => {
    const { contributes } = readJson('package.json') as {
      contributes: { commands: { command: string; enablement?: string }[] };
    };
    const greyed = contributes.commands.flatMap(({ command, enablement }) => {
      const abilities = /^!\(viewItem =~ \/no-\(?([\w|]+)\)?\/\)$/.exec(enablement ?? '')?.[1];
      return abilities === undefined ? [] : [[command, abilities.split('|')] as const];
    });
    assert.deepEqual(Object.fromEntries(greyed), needed);
  });

  test('what is not known to be denied runs, with what it was called with', async () => {
    const calls: unknown[] = [];
    const asked: Ability[] = [];
    const mark = (ability: Ability): Mark => {
      asked.push(ability);
      return { state: 'unknown' };
    };
    const handlers = withKnownDenials(
      {
        'rolecall.deleteObjects': (...args: unknown[]) => void calls.push(args),
        'rolecall.copyS3Uri': (...args: unknown[]) => void calls.push(args),
        'rolecall.findObjects': (...args: unknown[]) => void calls.push(args),
      },
      { targets: () => [target], mark },
    );
    await handlers['rolecall.deleteObjects']('node', ['node', 'other']);
    await handlers['rolecall.copyS3Uri']('node', undefined);
    await handlers['rolecall.findObjects']('node', '*.csv');
    assert.deepEqual(calls, [
      ['node', ['node', 'other']],
      ['node', undefined],
      ['node', '*.csv'],
    ]);
    assert.deepEqual(asked, ['delete', 'list']);
  });
});
