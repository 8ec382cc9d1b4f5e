/** Of one node of Atlassian's document format. */
interface Rule {
  /** Kinds of nodes in it; absent: none. */
  content?: readonly string[];
  isEmptyRefused?: boolean;
  attrs?: (attrs: Record<string, unknown>) => boolean;
  needsAttrs?: boolean;
}

const INLINE = ['text', 'hardBreak'];
const LISTS = ['bulletList', 'orderedList'];

/** https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ and the pages of its nodes. */
const RULES: Readonly<Record<string, Rule>> = {
  doc: { content: ['paragraph', 'heading', 'codeBlock', 'blockquote', 'rule', 'table', ...LISTS] },
  paragraph: { content: INLINE },
  heading: {
    content: INLINE,
    needsAttrs: true,
    attrs: ({ level }) => Number.isInteger(level) && Number(level) >= 1 && Number(level) <= 6,
  },
  codeBlock: { content: ['text'], attrs: ({ language }) => typeof language === 'string' },
  blockquote: { content: ['paragraph', 'codeBlock', ...LISTS], isEmptyRefused: true },
  bulletList: { content: ['listItem'], isEmptyRefused: true },
  orderedList: { content: ['listItem'], isEmptyRefused: true, attrs: ({ order }) => Number(order) >= 0 },
  listItem: { content: ['paragraph', 'codeBlock', ...LISTS], isEmptyRefused: true },
  rule: {},
  table: { content: ['tableRow'], isEmptyRefused: true },
  tableRow: { content: ['tableHeader', 'tableCell'] },
  tableHeader: { content: ['paragraph', 'heading', 'codeBlock', 'blockquote', 'rule', ...LISTS], isEmptyRefused: true },
  tableCell: { content: ['paragraph', 'heading', 'codeBlock', 'blockquote', 'rule', ...LISTS], isEmptyRefused: true },
  hardBreak: {},
};
const KEYS = new Set(['type', 'content', 'attrs', 'version']);
const MARKS = new Set(['strong', 'em', 'strike', 'code', 'link']);

/** What is wrong with a document, with the way to it; null: nothing. */
export function checkAdf(document: unknown): string | null {
  const { type, version } = (document ?? {}) as Record<string, unknown>;
  if (type !== 'doc' || version !== 1) return 'it is no document of version 1';
  return checkNode(document as Record<string, unknown>, 'doc', false);
}

function checkNode(node: Record<string, unknown>, way: string, isInCode: boolean): string | null {
  const type = String(node['type']);
  if (type === 'text') return checkText(node, way, isInCode);
  const rule = RULES[type];
  if (rule === undefined) return `${way}: ${type} is not known`;
  const unknown = Object.keys(node).find((key) => !KEYS.has(key));
  if (unknown !== undefined) return `${way}: ${unknown} is not known`;
  const attrs = node['attrs'] as Record<string, unknown> | undefined;
  if (attrs === undefined ? rule.needsAttrs === true : rule.attrs?.(attrs) !== true) return `${way}: attrs are wrong`;
  const content = node['content'];
  if (rule.content === undefined) return content === undefined ? null : `${way}: it has content`;
  if (!Array.isArray(content)) return `${way}: it has no content`;
  if (rule.isEmptyRefused === true && content.length === 0) return `${way}: it is empty`;
  if (type === 'listItem' && LISTS.includes(content[0]?.type)) return `${way}: it begins with a list`;
  for (const [at, child] of content.entries()) {
    if (!rule.content.includes(child.type)) return `${way}: ${child.type} in ${type}`;
    const wrong = checkNode(child, `${way}/${at}:${child.type}`, type === 'codeBlock');
    if (wrong !== null) return wrong;
  }
  return null;
}

function checkText({ text, marks = [], ...rest }: Record<string, unknown>, way: string, isInCode: boolean) {
  if (typeof text !== 'string' || text === '') return `${way}: the text is empty`;
  if (Object.keys(rest).join() !== 'type') return `${way}: something else beside the text`;
  const kinds = (marks as { type: string; attrs?: { href?: unknown } }[]).map((mark) => {
    if (mark.type === 'link' && typeof mark.attrs?.href !== 'string') return 'a link to nowhere';
    return mark.type;
  });
  if (isInCode && kinds.length > 0) return `${way}: marks in code`;
  if (new Set(kinds).size < kinds.length || kinds.some((kind) => !MARKS.has(kind))) return `${way}: ${kinds.join()}`;
  if (kinds.includes('code') && kinds.some((kind) => kind !== 'code' && kind !== 'link'))
    return `${way}: code and more`;
  return null;
}
