import assert from 'node:assert/strict';
import { failureOf } from '../../src/core/failure.ts';
import { KeyConsent } from '../../src/session/keyConsent.ts';

const key = 'AKIAEXAMPLE000000001';
const other = 'AKIAEXAMPLE000000002';

class Host {
  marks: readonly string[] = [];
  readonly asked: string[] = [];
  answer = true;

  consent(host: string, remote: string | null = 'ssh-remote'): KeyConsent {
    return new KeyConsent({
      remote: remote ?? undefined,
      host,
      digest: (text) =>
        `digest of ${text.length}: ${[...text].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) | 0, 0)}`,
      remembered: () => this.marks,
      remember: async (marks) => {
        this.marks = marks;
      },
      ask: async (shown, where) => {
        this.asked.push(`${shown} on ${where}`);
        return this.answer;
      },
    });
  }
}

const quietly = { quiet: true };
const askingly = { quiet: false };
const codeOf = (work: Promise<void>) =>
  work.then(
    () => 'used',
    (error: unknown) => failureOf(error)?.code ?? String(error),
  );

suite('session/keyConsent', () => {
  test('on the machine of the window itself nobody is asked', async () => {
    const host = new Host();
    assert.equal(await codeOf(host.consent('laptop', null).require(key, quietly)), 'used');
    assert.deepEqual(host.asked, []);
  });

  test('on a remote host it is asked about once, by its printed form and the name of the host', async () => {
    const host = new Host();
    const consent = host.consent('build-7');
    assert.equal(await codeOf(consent.require(key, askingly)), 'used');
    assert.equal(await codeOf(consent.require(key, quietly)), 'used');
    assert.deepEqual(host.asked, ['AKIA…0001 on build-7']);
    assert.ok(!JSON.stringify(host.marks).includes(key));
  });

  test('another key, and another host, are asked about anew', async () => {
    const host = new Host();
    await host.consent('build-7').require(key, askingly);
    await host.consent('build-7').require(other, askingly);
    await host.consent('build-8').require(key, askingly);
    assert.deepEqual(host.asked, ['AKIA…0001 on build-7', 'AKIA…0002 on build-7', 'AKIA…0001 on build-8']);
  });

  test('a host of the same name that is reached in another way is asked about anew', async () => {
    const host = new Host();
    await host.consent('build-7').require(key, askingly);
    assert.equal(await codeOf(host.consent('build-7', 'dev-container').require(key, quietly)), 'key-unconfirmed');
    assert.equal(await codeOf(host.consent('build-7').require(key, quietly)), 'used');
  });

  test('what was typed in on the window’s own machine is agreed to there, not on a remote host of its name', async () => {
    const host = new Host();
    await host.consent('laptop', null).agreed(key);
    assert.equal(await codeOf(host.consent('laptop', 'wsl').require(key, quietly)), 'key-unconfirmed');
  });

  test('quietly, nobody is asked and the key is not used', async () => {
    const host = new Host();
    assert.equal(await codeOf(host.consent('build-7').require(key, quietly)), 'key-unconfirmed');
    assert.deepEqual(host.asked, []);
  });

  test('a no is no, and is not remembered', async () => {
    const host = new Host();
    host.answer = false;
    const consent = host.consent('build-7');
    assert.equal(await codeOf(consent.require(key, askingly)), 'key-unconfirmed');
    host.answer = true;
    assert.equal(await codeOf(consent.require(key, askingly)), 'used');
    assert.equal(host.asked.length, 2);
  });

  test('a key that was typed in on the host is agreed to there, and nowhere else', async () => {
    const host = new Host();
    await host.consent('build-7').agreed(key);
    assert.equal(await codeOf(host.consent('build-7').require(key, quietly)), 'used');
    assert.equal(await codeOf(host.consent('build-8').require(key, quietly)), 'key-unconfirmed');
  });

  test('what was agreed to can be forgotten', async () => {
    const host = new Host();
    const consent = host.consent('build-7');
    await consent.agreed(key);
    await consent.forget();
    assert.equal(await codeOf(consent.require(key, quietly)), 'key-unconfirmed');
  });
});
