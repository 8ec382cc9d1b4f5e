import { redact } from '../../../access/redact.js';
import { isActive } from '../../../markdown/active-words.js';
import { codeFence, codeSpan } from '../../../markdown/code-text.js';
import { summaryText } from '../../../markdown/details.js';
import { escapeText } from '../../../markdown/escape-text.js';
import { inertCell, inertLine, inertText } from '../../../markdown/inert.js';
import { stripInvisible } from '../../../markdown/strip-invisible.js';
import type { Unknown, Value } from '../values.js';
import { InterpolationError } from './interpolation-error.js';
import { placesIn, type Place } from './markdown-place.js';
import type { Template } from './parse-template.js';
import { valueText } from './value-text.js';

/** What a value may touch and be read by itself; behind `:` or `.` it could end an address. */
const ENDS_BEFORE = /[\s>([{"'—–,;!?*_~]$/;
const BEGINS_AFTER = /^[\s<)\]}"'—–,;:.!?*_~]/;

/**
 * Markdown: values are inert wherever the author put them, as everything is that we post: they mention nobody, link
 * nowhere and are no HTML. The author's own text acts as it is written. Throws InterpolationError where no value can
 * stand.
 */
export function fillMarkdown(template: Template, values: readonly Exclude<Value, Unknown>[]): string {
  const places = markdownPlaces(template);
  const { literals } = template;
  const filled = values.map((value, index) =>
    written(valueText(value), places[index] ?? 'code', neighbours(literals, index)),
  );
  return literals.reduce((text, literal, index) => besides(besides(text, literal), filled[index] ?? ''), '');
}

/** Two code spans that touch would be one, or none. */
function besides(text: string, next: string): string {
  return `${text}${text.endsWith('`') && next.startsWith('`') ? ' ' : ''}${next}`;
}

/** The place of each value of a template. Throws InterpolationError where one has none. */
export function markdownPlaces({ literals, placeholders }: Template): Place[] {
  const { places, problem } = placesIn(literals);
  if (problem !== null && placeholders.length > 0)
    throw new InterpolationError(`Nothing can be filled into this text: ${problem}.`, placeholders[0]?.position ?? 0);
  return places.map((place, index) => {
    if (place !== null) return place;
    const { text, position } = placeholders[index] ?? { text: '', position: 0 };
    throw new InterpolationError(
      `\`${text}\` cannot stand here: Markdown reads it neither as text nor as code.`,
      position,
    );
  });
}

interface Neighbours {
  before: string;
  after: string;
  /** Another value stands right beside it. */
  isBesideValue: boolean;
}

function neighbours(literals: readonly string[], index: number): Neighbours {
  const [before = '', after = ''] = [literals[index], literals[index + 1]];
  const isBesideValue = (before === '' && index > 0) || (after === '' && index + 2 < literals.length);
  return { before, after, isBesideValue };
}

function written(text: string, place: Place, beside: Neighbours): string {
  switch (place) {
    case 'block':
      return `${gap(beside.before, /(?:^|\n\n)$/)}${inertText(text)}${gap(beside.after, /^(?:\n\n|$)/)}`;
    case 'text':
      return isApart(beside) ? inertLine(text) : glued(text, beside, false);
    case 'cell':
      return isApart(beside) ? inertCell(text) : glued(text, beside, true);
    case 'bracketed':
      return codeSpan(text);
    case 'code':
      // Nothing between two backticks would make them one mark.
      return oneLine(text).replaceAll('`', "'").replaceAll('|', '¦') || ' ';
    case 'nested-fence':
      return insideFence(oneLine(text));
    case 'fence':
      return insideFence(text);
    case 'html':
      return summaryText(text).replaceAll('"', '&quot;');
    case 'address':
      return redact(oneLine(text))
        .toWellFormed()
        .replaceAll(/[^\w\-.~/?#=&+%:,@]/gu, (character) => encodeURIComponent(character).replaceAll(/['()*!]/g, hex));
  }
}

function hex(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function gap(beside: string, isThere: RegExp): string {
  return isThere.test(beside) ? '' : '\n\n';
}

function isApart({ before, after, isBesideValue }: Neighbours): boolean {
  return !isBesideValue && (before === '' || ENDS_BEFORE.test(before)) && (after === '' || BEGINS_AFTER.test(after));
}

/** Right beside other text only a plain word stays text, so that the two become nothing new: `#${{ event.number }}`. */
function glued(text: string, { before, isBesideValue }: Neighbours, inTable: boolean): string {
  const isPlain = (isBesideValue || before.endsWith('@') ? /^[A-Za-z0-9-]*$/ : /^[\w./-]*$/).test(text);
  return isPlain && !isActive(text) ? escapeText(redact(text), false) : codeSpan(text, { inTable });
}

function oneLine(text: string): string {
  return redact(stripInvisible(text).replaceAll(/\s+/g, ' '));
}

/** The inside of a block of code of ours, with nothing that could end the author's. */
function insideFence(text: string): string {
  const lines = codeFence(text).split('\n').slice(1, -1).join('\n');
  return lines.replaceAll(/`{3,}|~{3,}/g, (marks) => "'".repeat(marks.length));
}
