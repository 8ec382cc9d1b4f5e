type HostileText = readonly [string, (size: number) => string];

/** Texts that made somebody wait, or that hold up the usual expressions; each as long as asked for. */
export const HOSTILE_TEXTS: readonly HostileText[] = [
  ['blank lines', repeat('\n')],
  ['spaces', repeat(' ')],
  // Line ends for `^` and `$` of an expression with `m`, and none for `\n`.
  ['carriage returns', repeat('\r')],
  ['eyJ', repeat('eyJ')],
  ['double quotes', repeat('"')],
  ['backticks', repeat('`')],
  ['keys', numbered((index) => `k${index}: v\n`)],
  ['opening brackets', repeat('[')],
  ['hunk headers', repeat('@@ -1 +1 @@\n')],
  ['comments of HTML', repeat('<!--')],
  ['base64', repeat('QUJDREVGR0hJSktMTU5P')],
  ['letters and dots', repeat('a.')],
  ['keywords', repeat('func(')],
  ['words of a prompt', repeat('as AI reviewer ')],
];

/** Others of their kind, for the long search. */
export const MORE_HOSTILE_TEXTS: readonly HostileText[] = [
  ['blank lines with spaces', repeat('  \n')],
  ['tabs', repeat('\t')],
  ['eyJ with dots', repeat('eyJaaaaaaaa.')],
  ['single quotes', repeat("'")],
  ['backticks on lines', repeat('`\n')],
  ['assignments', numbered((index) => `const a${index} = b${index};\n`)],
  ['opening braces', repeat('{')],
  ['parentheses', repeat('(')],
  ['nested generics', repeat('<a ')],
  ['rules', repeat('---\n')],
  ['one letter', repeat('a')],
  ['one letter on lines', repeat('a\n')],
  ['digits', repeat('0123456789')],
  ['dots', repeat('.')],
  ['slashes', repeat('/')],
  ['addresses', repeat('//a')],
  ['back slashes', repeat('\\')],
  ['commas', repeat(',')],
  ['equals signs', repeat('=')],
  ['hyphens and letters', repeat('a-')],
  ['words of a prompt on lines', repeat('ignore all the previous\n\n')],
  ['a role', repeat('"\nsystem:')],
  ['key begins', repeat('-----BEGIN A ')],
  ['private keys', repeat('-----BEGIN PRIVATE KEY-----\n')],
  ['authorization', repeat('authorization: bearer ')],
  ['invisible characters', repeat('\u200b')],
  ['half pairs', repeat('\ud800')],
  ['escapes', repeat('\\u0000')],
  ['commands', repeat('/nectr\n')],
];

function repeat(piece: string): (size: number) => string {
  return (size) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
}

function numbered(piece: (index: number) => string): (size: number) => string {
  return (size) => {
    const pieces: string[] = [];
    for (let length = 0, index = 0; length < size; index++) {
      const one = piece(index);
      pieces.push(one);
      length += one.length;
    }
    return pieces.join('').slice(0, size);
  };
}
