/**
 * Where a dynamic piece stands in an SQL text: as a value, as the name of something, or as a piece of the statement
 * itself.
 */
export type SqlPlace = 'value' | 'name' | 'clause';

/** A statement shows within its first characters. */
const HEAD = 4000;
/** No query that a person writes is longer; what follows is not read. */
const LONGEST = 100_000;
const MOST_BRACKETS = 200;

const SHOUTED =
  /^\s*(?:SELECT\s|INSERT\s+(?:IGNORE\s+)?INTO\s|UPDATE\s+\S+(?:\s+\w+)?\s+SET\s|DELETE\s+FROM\s|REPLACE\s+INTO\s|MERGE\s+INTO\s|UPSERT\s|WITH\s+(?:RECURSIVE\s+)?\S+\s|CALL\s+\S|EXEC(?:UTE)?\s+\S|EXPLAIN\s+\w)/;
const SPOKEN =
  /^\s*(?:select\s[\s\S]*\bfrom\b|insert\s+(?:ignore\s+)?into\s|update\s+\S+(?:\s+\w+)?\s+set\s|delete\s+from\s|replace\s+into\s|merge\s+into\s|with\s+(?:recursive\s+)?\S+\s+as\b|call\s+[\w.]+\s*\(|explain\s+(?:analyze\s+)?(?:select|insert|update|delete|with)\b)/i;
/** A text that begins with a piece, such as a list of columns kept in a constant, and goes on as a query. */
const GOES_ON = /\b(?:WHERE|VALUES|FROM|SET)\b/;

const VALUE_AFTER =
  /^(?:like|ilike|rlike|regexp|glob|between|limit|offset|then|else|when|escape|fetch|top|interval|similar|in)$/;
const NAME_AFTER = /^(?:from|into|update|join|table|by|select|distinct|as|using|exec|execute|call|with|recursive)$/;
const CLAUSE_AFTER = /^(?:where|and|or|on|having|set|not|case|returning|exists|any|all|values)$/;

/** What a bracket holds, by the word in front of it. */
type Bracket = 'values' | 'names' | 'call' | 'group';

/**
 * Where each `null` of `pieces` stands; the texts between are the fixed parts of a query, in their order. All are null
 * where they make no statement of SQL that reads or changes rows. `fragment`: they are known to be a part of one, such
 * as the text of `whereRaw`. Comments are skipped. Source:
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html
 */
export function placesInSql(
  pieces: readonly (string | null)[],
  { fragment = false }: { fragment?: boolean } = {},
): (SqlPlace | null)[] {
  const dynamic = pieces.filter((piece) => piece === null);
  if (!fragment && !isSqlStatement(pieces)) return dynamic.map(() => null);
  const reader = createReader();
  const places: (SqlPlace | null)[] = [];
  let length = 0;
  for (const piece of pieces) {
    if (piece === null) places.push(length > LONGEST ? null : reader.place());
    else if (length <= LONGEST) reader.read(piece);
    length += piece?.length ?? 0;
  }
  return places;
}

/**
 * Whether fixed texts, with `null` for each dynamic piece between them, make a statement that reads or changes rows.
 */
export function isSqlStatement(pieces: readonly (string | null)[]): boolean {
  const head = pieces
    .slice(0, 200)
    .map((piece) => (piece === null ? 'x' : piece.slice(0, HEAD)))
    .join('')
    .slice(0, HEAD);
  const text = withoutComments(head).replace(/^[\s(;]+/, '');
  // "Select a file from the list" is written for people.
  if (/^[A-Z][a-z]/.test(text)) return SPOKEN.test(text) && / (?:where|values|set)\b/i.test(text);
  return (
    SHOUTED.test(text) || SPOKEN.test(text) || (pieces.find((piece) => piece !== '') === null && GOES_ON.test(text))
  );
}

function withoutComments(text: string): string {
  return text.replace(/--[^\n]*(?:\n|$)|\/\*[\s\S]{0,2000}?\*\//g, ' ');
}

interface Reader {
  read(text: string): void;
  /** Where a piece that follows would stand; then it counts as read. */
  place(): SqlPlace | null;
}

function createReader(): Reader {
  let quote = '';
  /** What was read last: a word in lower case, a sign, or `piece`. */
  let last = '';
  let comment = '';
  /** The clause in which the piece stands, outside of brackets. */
  let clause = '';
  let glued = false;
  let before = '';
  const brackets: { kind: Bracket; clause: string }[] = [];

  const word = (text: string) => {
    before = last;
    last = text.toLowerCase();
    if (last === 'and' && clause === 'between') last = 'between';
    if (last === 'between') clause = clause === 'between' ? 'and' : 'between';
    if (NAME_AFTER.test(last) || CLAUSE_AFTER.test(last) || /^(?:limit|offset)$/.test(last)) clause = last;
  };
  const sign = (char: string) => {
    if (char === '(') {
      if (brackets.length < MOST_BRACKETS) brackets.push({ kind: bracketAfter(last, clause), clause });
    } else if (char === ')') clause = brackets.pop()?.clause ?? clause;
    before = last;
    last = char;
  };

  return {
    read: (text) => {
      for (let at = 0; at < text.length;) {
        const char = text.charAt(at);
        if (comment !== '') {
          const end = text.indexOf(comment, at);
          at = end === -1 ? text.length : end + comment.length;
          if (end !== -1) comment = '';
        } else if (quote !== '') {
          const end = text.indexOf(quote, at);
          at = end === -1 ? text.length : end + 1;
          if (end !== -1) {
            [before, last] = [last, quote === "'" ? 'text' : 'name'];
            quote = '';
          }
        } else if (text.startsWith('--', at) || text.startsWith('/*', at)) {
          comment = char === '-' ? '\n' : '*/';
          at += 2;
        } else if (/['"`]/.test(char)) {
          quote = char;
          at += 1;
        } else if (/\w/.test(char)) {
          WORD.lastIndex = at;
          const found = WORD.exec(text)?.[0] ?? char;
          if (glued && at === 0) last = 'piece';
          else word(found);
          at += found.length;
        } else {
          if (!/\s/.test(char)) sign(char);
          at += 1;
        }
        glued = /\w/.test(char) && at === text.length && comment === '' && quote === '';
      }
    },
    place: () => {
      if (comment !== '') return null;
      const found = quote === '' ? placeAfter(glued ? before : last, brackets.at(-1)?.kind, clause) : inQuotes();
      if (quote === '') [before, last, glued] = [last, 'piece', true];
      return found;
    },
  };

  /** In double quotes stands a name, or, in MySQL, a value where one is expected. */
  function inQuotes(): SqlPlace | null {
    if (quote === "'") return 'value';
    return quote === '"' && placeAfter(last, brackets.at(-1)?.kind, clause) === 'value' ? 'value' : 'name';
  }
}

const WORD = /\w+/y;

function bracketAfter(last: string, clause: string): Bracket {
  if (last === 'in' || last === 'values' || last === ',') return 'values';
  if (/^(?:where|and|or|on|not|having)$/.test(last)) return 'group';
  return clause === 'into' ? 'names' : 'call';
}

function placeAfter(last: string, bracket: Bracket | undefined, clause: string): SqlPlace | null {
  if (/^[=<>!+*/%|&~-]$/.test(last)) return last === '*' && clause === 'select' ? 'clause' : 'value';
  if (VALUE_AFTER.test(last)) return 'value';
  if (last === '(' || last === ',') {
    if (bracket === 'values') return 'value';
    if (bracket === 'names') return 'name';
    if (bracket === 'group') return 'clause';
    if (bracket === 'call') return clause === 'select' || clause === 'from' ? 'name' : 'value';
    return /^(?:select|from|by|distinct|join|update)$/.test(clause) || last === '(' ? 'name' : 'clause';
  }
  if (NAME_AFTER.test(last) || last === '.') return 'name';
  // A named or numbered placeholder: `:name`, `$1`, `@name`.
  if (/^[:$@?[{]$/.test(last)) return null;
  return 'clause';
}
