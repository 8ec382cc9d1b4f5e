/** Slugs in a list of organisations or projects: JSON, or Markdown with one in each heading or bold line. */
export function readSlugs(text: string): string[] {
  const slugs = [
    ...text.matchAll(/"slug"\s*:\s*"([a-z0-9_-]{1,100})"/g),
    ...text.matchAll(/^(?:#{2,4}|[-*])\s+\**`?([a-z0-9][a-z0-9_-]{0,99})`?\**\s*$/gm),
    ...text.matchAll(/\bslug\**:\**\s*`?([a-z0-9][a-z0-9_-]{0,99})/gi),
  ].map((match) => match[1] ?? '');
  return [...new Set(slugs)];
}
