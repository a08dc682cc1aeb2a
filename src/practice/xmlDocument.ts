// Reads the XML that S3's requests bring: elements and text, no document type, no entities but XML's own.

export interface XmlElement {
  /** Without a namespace's prefix. */
  readonly name: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** A declaration, a comment, a closing tag, an opening or empty tag, or text up to the next tag. */
const TOKEN =
  /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<\/\s*([^\s>]+)\s*>|<([^\s<>/!?]+)(?:\s+[^\s=<>/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(\/?)>|([^<]+)/gy;

const MAX_DEPTH = 16;

interface Open {
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

/** The root element; undefined for what is not well-formed. */
export function readXml(bytes: Uint8Array): XmlElement | undefined {
  const text = decodeUtf8(bytes);
  if (text === undefined) return undefined;
  const document: Open = { name: '', children: [], text: '' };
  const path = [document];
  for (let at = 0; at < text.length; ) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    if (!token) return undefined;
    at = TOKEN.lastIndex;
    const [, closing, opening, empty, characters] = token;
    const innermost = path.at(-1) ?? document;
    if (characters !== undefined) {
      const plain = resolveEntities(characters);
      if (plain === undefined) return undefined;
      innermost.text += plain;
    } else if (closing !== undefined) {
      if (path.length < 2 || innermost.name !== localName(closing)) return undefined;
      path.pop();
    } else if (opening !== undefined) {
      const element: Open = { name: localName(opening), children: [], text: '' };
      innermost.children.push(element);
      if (empty === '' && path.push(element) > MAX_DEPTH) return undefined;
    }
  }
  const isDocument = path.length === 1 && document.children.length === 1 && document.text.trim() === '';
  return isDocument ? document.children[0] : undefined;
}

/** The text of the first child of that name. */
export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text;
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1);

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** undefined where an ampersand begins no entity. Line breaks become those of XML. */
function resolveEntities(text: string): string | undefined {
  let isSound = true;
  const resolved = text.replace(/\r\n?/g, '\n').replace(/&([^;]{0,10};)?/g, (_, reference?: string) => {
    const character = reference === undefined ? undefined : resolveEntity(reference.slice(0, -1));
    isSound &&= character !== undefined;
    return character ?? '';
  });
  return isSound ? resolved : undefined;
}

function resolveEntity(name: string): string | undefined {
  if (Object.hasOwn(ENTITIES, name)) return ENTITIES[name];
  const [, hex, decimal] = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name) ?? [];
  if (hex === undefined && decimal === undefined) return undefined;
  const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  const isCharacter = point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
  return isCharacter ? String.fromCodePoint(point) : undefined;
}
