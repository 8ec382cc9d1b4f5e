/**
 * Markdown of an answer and the lines it rests on, as links to the blob of the commit that was read. Says so if there
 * is none.
 */
export function renderAnswer(
  answer: string,
  citations: readonly { path: string; line: number }[],
  { repositoryUrl, sha }: { repositoryUrl: string; sha: string },
): string {
  const links = citations.map(({ path, line }) => {
    const shown = `\`${path.replaceAll('`', "'")}:${line}\``;
    const linkable = /^[\w./-]+$/.test(path) && !path.includes('..');
    return linkable ? `[${shown}](${repositoryUrl}/blob/${sha}/${path}#L${line})` : shown;
  });
  const proof =
    links.length > 0
      ? `Lines at ${sha.slice(0, 7)}: ${links.join(' · ')}`
      : 'No line of the code was shown to back this answer: check it before you rely on it.';
  return `${answer.trim()}\n\n${proof}`;
}
