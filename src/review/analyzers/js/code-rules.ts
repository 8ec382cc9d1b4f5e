import type { Node } from 'web-tree-sitter';
import { asCommand } from '../developer-path.js';
import { headOf, matchOn } from '../node-text.js';
import type { SyntaxRule } from '../types.js';
import { argumentsOf, bare, literalOf, propertyOf, calledBy } from './calls.js';
import { judge } from './values/judge.js';
import { objectOf } from './values/object-of.js';
import { originOf } from './values/origin.js';
import { isComposed, piecesOf, type Piece } from './values/pieces.js';
import { isHarmless, matchJudged, worstPiece, type Judged } from './values/worst-piece.js';

const PROCESS_MODULE =
  /^(?:child_process|childProcess|cp|child-process-promise|cross-spawn|execa|shelljs|mz\/child_process|child_process\/promises)\.?/;
const SHELL_CALL = /^(?:exec|execSync)$/;
const SPAWN_CALL =
  /^(?:|spawn|spawnSync|sync|execFile|execFileSync|execa|execaSync|execaCommand|execaCommandSync|command|commandSync)$/;
const SHELL = /^(?:\/(?:usr\/)?bin\/)?(?:ba|z|da|k)?sh$|^(?:cmd|powershell|pwsh)(?:\.exe)?$/;
const RUNS_TEXT = /^(?:new )?(?:Function|vm\.(?:runIn(?:New|This)?Context|Script|compileFunction|SourceTextModule))$/;
/** Template engines run what stands in a template. */
const RUNS_TEMPLATE =
  /^(?:(?:ejs|pug|jade|nunjucks|handlebars|Handlebars|swig|dot|doT|eta|mustache)\.(?:compile|render|renderString|template|precompile)|(?:_|lodash|underscore)\.template)$/;

/** Values that run as code or as commands. Source: OWASP Top 10, A03. */
export const JS_CODE_RULES: readonly SyntaxRule[] = [
  {
    id: 'js/eval',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'Code injection: a value runs as code',
    about: (value) => `Code injection: ${value} runs as code`,
    body: '`eval` and its like run any code they are given, with all rights of the process, and this text is not constant. Use a parser or a table of functions instead.',
    nodes: ['call_expression', 'new_expression'],
    match: (call) => {
      const origin = originOf(call.type === 'new_expression' ? call : calledBy(call)) ?? '';
      const args = argumentsOf(call);
      const first = args[0];
      if (!first) return false;
      if (origin === 'eval') {
        const kind = judge(first, 'code');
        // Whoever it comes from: it runs. What a call makes may be code that was made to run.
        return (
          !isHarmless(kind) &&
          matchOn(
            named(first, kind),
            bare(first).type === 'call_expression' && (kind === 'unknown' || kind === 'derived') ? 'lead' : undefined,
          )
        );
      }
      if (/^require$/.test(origin) || RUNS_TEMPLATE.test(origin)) return onlyChosen(first);
      if (/^set(?:Timeout|Interval)$/.test(origin)) return composedCode([first]);
      return RUNS_TEXT.test(origin) && composedCode(args);
    },
  },
  {
    id: 'js/command-injection',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'Command injection: a shell command is composed from values',
    about: (value) => `Command injection: ${value} is put into a shell command`,
    body: 'The command goes through a shell, and part of it is not constant: a value with `;`, `$(…)` or a quote in it runs further commands. Use `execFile` or `spawn` with a list of arguments and without `shell`.',
    nodes: ['call_expression'],
    match: (call, source) => {
      const origin = originOf(calledBy(call)) ?? '';
      if (!PROCESS_MODULE.test(origin)) return false;
      const found = inCommand(origin.replace(PROCESS_MODULE, ''), argumentsOf(call));
      if (!found) return false;
      return asCommand(matchJudged(found), source.path);
    },
  },
];

function inCommand(name: string, args: readonly Node[]): Judged | null {
  const [command] = args;
  if (!command) return null;
  const pieces = piecesOf(command);
  if (SHELL_CALL.test(name)) return inShell(pieces);
  if (!SPAWN_CALL.test(name)) return null;
  const list = args
    .slice(1)
    .map(bare)
    .find(({ type }) => type === 'array');
  const shell = args
    .slice(1)
    .map((arg) => propertyOf(objectOf(arg), 'shell')?.text ?? 'false')
    .some((text) => text !== 'false');
  const values = list?.namedChildren.filter(({ type }) => type !== 'comment') ?? [];
  if (shell) {
    const parts = [...pieces, ...values.flatMap((value) => [' ', ...piecesOf(value)])];
    return inShell(parts);
  }
  if (
    SHELL.test(literalOf(command) ?? '') &&
    values.some((value) => /^(?:-\w*c|\/c|-Command)$/i.test(literalOf(value) ?? ''))
  )
    return inShell(values.flatMap((value) => [' ', ...piecesOf(value)]));
  // The client chooses the program.
  return pieces.length === 1 ? inShell(pieces) : null;
}

/** The most harmful piece of a command. A command that is handed over as a whole is somebody else's to compose. */
function inShell(pieces: readonly Piece[]): Judged | null {
  const worst = worstPiece(pieces, 'shell');
  if (worst === null || worst.kind === 'page') return null;
  return isComposed(pieces) || worst.kind === 'request' || worst.kind === 'derived' ? worst : null;
}

function onlyChosen(node: Node) {
  const kind = judge(node, 'code');
  return kind === 'request' && matchOn(bare(node));
}

function composedCode(args: readonly Node[]) {
  const pieces = args.map((arg) => piecesOf(arg));
  const worst = worstPiece(pieces.flat(), 'code');
  if (worst === null) return false;
  return (worst.kind !== 'unknown' || pieces.some(isComposed)) && matchJudged(worst);
}

/** The value that a title names: of a text that is composed, the piece that is not constant. */
function named(node: Node, kind: string): Node {
  const value = bare(node);
  if (kind !== 'request' && headOf(value, 60).length > 40) return value;
  return worstPiece(piecesOf(value), 'code')?.node ?? value;
}
