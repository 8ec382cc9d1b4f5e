import MarkdownIt from 'markdown-it';

/**
 * A parser of GitHub's Markdown for texts that are written anew in the form of another service. HTML is read, so that its
 * tags can be left out; addresses alone are links where they have their scheme: `README.md` is a file, and no address in
 * Moldova. `deepest`: how far lists and quotes are read.
 */
export function chatParser(deepest: number) {
  const parser = new MarkdownIt('commonmark', { html: true, linkify: true, maxNesting: deepest }).enable([
    'table',
    'strikethrough',
    'linkify',
  ]);
  parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  return parser;
}
