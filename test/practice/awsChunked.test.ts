// The content coding aws-chunked: what it holds, and that nothing broken is taken for something whole.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readChunked } from '../../src/practice/awsChunked.ts';

const SIGNATURE = 'a'.repeat(64);

suite('aws-chunked', () => {
  const read = (text: string) => {
    const reading = readChunked(Buffer.from(text, 'latin1'));
    if ('problem' in reading) return reading.problem;
    const chunks = reading.chunks.map(({ data, signature }) => [data.toString('latin1'), signature].filter(Boolean));
    return { chunks, trailers: { ...reading.trailers } };
  };

  const rows: [string, string, ReturnType<typeof read>][] = [
    ['nothing', '0\r\n\r\n', { chunks: [[]], trailers: {} }],
    ['one chunk', '5\r\nhello\r\n0\r\n\r\n', { chunks: [['hello'], []], trailers: {} }],
    [
      'sizes in hex',
      'A\r\n0123456789\r\n00b\r\n0123456789a\r\n0\r\n\r\n',
      { chunks: [['0123456789'], ['0123456789a'], []], trailers: {} },
    ],
    ['line breaks in the data', '4\r\n\r\n0\r\r\n0\r\n\r\n', { chunks: [['\r\n0\r'], []], trailers: {} }],
    [
      'signatures',
      `1;chunk-signature=${SIGNATURE}\r\nx\r\n0;chunk-signature=${SIGNATURE}\r\n\r\n`,
      { chunks: [['x', SIGNATURE], [SIGNATURE]], trailers: {} },
    ],
    ['trailers', '0\r\nX-One: 1\r\nx-two:2\n\r\n\r\n', { chunks: [[]], trailers: { 'x-one': '1', 'x-two': '2' } }],
    ['empty', '', 'truncated'],
    ['no last chunk', '5\r\nhello\r\n', 'truncated'],
    ['no end', '0\r\n', 'truncated'],
    ['less data than said', '5\r\nhell', 'truncated'],
    ['a size that is a lie by much', 'ffffffff\r\nhello\r\n0\r\n\r\n', 'truncated'],
    ['more data than said', '4\r\nhello\r\n0\r\n\r\n', 'malformed'],
    ['less data than said, and more behind it', '7\r\nhello\r\n0\r\n\r\n', 'malformed'],
    ['no size', '\r\nhello\r\n0\r\n\r\n', 'malformed'],
    ['a size below nothing', '-5\r\nhello\r\n0\r\n\r\n', 'malformed'],
    ['a size beyond all', 'fffffffff\r\nhello\r\n0\r\n\r\n', 'malformed'],
    ['another extension', '5;name=value\r\nhello\r\n0\r\n\r\n', 'malformed'],
    ['half a signature', `5;chunk-signature=${SIGNATURE.slice(1)}\r\nhello\r\n0\r\n\r\n`, 'malformed'],
    ['line feeds alone', '5\nhello\n0\n\n', 'truncated'],
    ['more behind the end', '0\r\n\r\n0\r\n\r\n', 'malformed'],
    ['a trailer that is none', '0\r\nnothing\r\n\r\n', 'malformed'],
    ['a trailer twice', '0\r\na:1\r\nA:2\r\n\r\n', 'malformed'],
    ['a line without end', `${'0'.repeat(9000)}`, 'malformed'],
  ];
  for (const [name, text, expected] of rows) test(name, () => assert.deepEqual(read(text), expected));

  const body = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 6 });
  const write = (chunks: readonly Uint8Array[]) =>
    Buffer.concat([
      ...chunks.flatMap((data) => [Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')]),
      Buffer.from('0\r\na: 1\r\n\r\n'),
    ]);

  test('any bytes in any chunks come back', () =>
    fc.assert(
      fc.property(body, (chunks) => {
        const reading = readChunked(write(chunks));
        assert.ok(!('problem' in reading));
        assert.ok(Buffer.concat(reading.chunks.map(({ data }) => data)).equals(Buffer.concat(chunks)));
      }),
    ));

  test('cut anywhere, it is truncated', () =>
    fc.assert(
      fc.property(body, (chunks) => {
        const whole = write(chunks);
        for (let at = 0; at < whole.length; at++) {
          assert.deepEqual(readChunked(whole.subarray(0, at)), { problem: 'truncated' }, `cut at ${at}`);
        }
      }),
      { numRuns: 30 },
    ));
});
