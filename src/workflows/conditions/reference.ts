import { MOST_NODES } from './environment.js';
import { FUNCTIONS, MACROS } from './functions/functions.js';
import { LONGEST_EXPRESSION } from './parse-expression.js';
import { VARIABLES, type Group } from './variables.js';

/** The documentation of conditions (`.github/docs/workflows/conditions.md`), made of the tables they are checked by. */
export function conditionReference(): string {
  return `# Conditions

\`if:\` of a workflow or an action is an expression of [CEL](https://cel.dev) that is true or false:

\`\`\`yaml
if: touches("payments/**") && review.findings.must_fix == 0 && graph.callers > 20
\`\`\`

It is checked when the workflow is saved: names, types, patterns. What it comes to has three values: true, false and
**unknown**. A part that is not there leaves it unknown, unless the rest decides: \`false && unknown\` is false,
\`true || unknown\` is true. Unknown never fires. Every run shows each condition with its value, and of an unknown one
what was missing.

## Variables

${Object.entries(VARIABLES)
  .map(([name, variable]) => section(name, variable))
  .join('\n')}
A field that is not known is unknown. \`has(steps.approval.by)\` asks whether something is there at all; of \`event\`,
\`review\` and \`graph\` it is true or unknown.

## Functions

${table(
  ['call', 'what it is'],
  FUNCTIONS.map(({ usage, about }) => [code(usage), about]),
)}
## Lists

${table(
  ['call', 'what it is'],
  MACROS.map(({ usage, about }) => [code(usage), about]),
)}
Of a map they go over its keys. At most two stand in one another.

## Operators

\`&&\` \`||\` \`!\` \`? :\` \`==\` \`!=\` \`<\` \`<=\` \`>\` \`>=\` \`in\` \`+\` \`-\` \`*\` \`/\` \`%\` \`[ ]\` \`.\`

\`10\` is an int and \`1.5\` a double; they are compared with one another, and \`double(x)\` makes one of the other before they are
added. Texts stand in \`"…"\` or \`'…'\`, \`r"…"\` keeps its backslashes. \`// …\` to the end of a line is a comment.

## Limits

${LONGEST_EXPRESSION.toLocaleString('en-US')} characters, ${MOST_NODES} parts, and a budget of work, of which asking each of
3,000 changed files for its ending takes a quarter. What takes more work is unknown and says so. A division by zero, a missing key and
a type that does not fit are unknown too.

## Values in texts

\`\${{ … }}\` in a text of a config is replaced by the value of the expression; lists and maps are written as JSON, and
\`$\${{\` stands for \`\${{\`. Values are escaped for the place they come to: in a comment they mention nobody, link
nowhere and are no HTML, in a URL they are one part of it, in JSON they stay one text. A text that is nothing but one
\`\${{ … }}\` where a URL is wanted is that URL. A value that is not known stops the action, which says what is missing: it is
never an empty text.
`;
}

function section(name: string, variable: Group | { about: string; type: string; absent: string }): string {
  const head = `### \`${name}\`\n\n${variable.about}. Unknown where ${variable.absent}.\n`;
  if (!('fields' in variable)) return head;
  return `${head}\n${table(['field', 'type', 'what it is'], rowsOf(name, variable))}`;
}

function rowsOf(path: string, { fields }: Group): string[][] {
  return Object.entries(fields).flatMap(([name, field]) =>
    'fields' in field
      ? rowsOf(`${path}.${name}`, field)
      : [[code(`${path}.${name}`), field.type === 'time' ? 'timestamp' : field.type, field.about]],
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}

function code(text: string): string {
  return `\`${text}\``;
}
