import type { ParseError, TypeError as TypeMismatch } from '@marcbachmann/cel-js';
import { MOST_NODES } from './environment.js';

/** What the parser calls its tokens, as people write them. */
const TOKENS: Readonly<Record<string, string>> = {
  EOF: 'the end',
  RPAREN: '`)`',
  LPAREN: '`(`',
  RBRACKET: '`]`',
  LBRACKET: '`[`',
  RBRACE: '`}`',
  LBRACE: '`{`',
  COLON: '`:`',
  COMMA: '`,`',
  DOT: '`.`',
  QUESTION: '`?`',
  IDENTIFIER: 'a name',
  NUMBER: 'a number',
  STRING: 'a text',
  BYTES: 'bytes',
  BOOLEAN: '`true` or `false`',
  NULL: '`null`',
  PLUS: '`+`',
  MINUS: '`-`',
  MULTIPLY: '`*`',
  DIVIDE: '`/`',
  MODULO: '`%`',
  EQ: '`==`',
  NE: '`!=`',
  LT: '`<`',
  LE: '`<=`',
  GT: '`>`',
  GE: '`>=`',
  AND: '`&&`',
  OR: '`||`',
  NOT: '`!`',
  IN: '`in`',
};
const token = (name = '') => TOKENS[name] ?? name;

/** Why a text is no expression, as a sentence. */
export function parseProblem({ code, summary, range }: ParseError, text: string): string {
  switch (code) {
    case 'limit_exceeded':
      return summary.includes('maxAstNodes')
        ? `It has more than ${MOST_NODES} parts.`
        : 'It is nested too deep, or a list in it is too long.';
    case 'unexpected_character':
      return `\`${text.slice(range?.start ?? 0, range?.end ?? 0).trim()}\` cannot stand here.`;
    case 'unexpected_token':
      return `An expression is missing before ${token(summary.split(': ')[1])}.`;
    case 'expected_token': {
      const [, wanted, found] = /^Expected (\w+), got (\w+)/.exec(summary) ?? [];
      return `Here should be ${token(wanted)}, and there is ${token(found)}.`;
    }
    case 'reserved_identifier':
      return `\`${summary.split(': ')[1]}\` is a reserved word.`;
    case 'newline_in_string':
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
      return 'A text is not closed.';
    case 'invalid_macro_argument':
      return 'The first argument of a list macro is the name of its variable.';
    case 'invalid_number':
    case 'invalid_integer':
    case 'invalid_hex_integer':
    case 'invalid_exponent':
      return 'This is no number.';
    default:
      return `It cannot be read: ${lowered(summary)}.`;
  }
}

/** Why the parts of an expression do not fit together, as a sentence. */
export function typeProblem({
  code,
  summary,
}: Partial<Pick<TypeMismatch, 'code'>> & Pick<TypeMismatch, 'summary'>): string {
  // The library has no words for it: its type could be any.
  if (code === undefined || summary.includes('undefined')) return 'Of an empty list written out nothing can be asked.';
  switch (code) {
    case 'no_such_overload': {
      const [, left, operator, right] = /^no such overload: (\S.*) (\S+) (\S.*)$/.exec(summary) ?? [];
      if (operator === undefined) return `\`${summary.charAt(18)}\` is not for ${words(summary.slice(19))}.`;
      return `\`${operator}\` is not for ${words(left)} and ${words(right)}.`;
    }
    case 'no_matching_overload':
      return `There is no ${words(summary.replace(/^found no matching overload for '(.*)'$/s, '`$1`'))}.`;
    case 'invalid_logical_operand':
      return `\`&&\` and \`||\` are for true and false, not for ${words(lastQuoted(summary))}.`;
    case 'invalid_condition_type':
      return `This must be true or false, and it is ${words(lastQuoted(summary))}.`;
    case 'incompatible_ternary_branches':
      return 'Both sides of `? :` must be of one type.';
    case 'heterogeneous_list_element':
    case 'heterogeneous_map_value':
      return 'The elements of a list or map must be of one type.';
    case 'invalid_index_type':
      return `A list is counted from 0: its index is an int, not ${words(lastQuoted(summary))}.`;
    case 'cannot_index_type':
      return `${words(lastQuoted(summary))} has no fields.`;
    case 'invalid_comprehension_range':
      return 'A list macro is for lists and maps.';
    case 'invalid_macro_argument':
      return '`has` asks for a field: `has(payload.issue)`.';
    default:
      return `It does not fit together: ${lowered(summary)}.`;
  }
}

function lastQuoted(summary: string): string {
  return [...summary.matchAll(/'([^']*)'/g)].at(-1)?.[1] ?? '';
}

function words(types = ''): string {
  return types.replaceAll('google.protobuf.Timestamp', 'timestamp').replaceAll('google.protobuf.Duration', 'duration');
}

function lowered(summary: string): string {
  return summary.charAt(0).toLowerCase() + summary.slice(1);
}
