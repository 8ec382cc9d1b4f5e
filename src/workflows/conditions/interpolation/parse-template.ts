import { buildPart } from '../build-part.js';
import { ConditionError } from '../condition-error.js';
import { parseExpression } from '../parse-expression.js';
import type { Part } from '../run.js';
import { InterpolationError } from './interpolation-error.js';

const LONGEST_TEMPLATE = 20_000;
const MOST_EXPRESSIONS = 50;
/** `$${{` stands for `${{`. */
const OPENING = /\$?\$\{\{/g;
/** A text of CEL, a bracket, or the end, which is none within brackets. */
const INSIDE = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\{|\}/gs;

export interface Placeholder {
  /** What stands between the brackets. */
  text: string;
  run: Part;
  /** Of the `$`. */
  position: number;
}

/** A text in pieces; placeholder n stands between literals n and n + 1. */
export interface Template {
  literals: string[];
  placeholders: Placeholder[];
}

/** Reads `${{ … }}` in a text. Throws InterpolationError for what is too long, not closed, or no expression. */
export function parseTemplate(text: string): Template {
  if (text.length > LONGEST_TEMPLATE)
    throw new InterpolationError(`The text is longer than ${LONGEST_TEMPLATE} characters.`, LONGEST_TEMPLATE);
  const template: Template = { literals: [], placeholders: [] };
  let [literal, at] = ['', 0];
  OPENING.lastIndex = 0;
  for (let found = OPENING.exec(text); found; found = OPENING.exec(text)) {
    const { index, 0: opening } = found;
    literal += text.slice(at, index);
    at = OPENING.lastIndex;
    if (opening.startsWith('$$')) {
      literal += '${{';
      continue;
    }
    if (template.placeholders.length >= MOST_EXPRESSIONS)
      throw new InterpolationError(`The text has more than ${MOST_EXPRESSIONS} expressions.`, index);
    const end = endOf(text, at, index);
    template.placeholders.push({
      text: text.slice(at, end).trim(),
      run: compile(text.slice(at, end), at),
      position: index,
    });
    template.literals.push(literal);
    [literal, at] = ['', end + 2];
    OPENING.lastIndex = at;
  }
  template.literals.push(literal + text.slice(at));
  return template;
}

function endOf(text: string, from: number, position: number): number {
  let depth = 0;
  INSIDE.lastIndex = from;
  for (let found = INSIDE.exec(text); found; found = INSIDE.exec(text)) {
    if (found[0] === '{') depth++;
    else if (found[0] === '}') {
      if (depth === 0 && text[found.index + 1] === '}') return found.index;
      depth--;
    }
  }
  throw new InterpolationError('An expression is not closed: `}}` is missing.', position);
}

function compile(text: string, offset: number): Part {
  try {
    return buildPart(parseExpression(text).tree, []);
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    throw new InterpolationError(error.message, offset + error.position, { cause: error });
  }
}
