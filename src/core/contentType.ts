// What S3 and browsers call the content of a file, by its ending. Without one, S3 says binary/octet-stream.

const types: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  bmp: 'image/bmp',
  css: 'text/css',
  csv: 'text/csv',
  gif: 'image/gif',
  gz: 'application/gzip',
  htm: 'text/html',
  html: 'text/html',
  ico: 'image/x-icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  json: 'application/json',
  md: 'text/markdown',
  mjs: 'text/javascript',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  ogg: 'audio/ogg',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  tar: 'application/x-tar',
  txt: 'text/plain',
  wasm: 'application/wasm',
  wav: 'audio/wav',
  webm: 'video/webm',
  webp: 'image/webp',
  woff2: 'font/woff2',
  xml: 'application/xml',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  zip: 'application/zip',
};

/** Undefined for an ending that is not known. */
export function contentTypeOf(key: string): string | undefined {
  const ending = /\.([A-Za-z0-9]+)$/.exec(key)?.[1]?.toLowerCase();
  return ending === undefined ? undefined : types[ending];
}

/** Whether VS Code shows it without being text: an image, a sound, a film. */
export function isMedia(key: string): boolean {
  return /^(?:image|audio|video)\//.test(contentTypeOf(key) ?? '');
}
