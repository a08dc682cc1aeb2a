// The search for secrets, against what a person wrote down by hand: no VS Code, no browser.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { decode } from './decoded.ts';
import { readHostLog } from './hostLog.ts';
import { readLog } from './levelDb.ts';
import { Needles } from './needles.ts';
import { readSnappy } from './snappy.ts';
import { searchContents } from './storeSearch.ts';
import { canary, writings } from './writings.ts';

suite('the search for secrets', () => {
  const secret = { name: 'a secret', value: canary() };
  const needles = new Needles([secret]);

  for (const [index, [form, write]] of writings.entries()) {
    test(`finds writing ${index}: ${form}`, () => {
      const found = needles.findIn(write(secret.value));
      assert.ok(
        found.some((each) => each.form === form),
        found.map((each) => each.form).join(),
      );
    });
  }

  test('finds a half of it, and one that is broken anywhere', () => {
    for (let at = 0; at <= secret.value.length; at++) {
      const broken = `${secret.value.slice(0, at)}\n${secret.value.slice(at)}`;
      assert.deepEqual(needles.findIn(Buffer.from(broken)), [{ secret: 'a secret', form: 'plain in UTF-8' }]);
    }
  });

  test('finds nothing in noise, nor another secret', () => {
    assert.deepEqual(needles.findIn(randomBytes(1_000_000)), []);
    assert.deepEqual(needles.findIn(Buffer.from(canary())), []);
    assert.deepEqual(needles.findIn(Buffer.alloc(0)), []);
  });

  test('looks into what is compressed inside of what is compressed', () => {
    const named = Buffer.from('1f8b0808000000000000', 'hex');
    const inner = Buffer.concat([named, Buffer.from('name\0'), deflateRawSync(secret.value)]);
    const bytes = Buffer.concat([Buffer.from('before'), gzipSync(inner), Buffer.from('after')]);
    assert.deepEqual(searchContents([{ place: 'file', bytes }], needles), {
      found: [{ secret: 'a secret', form: 'plain in UTF-8', place: 'file > gzip > gzip' }],
      inHostLog: [],
      unread: [],
    });
  });

  test('reads Snappy: a literal, a copy, and a copy of what it writes itself', () => {
    // 14 bytes: "abcd", 5 bytes from 4 back, 5 bytes from 1 back; then something else
    const stream = Buffer.from([14, 3 << 2, ...Buffer.from('abcd'), 0x05, 4, (4 << 2) | 2, 1, 0, 0xff]);
    assert.equal(readSnappy(stream)?.toString(), 'abcdabcdaaaaaa');
    assert.equal(readSnappy(stream.subarray(0, 8)), undefined);
    assert.equal(readSnappy(Buffer.from([4, 0x05, 4])), undefined);
    assert.deepEqual(decode('value', Buffer.concat([Buffer.from([0xff, 0x11, 0x02]), stream])), {
      parts: [{ how: 'snappy', bytes: Buffer.from('abcdabcdaaaaaa') }],
      isWhole: true,
    });
  });

  test("reads a database's log: records that the end of a block cuts, and one whose end was never written", () => {
    const piece = (type: number, data: Buffer) => {
      const head = Buffer.alloc(7);
      head.writeUInt16LE(data.length, 4);
      head.writeUInt8(type, 6);
      return Buffer.concat([head, data]);
    };
    const [first, second, third] = [Buffer.alloc(32_000, 'a'), Buffer.alloc(40_000, 'b'), Buffer.from('torn')];
    const room = 32_768 - 32_007 - 7;
    const log = Buffer.concat([
      piece(1, first),
      piece(2, second.subarray(0, room)),
      piece(3, second.subarray(room, room + 32_761)),
      piece(4, second.subarray(room + 32_761)),
      piece(2, third),
    ]);
    assert.deepEqual(
      readLog(log).map((record) => record.toString()),
      [first.toString(), second.toString(), 'torn'],
    );
  });

  test("leaves out of VS Code's own logs the messages that hold a terminal's environment, and nothing else", () => {
    const spread = "a\nx Terminal process launching on remote agent {\n  env: {\n    KEY: '1'\n  }\n}\nb\n";
    const inOneLine = '[debug] Terminal process launching on remote agent {"env":{}}\nb\n';
    const rests = [
      ['server output', spread],
      ['user data/logs/1/remoteagent.log', inOneLine],
      ['user data/logs/1/ptyhost.log', 'a [RPC Response] PtyService#getTerminalLayoutInfo {"tabs":[]}\nb'],
      ['user data/logs/1/other.log', inOneLine],
      ['user data/logs/1/exthost1/remoteagent.log', inOneLine],
      ['user data/logs/1/ptyhost.log', inOneLine],
      ['user data/logs/1/ptyhost.log', 'a [RPC Request] PtyService#createProcess({"env":{}})\nb'],
      ['browser/Default/IndexedDB/x.ldb > block', 'a terminalInstance#ctor (instanceId: 1) [{}]\nb'],
      ['browser/Default/Local Storage/x.ldb > block', 'terminalInstance#ctor (instanceId: 1) [{}]'],
    ] as const;
    assert.deepEqual(
      rests.map(([place, text]) => readHostLog(place, Buffer.from(text)).rest.toString()),
      [
        'a\nx \nb\n',
        '[debug] \nb\n',
        'a \nb',
        inOneLine,
        inOneLine,
        inOneLine,
        'a \nb',
        'a \nb',
        'terminalInstance#ctor (instanceId: 1) [{}]',
      ],
    );
  });
});
