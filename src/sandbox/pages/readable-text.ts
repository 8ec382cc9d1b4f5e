/** Markdown as plain text, the way it is read: without hidden markers and where links lead, folded parts open. Pure. */
export function readableText(markdown: string): string {
  return (
    markdown
      .replaceAll(/<!--[\s\S]*?-->/g, '')
      .replaceAll(/<summary>([\s\S]*?)<\/summary>/g, (_, title: string) => `▾ ${title.replaceAll(/<\/?code>/g, '`')}`)
      .replaceAll(/\[(`[^`]+`)\]\([^()\s]*\)/g, '$1')
      .replaceAll(/<\/?(?:details|sub|p|br)[^>]*>/g, '')
      // What Markdown escapes outside of code is read without the backslash.
      .replaceAll(
        /(```[\s\S]*?```|`[^`\n]*`)|\\([!-/:-@[-`{-~])/g,
        (_, code: string | undefined, char: string) => code ?? char,
      )
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim()
  );
}
