// Numbers of seven bits a byte, as LevelDB and Snappy write them.

/** Undefined where the bytes end in the middle of it. */
export function readVarint(
  buffer: Buffer,
  start: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let index = start; index < Math.min(buffer.length, start + 7); index++) {
    const byte = buffer[index] as number;
    value += (byte & 0x7f) * 2 ** (7 * (index - start));
    if (byte < 0x80) return { value, end: index + 1 };
  }
  return undefined;
}
