// The text of XML, and of encoding-type=url inside it, as S3 and the services that speak like it write them.

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Decodes entities and numeric references. Also those that XML 1.0 forbids (`&#x1;`): S3 writes them, and a key may hold
 * any character. What stands for nothing is left as it is.
 */
export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/g, (all, hex, decimal, name) => {
    if (name !== undefined) return named[name] ?? all;
    const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

/** Whether XML 1.0 has a way to say it. */
export function isXmlText(text: string): boolean {
  return /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(text);
}

/** Text as the content of an element. A bare CR would be read as a LF. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>\r]/g, (c) => (c === '\r' ? '&#13;' : `&${names[c]};`));
}

const names: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt' };

/**
 * Decodes what `encoding-type=url` did: percent sequences of UTF-8, and `+` for a space. Never throws: a percent sign
 * without two hex digits stays, and bytes that are no UTF-8 become U+FFFD.
 */
export function decodeUrlText(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  // What is decoded is never longer, so it is written over what was read.
  let to = 0;
  for (let at = 0; at < bytes.length; at++, to++) {
    const byte = bytes[at] as number;
    const high = byte === 0x25 /* % */ ? hexDigit(bytes[at + 1]) : -1;
    const low = high < 0 ? -1 : hexDigit(bytes[at + 2]);
    if (low >= 0) {
      bytes[to] = high * 16 + low;
      at += 2;
    } else {
      bytes[to] = byte === 0x2b /* + */ ? 0x20 : byte;
    }
  }
  return bytes.toString('utf8', 0, to);
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
