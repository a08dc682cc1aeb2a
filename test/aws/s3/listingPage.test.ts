// Answers of ListObjectsV2 as different services write them, cut at every byte.
import assert from 'node:assert/strict';
import { ListingReader } from '../../../src/aws/s3/listingPage.ts';

function read(text: string, cut = text.length) {
  const bytes = Buffer.from(text);
  const tokens: string[] = [];
  const reader = new ListingReader((token) => tokens.push(token));
  for (const piece of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
    // A copy each, so that nothing can be read from the other.
    if (piece.length > 0) reader.push(Buffer.from(piece));
  }
  return { page: reader.end(), tokens };
}

const object = (key: string, more = '') =>
  `<Contents><Key>${key}</Key><LastModified>2024-02-29T23:59:59.123Z</LastModified>${more}<Size>1234567890123</Size><StorageClass>STANDARD</StorageClass></Contents>`;
const folder = (prefix: string) => `<CommonPrefixes><Prefix>${prefix}</Prefix></CommonPrefixes>`;
const document = (content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix></Prefix>${content}</ListBucketResult>`;
const etag = '<ETag>&quot;0123456789abcdef0123456789abcdef&quot;</ETag>';
const partsTag =
  '<ETag>&quot;0123456789abcdef0123456789abcdef-12&quot;</ETag><ChecksumAlgorithm>CRC32</ChecksumAlgorithm>';
const owner = '<Owner><ID>x</ID><DisplayName>Size</DisplayName></Owner>';
const entry = (key: string) => ({
  kind: 'object',
  key,
  size: 1234567890123,
  lastModified: Date.UTC(2024, 1, 29, 23, 59, 59, 123),
});

const url = '<EncodingType>url</EncodingType>';
const more = '<NextContinuationToken>a+b/c=&amp;</NextContinuationToken><IsTruncated>true</IsTruncated>';
const last = '<IsTruncated>false</IsTruncated>';
const entries = [
  entry('a+ b%'),
  entry('日本'),
  entry('c'),
  { kind: 'folder', key: 'd/' },
  { kind: 'folder', key: '🍣/' },
];
const encoded = `${object('a%2B+b%25', etag)}${object('%E6%97%A5%E6%9C%AC', partsTag)}${object('c', owner)}${folder('d/')}${folder('%f0%9F%8d%a3/')}`;
const plain = `${object('a+ b%', etag)}${object('日本', partsTag)}${object('&#99;', owner)}${folder('d/')}${folder('&#x1F363;/')}`;

suite('aws/s3/listingPage', () => {
  const forms: Readonly<Record<string, readonly [text: string, next?: string]>> = {
    'all in front, as AWS does': [document(`${more}${url}${encoded}`), 'a+b/c=&'],
    'the last page': [document(`${url}${last}${encoded}`)],
    'the encoding behind the entries': [document(`${more}${encoded}${url}`), 'a+b/c=&'],
    'the token behind the entries': [
      document(`<IsTruncated>true</IsTruncated>${url}${encoded}<NextContinuationToken>t</NextContinuationToken>`),
      't',
    ],
    'encoding not understood': [document(`${more}${plain}`), 'a+b/c=&'],
  };
  for (const [name, [text, next]] of Object.entries(forms)) {
    test(`${name}, cut anywhere`, () => {
      const expected = { entries, ...(next !== undefined && { next }) };
      for (let cut = 0; cut <= Buffer.byteLength(text); cut++)
        assert.deepEqual(read(text, cut).page, expected, String(cut));
    });
  }

  test('the token is told as soon as it is known', () => {
    assert.deepEqual(read(document(`${more}${url}${encoded}`)).tokens, ['a+b/c=&']);
  });

  test('no entries', () => {
    assert.deepEqual(read(document(`${url}${last}`)).page, { entries: [] });
  });

  test('what is no whole answer', () => {
    const whole = document(`${more}${url}${encoded}`);
    for (let end = 0; end < Buffer.byteLength(whole) - 1; end++) {
      assert.equal(read(Buffer.from(whole).subarray(0, end).toString('latin1')).page, undefined, String(end));
    }
    assert.equal(read('<html><body>Log in</body></html>').page, undefined);
    assert.equal(read(document(`<IsTruncated>true</IsTruncated>${encoded}`)).page, undefined);
  });

  test('odd texts: what stands for nothing stays', () => {
    const keys = (text: string) => read(text).page?.entries.map(({ key }) => key);
    assert.deepEqual(keys(document(`${last}${url}${object('%zz%4')}${object('%ff')}${object('+%2b')}`)), [
      '%zz%4',
      '\ufffd',
      ' +',
    ]);
    assert.deepEqual(keys(document(`${last}${object('&#x1;&#0;&#13;&apos;&amp;lt;')}${object('&nbsp;&#x110000;')}`)), [
      "\u0001\u0000\r'&lt;",
      '&nbsp;&#x110000;',
    ]);
  });

  test('times', () => {
    const time = (text: string) => {
      const [found] =
        read(document(`${last}${url}<Contents><Key>k</Key><LastModified>${text}</LastModified></Contents>`)).page
          ?.entries ?? [];
      return found?.kind === 'object' ? found.lastModified : undefined;
    };
    for (const text of [
      '1970-01-01T00:00:00.000Z',
      '2000-02-29T12:34:56.789Z',
      '2100-03-01T00:00:00Z',
      '2038-01-19T03:14:07.999Z',
      '2025-12-31T23:59:59+00:00',
    ]) {
      assert.equal(time(text), Date.parse(text), text);
    }
    assert.equal(time('yesterday'), 0);
  });
});
