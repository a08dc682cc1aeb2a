// Writes XML as AWS does. Characters that XML 1.0 cannot hold are written as references all the same, as S3 does: a key
// may hold any of them, and clients that want to be safe ask for encoding-type=url.

/** A node already written. */
export interface Xml {
  readonly xml: string;
}

type Content = string | number | boolean | Xml | readonly Xml[] | undefined;

const SPECIAL: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeXml(text: string): string {
  return text.replace(/[&<>"\u0000-\u001f\u007f\u0085\u2028\ufffe\uffff]/g, (character) => {
    return SPECIAL[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
  });
}

/** An element; nothing at all where the content is undefined. */
export function element(name: string, content: Content, attributes = ''): Xml {
  if (content === undefined) return { xml: '' };
  const inner =
    typeof content === 'object'
      ? 'xml' in content
        ? content.xml
        : content.map((node) => node.xml).join('')
      : escapeXml(String(content));
  const open = attributes ? `${name} ${attributes}` : name;
  return { xml: inner === '' ? `<${open}/>` : `<${open}>${inner}</${name}>` };
}

/** Children from a record, in its order. */
export function elements(content: Readonly<Record<string, Content>>): readonly Xml[] {
  return Object.entries(content).map(([name, value]) => element(name, value));
}
