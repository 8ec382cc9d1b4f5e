import type { Token } from 'markdown-it';
import { isActive } from './active-words.js';
import { isOrder } from './bot-order.js';
import { isShown } from './code-text.js';
import { DEEPEST, MOST_LINES, postedBlocks, postedInlines } from './posted-parser.js';

export interface Allowed {
  /** Such as `https://github.com/acme/shop`: the one place that links may lead to; null: no link is allowed. */
  repositoryUrl: string | null;
  /** The tested text that may stand in a block of its own to be taken over at a click; null: none is offered. */
  suggestion: string | null;
}

const TITLE = /^<details><summary>((?:[^<>]|<\/?code>)*)<\/summary>$/;
/** The addresses that `own-link.ts` makes, behind that of the repository. */
const OWN_ADDRESS =
  /^\/(?:blob\/[0-9a-f]+\/[\w./%-]+#L\d+(?:-L\d+)?|commit\/[0-9a-f]+|pull\/\d+(?:#(?:discussion_r|pullrequestreview-|issuecomment-)\d+)?|issues\/\d+|commits\?author=[A-Za-z0-9-]{1,40})\)/;
const INLINE_TAGS = new Set(['<sub>', '</sub>']);
/** Characters of text without their escape that could begin a link, an image, a footnote, a box to tick, or HTML. */
const BEGINS = /\[|<[A-Za-z/!?]/;
/** Text without any of these holds nothing that acts, however it is read: most of ours is not read further. */
const SUSPECT = /[@#&<[\\]|:\/\/|www\.|gh|[0-9a-f]{7}/i;

/**
 * What would act in a Markdown text if it were posted: each as a few words, none if it is inert. Only our own layout is
 * let through: folded parts, small print, links into the repository whose text is code. Stricter than GitHub.
 */
export function findLive(markdown: string, allowed: Allowed): string[] {
  if (markdown.split('\n', MOST_LINES + 1).length > MOST_LINES) return ['more lines than are read'];
  const found = new Set<string>();
  let open = 0;
  let suggestions = 0;
  for (const token of postedBlocks(markdown)) {
    if (token.level > DEEPEST) found.add('blocks too deep to be read');
    if (token.type === 'html_block') {
      for (const line of token.content.split('\n')) {
        open += Number(TITLE.test(line)) - Number(line === '</details>');
        if (open < 0 || !isOurs(line)) found.add('HTML');
      }
    } else if (token.type === 'fence') {
      const offered = allowed.suggestion !== null && token.content === `${allowed.suggestion}\n`;
      if (token.info.trim() === 'suggestion' && offered && suggestions++ === 0) continue;
      if (!isShown(languageOf(token.info))) found.add('a block that is drawn or taken over');
    } else if (token.type === 'inline' && SUSPECT.test(token.content))
      addLive(postedInlines(token.content), allowed, found);
    if (token.type !== 'html_block' && token.content.split('\n').some(isOrder)) found.add('an order to a bot');
  }
  if (open > 0) found.add('a part that is not closed');
  return [...found];
}

function languageOf(info: string): string {
  return /^[^\s`~{]*/.exec(info.trim())?.[0].toLowerCase() ?? '';
}

/** A line of HTML that our layout writes. */
function isOurs(line: string): boolean {
  if (line === '' || line === '</details>') return true;
  const title = TITLE.exec(line)?.[1];
  if (title === undefined) return false;
  const parts = title.split(/<code>[^<>]*<\/code>/);
  return parts.every((part) => !/<|&(?!(?:amp|lt|gt);)/.test(part) && !isActive(part));
}

/** Judges text as GitHub sees it after escapes: what touches is one. */
function addLive(tokens: readonly Token[], allowed: Allowed, found: Set<string>): void {
  let run = '';
  const endRun = () => {
    if (isActive(run)) found.add('a link, a mention or a reference');
    run = '';
  };
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'text') {
      const text = withoutOwnLink(tokens, index, allowed);
      if (BEGINS.test(text)) found.add('a link, an image or HTML');
      run += text;
    } else if (token.type === 'text_special') run += token.content;
    else {
      endRun();
      if (token.type === 'html_inline' && !INLINE_TAGS.has(token.content)) found.add('HTML');
    }
  }
  endRun();
}

/** The text of a token without the half of a link of ours, `[`code`](address)`, that stands in it. */
function withoutOwnLink(tokens: readonly Token[], index: number, { repositoryUrl }: Allowed): string {
  let text = tokens[index]?.content ?? '';
  if (repositoryUrl === null) return text;
  const before = addressBehind(tokens, index - 2, repositoryUrl);
  if (before !== null) text = text.slice(before.length);
  return addressBehind(tokens, index, repositoryUrl) === null ? text : text.slice(0, -1);
}

/** `](address)` behind the code behind the bracket that ends this token, if that is a link of ours. */
function addressBehind(tokens: readonly Token[], index: number, repositoryUrl: string): string | null {
  const [bracket, code, address] = [tokens[index], tokens[index + 1], tokens[index + 2]];
  if (bracket?.type !== 'text' || !bracket.content.endsWith('[') || code?.type !== 'code_inline') return null;
  if (address?.type !== 'text' || !address.content.startsWith(`](${repositoryUrl}/`)) return null;
  const rest = OWN_ADDRESS.exec(address.content.slice(repositoryUrl.length + 2));
  return rest === null || rest[0].includes('..') ? null : `](${repositoryUrl}${rest[0]}`;
}
