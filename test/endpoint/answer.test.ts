// When an answer is given: the clients wait for a second or two, whatever the holder of the sessions does.
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { type Answer, answerFor, type Grant } from '../../src/endpoint/answer.ts';

const noon = Date.parse('2025-03-26T12:00:00Z');
const token = { id: 'ab'.repeat(32), binding: 'current', issuedAt: noon };
const never = new Promise<Grant>(() => {});
/** The SDK for JavaScript gives up after this, and a slow machine needs some of it. */
const clientMs = 1_000;
const marginMs = 200;

const held = (minutes: number): Grant => ({
  kind: 'granted',
  credentials: {
    accessKeyId: 'ASIAHELD',
    secretAccessKey: 'made-up-secret',
    sessionToken: 'made-up-token',
    expiration: noon + minutes * 60_000,
  },
});

const rows: readonly (readonly [title: string, held: Grant | Promise<Grant>, renewed: Promise<Grant>, got: string])[] =
  [
    ['what is held is late', never, never, 'NotReady'],
    ['the renewal of what ends soon is late', held(14), never, 'ASIAHELD'],
    ['the renewal of what has ended is late', held(-1), never, 'ExpiredToken'],
  ];

suite('the time of an answer', () => {
  setup(() => mock.timers.enable({ apis: ['setTimeout'] }));
  teardown(() => mock.timers.reset());

  for (const [title, first, renewed, got] of rows) {
    test(`${title}: the client is answered well before it gives up`, async () => {
      const answer = answerFor(token, {
        grantFor: (_, wanted) => (wanted === 'held' ? first : renewed),
        now: () => noon,
        onDefect: assert.ifError,
      });
      assert.equal(await answeredBy(answer), undefined);
      mock.timers.tick(clientMs - marginMs);
      assert.equal(await answeredBy(answer), got);
    });
  }
});

/** Whoever was named in the answer or the refusal; undefined where there is none yet. */
function answeredBy(answer: Promise<Answer>): Promise<string | undefined> {
  const soon = new Promise<undefined>((resolve) => setImmediate(resolve, undefined));
  const named = answer.then((each) =>
    each.kind === 'refused' ? each.refusal.code : JSON.parse(each.body).AccessKeyId,
  );
  return Promise.race([named, soon]);
}
