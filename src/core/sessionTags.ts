// Session tags as a person types them on one line: `team=blue, cost-center=42`.

export type Tags = Readonly<Record<string, string>>;

/** Undefined where a part has no `=`. No tag has a comma in it, and the first `=` ends the key. */
export function parseTags(text: string): Tags | undefined {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (!parts.every((part) => part.includes('='))) return undefined;
  return Object.fromEntries(
    parts.map((part) => [part.slice(0, part.indexOf('=')).trim(), part.slice(part.indexOf('=') + 1).trim()]),
  );
}

export function tagsText(tags: Tags): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}
