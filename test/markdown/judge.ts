import { markdownToHTML } from 'comrak';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

const withGfm = { extensions: [gfm()], htmlExtensions: [gfmHtml()] };

/** Two readers of GitHub's Markdown that share no code with ours nor with each other. */
export const renderers: Record<string, (markdown: string) => string> = {
  comrak: (markdown) =>
    markdownToHTML(markdown, {
      extension: { autolink: true, table: true, strikethrough: true, tasklist: true, footnotes: true, alerts: true },
      render: { unsafe: true, hardbreaks: true },
    }),
  micromark: (markdown) =>
    micromark(markdown, {
      allowDangerousHtml: true,
      allowDangerousProtocol: true,
      ...withGfm,
    }),
};

export interface Judged {
  repositoryUrl: string;
  /** The suggestion that may be offered; null: none. */
  suggestion: string | null;
  /** Folded parts that our layout wrote. */
  details: number;
  /** Rows of our table; null: there is none. */
  rows: number | null;
}

const LAYOUT = new Set(
  'h3 h4 p strong em del code pre ul ol li blockquote table thead tbody tr th td details summary sub br a'.split(' '),
);
/** Pages of the repository that our links lead to: lines at a commit, a commit, a comment on a pull request. */
const OWN_PAGE =
  /^\/(?:blob\/[0-9a-f]{40}\/[^?#]+#L\d+(?:-L\d+)?|commit\/[0-9a-f]{40}|pull\/\d+(?:#discussion_r\d+)?|issues\/\d+|commits\?author=[A-Za-z0-9-]+)$/;
/** As GitHub looks for them in text outside of code; kept apart from the rules of the product. */
const LIVE: [string, RegExp][] = [
  ['a mention or an e-mail address', /@[a-z0-9_]/i],
  ['a reference', /#\d|\bGH-\d|\bGHSA-\w/i],
  ['a commit', /(?:^|[^0-9a-z])[0-9a-f]{7,40}(?:$|[^0-9a-z])/i],
  ['an address', /https?:\/\/|ftp:\/\/|www\./i],
];

/** What is wrong with a posted text as one renderer shows it; none: nothing in it acts and our layout is whole. */
export function judge(html: string, { repositoryUrl, suggestion, details, rows }: Judged): string[] {
  const wrong: string[] = [];
  const found = { details: 0, rows: 0, suggestions: 0 };
  const visit = (node: Node, inCode: boolean) => {
    if (node.nodeName === '#text' && 'value' in node) {
      if (!inCode) for (const [name, form] of LIVE) if (form.test(node.value)) wrong.push(`${name}: ${node.value}`);
      return;
    }
    if (!('tagName' in node)) {
      if (node.nodeName !== '#document-fragment' && node.nodeName !== '#comment') wrong.push(node.nodeName);
    } else visitElement(node, wrong, found, { repositoryUrl, suggestion });
    const children = 'childNodes' in node ? node.childNodes : [];
    for (const child of children) visit(child, inCode || node.nodeName === 'code' || node.nodeName === 'pre');
  };
  const fragment = parseFragment(html);
  visit(fragment, false);
  const last = fragment.childNodes.findLast((node) => node.nodeName !== '#text');
  if (last?.nodeName !== '#comment' || !('data' in last) || last.data !== ' marker ')
    wrong.push('our marker does not stand at the end');
  if (html.split('<!--').length !== 2) wrong.push('another comment');
  if (found.details !== details) wrong.push(`${found.details} folded parts instead of ${details}`);
  if (rows !== null && found.rows !== rows) wrong.push(`${found.rows} rows instead of ${rows}`);
  if (found.suggestions > (suggestion === null ? 0 : 1)) wrong.push('another suggestion');
  return wrong;
}

function visitElement(
  element: Element,
  wrong: string[],
  found: { details: number; rows: number; suggestions: number },
  { repositoryUrl, suggestion }: Pick<Judged, 'repositoryUrl' | 'suggestion'>,
): void {
  const attribute = (wanted: string) => element.attrs.find(({ name }) => name === wanted)?.value ?? '';
  if (!LAYOUT.has(element.tagName)) wrong.push(`<${element.tagName}>`);
  if (element.tagName === 'details') found.details++;
  if (element.tagName === 'tr') found.rows++;
  const isOwn = attribute('href').startsWith(`${repositoryUrl}/`);
  if (element.tagName === 'a' && !(isOwn && OWN_PAGE.test(attribute('href').slice(repositoryUrl.length))))
    wrong.push(`a link to ${attribute('href')}`);
  const language = attribute('class').replace('language-', '');
  if (/^(?:suggestion|mermaid|math|geojson|topojson|stl)/i.test(language)) {
    const [text] = element.childNodes;
    found.suggestions++;
    if (language !== 'suggestion' || text === undefined || !('value' in text) || text.value !== `${suggestion}\n`)
      wrong.push(`a block of ${language}`);
  }
  for (const { name, value } of element.attrs) {
    const known =
      name === 'class' ||
      (name === 'start' && element.tagName === 'ol') ||
      (name === 'href' && element.tagName === 'a');
    if (!known && !(name === 'align' || name === 'data-sourcepos')) wrong.push(`${element.tagName} ${name}=${value}`);
  }
}
