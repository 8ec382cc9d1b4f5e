import { charactersOf } from '../../../claude/estimate-tokens.js';

/** `text` cut at a line end to about `tokens` tokens; what was cut is said in its last line. */
export function capText(text: string, tokens: number): string {
  return cutText(text, charactersOf(tokens));
}

/** The same to so many characters. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.lastIndexOf('\n', most);
  const kept = text.slice(0, cut > most / 2 ? cut : most).replace(/[\ud800-\udbff]$/, '');
  return `${kept}\n[cut: ${text.length - kept.length} more characters]`;
}
