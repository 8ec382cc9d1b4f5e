/** Text of a model as it may be stored: PostgreSQL takes neither NUL nor half of a surrogate pair. */
export function plainText(text: string): string {
  return text
    .replaceAll('\0', '')
    .replaceAll(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}
