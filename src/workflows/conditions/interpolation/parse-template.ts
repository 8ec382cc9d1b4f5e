import type { ASTNode } from '@marcbachmann/cel-js';
import { buildPart } from '../build-part.js';
import { ConditionError } from '../condition-error.js';
import { LONGEST_EXPRESSION, parseExpression } from '../parse-expression.js';
import type { Part } from '../run.js';
import { CEL_TEXT } from '../source-text.js';
import { secretNamed } from '../../secrets/secret-name.js';
import { InterpolationError } from './interpolation-error.js';

const LONGEST_TEMPLATE = 20_000;
const MOST_EXPRESSIONS = 50;
/** `$${{` stands for `${{`. */
const OPENING = /\$?\$\{\{/g;
/** A text of CEL, a bracket, or the end, which is none within brackets. */
const INSIDE = new RegExp(`${CEL_TEXT.source}|[{}]`, 'g');

export interface Placeholder {
  /** What stands between the brackets. */
  text: string;
  /** Null: it is a secret, which no expression reads. */
  expression: { tree: ASTNode; run: Part } | null;
  secret: string | null;
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
    const inside = text.slice(at, end);
    const secret = secretNamed(inside);
    const expression = secret === null ? compile(inside, at) : null;
    template.placeholders.push({ text: inside.trim(), expression, secret, position: index });
    template.literals.push(literal);
    [literal, at] = ['', end + 2];
    OPENING.lastIndex = at;
  }
  template.literals.push(literal + text.slice(at));
  return template;
}

function endOf(text: string, from: number, position: number): number {
  let depth = 0;
  const within = text.slice(from, from + LONGEST_EXPRESSION + 2);
  for (const { 0: found, index } of within.matchAll(INSIDE)) {
    if (found === '{') depth++;
    else if (found === '}') {
      if (depth === 0 && within[index + 1] === '}') return from + index;
      depth--;
    }
  }
  const longer = `, or it is longer than ${LONGEST_EXPRESSION} characters`;
  const isCut = from + within.length < text.length;
  throw new InterpolationError(`An expression is not closed: \`}}\` is missing${isCut ? longer : ''}.`, position);
}

function compile(text: string, offset: number): NonNullable<Placeholder['expression']> {
  try {
    const { tree } = parseExpression(text);
    return { tree, run: buildPart(tree, []) };
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    throw new InterpolationError(error.message, offset + error.position, { cause: error });
  }
}
