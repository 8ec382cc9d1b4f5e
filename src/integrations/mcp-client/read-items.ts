import { cutText } from '../../words/cut-text.js';
import type { ContextItem } from './types.js';

type Said = Pick<ContextItem, 'key' | 'title' | 'url' | 'text'>;

const KEYS = ['identifier', 'shortId', 'short_id', 'key', 'issueId'];
const TITLES = ['title', 'name', 'subject', 'summary'];
const TEXTS = ['description', 'body', 'text', 'content', 'snippet', 'excerpt', 'message', 'culprit'];
const URLS = ['url', 'permalink', 'link', 'webUrl', 'web_url', 'html_url'];
const LISTS = [
  'issues',
  'results',
  'items',
  'nodes',
  'messages',
  'matches',
  'data',
  'events',
  'comments',
  'issue',
  'result',
];
const DEEPEST = 3;

/**
 * What a tool gave, as single pieces: JSON in the forms that services have for it, Markdown with a heading for each, or
 * else all of it as one. Untrusted text in and out; at most `most` pieces of `longest` characters.
 */
export function readItems(text: string, { most, longest }: { most: number; longest: number }): Said[] {
  const found = fromJson(text) ?? fromMarkdown(text);
  return found
    .filter((item) => item.title !== '' || item.text !== '')
    .slice(0, most)
    .map(({ key, title, url, text: said }) => ({ key, title: cut(title, 300), url, text: cut(said, longest) }));
}

function fromJson(text: string): Said[] | null {
  const trimmed = text.trim();
  if (!/^[[{]/.test(trimmed)) return null;
  try {
    return rowsOf(JSON.parse(trimmed), 0).map(saidOf);
  } catch {
    return null;
  }
}

function rowsOf(value: unknown, depth: number): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap((one) => (isObject(one) ? [one] : []));
  if (!isObject(value)) return [];
  if (textOf(value, [...TITLES, ...TEXTS]) !== '' || depth >= DEEPEST) return [value];
  const list = LISTS.map((name) => value[name]).find((one) => typeof one === 'object' && one !== null);
  return list === undefined ? [value] : rowsOf(list, depth + 1);
}

function saidOf(row: Record<string, unknown>): Said {
  const text = textOf(row, TEXTS);
  return {
    key: textOf(row, KEYS) || null,
    title: textOf(row, TITLES) || firstLine(text),
    url: httpsOf(textOf(row, URLS)),
    text: text || JSON.stringify(row),
  };
}

function fromMarkdown(text: string): Said[] {
  const parts = text.split(/^(?=#{2,4} )/m).map((part) => part.trim());
  const told = parts.filter((part) => /^#{2,4} /.test(part) && /https?:\/\//.test(part));
  return (told.length > 0 ? told : [text.trim()]).map((part) => ({
    key: null,
    title: firstLine(part),
    url: httpsOf(/https:\/\/[^\s)\]>"'`]{1,500}/.exec(part)?.[0] ?? ''),
    text: part,
  }));
}

/** Without the marks of a heading, a list or a link. */
function firstLine(text: string): string {
  const line = text.split('\n').find((one) => one.trim() !== '') ?? '';
  return line
    .trim()
    .replace(/^(?:#{1,6}|[-*>]|\d+\.)\s+/, '')
    .replace(/^\d+\.\s+/, '')
    .replaceAll(/\[([^\]]{0,300})\]\([^)]{0,500}\)/g, '$1')
    .replaceAll(/[*`]/g, '');
}

function textOf(row: Record<string, unknown>, names: readonly string[]): string {
  for (const name of names) {
    const value = row[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return '';
}

function httpsOf(text: string): string | null {
  return text.startsWith('https://') && URL.canParse(text) ? new URL(text).href : null;
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${cutText(text, longest)}…`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
