import assert from 'node:assert/strict';
import { Observable } from '../../src/session/observable.ts';

suite('session/observable', () => {
  test('tells every change until disposed', () => {
    const observable = new Observable(1);
    const seen: number[] = [];
    const subscription = observable.subscribe((value) => seen.push(value));
    observable.set(2);
    observable.set(2);
    subscription.dispose();
    subscription.dispose();
    observable.set(3);
    assert.deepEqual([seen, observable.value], [[2, 2], 3]);
  });

  test('a listener may leave while it is told', () => {
    const observable = new Observable(1);
    const seen: string[] = [];
    const first = observable.subscribe(() => {
      seen.push('first');
      first.dispose();
    });
    observable.subscribe(() => seen.push('second'));
    observable.set(2);
    observable.set(3);
    assert.deepEqual(seen, ['first', 'second', 'second']);
  });
});
