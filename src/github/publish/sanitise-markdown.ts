import { stripInvisible } from './strip-invisible.js';

export interface SanitiseOptions {
  /** Such as `https://github.com/acme/shop`: links below it stay; all others are shown as code. */
  repositoryUrl?: string;
  /** Keep `suggestion` fences, for comments whose suggestions were tested. */
  keepSuggestions?: boolean;
}

const MAX_PASSES = 10;
/** HTML that our own layout uses; everything else is shown as text. */
const OWN_TAGS = /^<(?:\/?(?:details|summary|sub)|details open|br)>/;
/** Fences that GitHub renders instead of showing them. */
const RENDERED = new Set(['mermaid', 'math', 'geojson', 'topojson', 'stl']);
const BOT_COMMAND =
  /^(\s*)(?=\/[a-z][\w-]*(?:\s|$)|@(?:dependabot|renovate|mergify\w*|coderabbitai|claude|codex|copilot|gemini|bors|nectr)\b)/i;

/**
 * Makes Markdown that a model (or a pull request) wrote inert: mentions, issue and commit references and bot
 * commands become code, images and foreign links lose their syntax, HTML other than our own is shown as text,
 * invisible characters go. Code blocks keep their text. Applying it twice changes nothing.
 */
export function sanitiseMarkdown(text: string, options: SanitiseOptions = {}): string {
  let clean = sanitiseOnce(text, options);
  // Taking one thing apart can lay another bare (`#1GH-2`); each pass only adds code spans, so this ends.
  for (let pass = 1; pass < MAX_PASSES; pass++) {
    const next = sanitiseOnce(clean, options);
    if (next === clean) break;
    clean = next;
  }
  return clean;
}

function sanitiseOnce(text: string, options: SanitiseOptions): string {
  const lines: string[] = [];
  let fence: string | null = null;
  let suggestion = false;
  for (const line of stripInvisible(text).split('\n')) {
    const mark = /^( {0,3})(`{3,}|~{3,})[ \t]*([^`]*)$/.exec(line);
    if (fence !== null) {
      const closes = mark?.[2]?.startsWith(fence) === true && mark[3]?.trim() === '';
      lines.push(closes || suggestion ? line : line.replace(BOT_COMMAND, '$1> '));
      if (closes) fence = null;
    } else if (mark?.[2]) {
      fence = mark[2];
      const info = language(mark[3] ?? '', options);
      suggestion = info === 'suggestion';
      lines.push(`${mark[1]}${fence}${info}`);
    } else lines.push(sanitiseLine(line, options));
  }
  if (fence !== null) lines.push(fence);
  return lines.join('\n');
}

function language(info: string, { keepSuggestions }: SanitiseOptions): string {
  const name = /^[A-Za-z0-9+#-]*/.exec(info.trim())?.[0].toLowerCase() ?? '';
  if (RENDERED.has(name)) return 'text';
  if (name === 'suggestion' && !keepSuggestions) return 'text';
  return name;
}

/** Code spans of a line stay; backticks without a partner in their line go, so that no span crosses lines. */
function sanitiseLine(line: string, options: SanitiseOptions): string {
  const command = /^(\s*(?:>\s*)*)(\/[a-z][^\s`\\|]*)/i.exec(line);
  if (command) return joined([`${command[1]}\`${command[2]}\``, sanitiseLine(line.slice(command[0].length), options)]);
  const source = line.replace(/(?<!\\)\\+`/g, '`');
  const clean: string[] = [];
  let at = 0;
  while (at < source.length) {
    const tick = source.indexOf('`', at);
    const prose = source.slice(at, tick < 0 ? source.length : tick);
    clean.push(sanitiseProse(prose, options));
    if (tick < 0) break;
    const run = /^`+/.exec(source.slice(tick))?.[0] ?? '`';
    const end = closingRun(source, tick + run.length, run.length);
    if (end < 0) at = tick + run.length;
    else {
      // A table splits its cells before it looks for code: a bar would free the rest of the span.
      clean.push(source.slice(tick, end).replace(/\\*\|/g, '¦'));
      at = end;
    }
  }
  return joined(clean);
}

/** Where the next run of exactly `length` backticks ends, or -1. */
function closingRun(source: string, from: number, length: number): number {
  for (const match of source.slice(from).matchAll(/`+/g))
    if (match[0].length === length) return from + match.index + length;
  return -1;
}

/** In one pass: adding to one long text would copy it each time. Two pieces must not melt into a longer run of backticks, nor a backslash disarm one. */
function joined(pieces: readonly string[]): string {
  const parts: string[] = [];
  for (const piece of pieces) {
    if (piece.startsWith('`')) {
      for (let last = parts.pop(); last !== undefined; last = parts.pop()) {
        let end = last.length;
        while (last[end - 1] === '\\') end--;
        if (end === 0) continue;
        parts.push(last.slice(0, end));
        break;
      }
      if (parts.at(-1)?.endsWith('`')) parts.push(' ');
    }
    if (piece !== '') parts.push(piece);
  }
  return parts.join('');
}

function sanitiseProse(text: string, options: SanitiseOptions): string {
  const inert = text
    .replace(/<(?=[A-Za-z/!?])/g, (bracket, at: number) => (OWN_TAGS.test(text.slice(at)) ? bracket : '&lt;'))
    .replace(/&(?!(?:lt|gt|amp|quot);)(?=#|[A-Za-z])/g, '&amp;')
    .replace(/!\[/g, '! [')
    .replace(/\](?=:)/g, '] ');
  return showAsCode(breakLinks(inert, options), options);
}

/** `](` without a destination of our own repository is taken apart. */
function breakLinks(text: string, options: SanitiseOptions): string {
  return text.replace(/\]\(([^\s()<>\\]*\))?/g, (link, rest: string | undefined) => {
    const destination = rest?.slice(0, -1);
    return destination && isOwnLink(destination, options) ? link : link.replace('](', '] (');
  });
}

/** Lengths are bounded so that hostile text costs linear time. */
const ACTIVE = new RegExp(
  [
    String.raw`(?<=\]\()[^\s()<>\\]*(?=\))`,
    String.raw`(?:(?:https?|ftp|ssh|git|file|data|javascript|vbscript)://?|mailto:|xmpp:|javascript:|data:|www\.)[^\s<>]*`,
    String.raw`[\w.+/-]{0,100}@{1,3}[A-Za-z0-9_][\w./-]*`,
    String.raw`(?:[\w.-]{1,39}/[\w.-]{1,100}|[\w.-]{1,100})?#\d+`,
    String.raw`\bGH-\d+`,
    String.raw`(?<![\w])[0-9a-f]{7,64}(?![\w])`,
  ].join('|'),
  'gi',
);

/** Everything that GitHub would turn into a link, a mention or a reference becomes a code span. */
function showAsCode(text: string, options: SanitiseOptions): string {
  const clean: string[] = [];
  let at = 0;
  for (const match of text.matchAll(ACTIVE)) {
    const closing = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s*$/i.test(text.slice(at, match.index).slice(-20));
    const keeps = match[0] === '' || (isOwnLink(match[0], options) && !closing);
    clean.push(text.slice(at, match.index), keeps ? match[0] : `\`${match[0]}\``);
    at = match.index + match[0].length;
  }
  return joined([...clean, text.slice(at)]);
}

function isOwnLink(address: string, { repositoryUrl }: SanitiseOptions): boolean {
  if (!repositoryUrl || !address.startsWith(`${repositoryUrl}/`)) return false;
  return /^[\w./#-]+$/.test(address.slice(repositoryUrl.length)) && !address.includes('..');
}
