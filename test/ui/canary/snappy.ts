// Reads Snappy's raw format (google/snappy, format_description.txt), in which Chromium keeps stored values.
import { readVarint } from './varint.ts';

/** Reads one stream from `start` on; what follows it is left alone. Undefined where it is none. */
export function readSnappy(buffer: Buffer, start = 0): Buffer | undefined {
  const length = readVarint(buffer, start);
  // Nothing is made more than a few dozen times smaller: a larger claim is not Snappy's.
  if (!length || length.value === 0 || length.value > 64 * (buffer.length - length.end)) return undefined;
  const output = Buffer.alloc(length.value);
  let input = length.end;
  let written = 0;
  while (written < output.length) {
    const element = readElement(buffer, input);
    if (!element || written + element.length > output.length) return undefined;
    if (element.kind === 'literal') {
      if (element.end + element.length > buffer.length) return undefined;
      buffer.copy(output, written, element.end, element.end + element.length);
      input = element.end + element.length;
    } else {
      if (element.offset === 0 || element.offset > written) return undefined;
      // Byte by byte: a copy may reach into what it writes.
      for (let index = written; index < written + element.length; index++) {
        output[index] = output[index - element.offset] as number;
      }
      input = element.end;
    }
    written += element.length;
  }
  return output;
}

type Element =
  | { readonly kind: 'literal'; readonly length: number; readonly end: number }
  | { readonly kind: 'copy'; readonly length: number; readonly offset: number; readonly end: number };

/** The two low bits of an element's tag say its kind. `end` is where its head ends. */
function readElement(buffer: Buffer, start: number): Element | undefined {
  // The longest head is a tag and four bytes.
  const head = Buffer.alloc(5);
  if (buffer.copy(head, 0, start, start + head.length) === 0) return undefined;
  const tag = head.readUInt8(0);
  const upper = tag >> 2;
  switch (tag & 3) {
    case 0: {
      const lengthBytes = Math.max(0, upper - 59);
      const length = 1 + (lengthBytes === 0 ? upper : head.readUIntLE(1, lengthBytes));
      return { kind: 'literal', length, end: start + 1 + lengthBytes };
    }
    case 1:
      return { kind: 'copy', length: 4 + (upper & 7), offset: ((tag >> 5) << 8) | head.readUInt8(1), end: start + 2 };
    case 2:
      return { kind: 'copy', length: 1 + upper, offset: head.readUInt16LE(1), end: start + 3 };
    default:
      return { kind: 'copy', length: 1 + upper, offset: head.readUInt32LE(1), end: start + 5 };
  }
}
