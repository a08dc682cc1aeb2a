// The XML that requests bring: what is in it, and that anything else is refused.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readXml, type XmlElement } from '../../src/practice/xmlDocument.ts';
import { processorMs } from '../support/processorMs.ts';

suite('XML of requests', () => {
  const read = (text: string) => readXml(Buffer.from(text));
  const plain = ({ name, text, children }: XmlElement): unknown =>
    children.length > 0 ? { [name]: children.map(plain) } : { [name]: text };

  const rows: [string, string, unknown][] = [
    ['an element', '<a/>', { a: '' }],
    ['text', '<a>x</a>', { a: 'x' }],
    ['children', '<a><b>1</b><b>2</b></a>', { a: [{ b: '1' }, { b: '2' }] }],
    [
      'a declaration, comments, attributes',
      '<?xml version="1.0"?>\n<!-- <b> --><a x="1" y=\'>\'><b /></a >\n',
      { a: [{ b: '' }] },
    ],
    ['a namespace prefix', '<s3:a xmlns:s3="http://x/"><s3:b>1</s3:b></s3:a>', { a: [{ b: '1' }] }],
    ['entities', '<a>&lt;&amp;&gt;&quot;&apos;&#10;&#x1F363;&#X1;</a>', { a: '<&>"\'\n🍣\u0001' }],
    ['spaces count', '<a> x\t</a>', { a: ' x\t' }],
    ['line breaks are those of XML, but for references', '<a>1\r\n2\r3&#13;</a>', { a: '1\n2\n3\r' }],
    ['right to left, surrogates', '<a>\u202e\u{1f363}</a>', { a: '\u202e\u{1f363}' }],
  ];
  for (const [name, text, expected] of rows) {
    test(name, () => {
      const root = read(text);
      assert.ok(root);
      assert.deepEqual(plain(root), expected);
    });
  }

  const broken = [
    '',
    'text',
    '<a>',
    '</a>',
    '<a></b>',
    '<a><b></a></b>',
    '<a/><b/>',
    '<a/>text',
    '<a b=c/>',
    '<a b="<"/>',
    '<a>&nbsp;</a>',
    '<a>&</a>',
    '<a>&#0;</a>',
    '<a>&#xD800;</a>',
    '<a>&#x110000;</a>',
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    '<a',
    '<!-- <a/>',
    '<a>'.repeat(20) + '</a>'.repeat(20),
  ];
  for (const text of broken) test(`refused: ${text.slice(0, 40)}`, () => assert.equal(read(text), undefined));

  test('refused: bytes that are no UTF-8', () =>
    assert.equal(readXml(Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e])), undefined));

  test('any text comes back', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const escaped = text.replace(/[&<>\r\0]/g, (each) => (each === '\0' ? '' : `&#${each.charCodeAt(0)};`));
        assert.equal(read(`<a>${escaped}</a>`)?.text, text.replaceAll('\0', ''));
      }),
    ));

  test('a great deal of nothing is read in no time', () => {
    const texts = [
      '<a '.repeat(100_000),
      `<a>${'&'.repeat(100_000)}</a>`,
      '<!--'.repeat(100_000),
      '<a b="'.repeat(50_000),
    ];
    const readAll = () => {
      for (const text of texts) assert.equal(read(text), undefined);
    };
    assert.ok(processorMs(readAll) < 2_000);
  });
});
