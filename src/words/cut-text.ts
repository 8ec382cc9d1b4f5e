/** `text` in at most `maxLength` characters (UTF-16 units), not cut inside a code point. */
export function cutText(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '');
}
