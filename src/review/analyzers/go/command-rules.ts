import type { Node } from 'web-tree-sitter';
import { commandIn, foundAt } from '../flow/found.js';
import { asCommand } from '../developer-path.js';
import { isFromClient } from '../flow/origin.js';
import { headOf } from '../node-text.js';
import type { Match, SyntaxRule } from '../types.js';
import { argumentsOf, isText, textOf } from './calls.js';
import { calledName, isParameter } from './names.js';
import { elementsOf } from './texts.js';
import { valuesFor } from './values.js';

const RUNS = /^exec\.Command(?:Context)?$|^syscall\.(?:Exec|ForkExec)$|^os\.StartProcess$/;
const SHELL = /^(?:\/(?:usr\/)?bin\/)?(?:sh|bash|zsh|ksh|dash|cmd|cmd\.exe|powershell|powershell\.exe|pwsh)$/;
const SCRIPT_FLAG = /^(?:-\w*c|\/[cC]|-Command)$/;

/** Values that run as commands. Source: OWASP Top 10, A03. */
export const GO_COMMAND_RULES: readonly SyntaxRule[] = [
  {
    id: 'go/command-injection',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'A shell command is composed from values',
    about: (value) => `Command injection: ${value} decides which command runs`,
    body: 'The command goes through a shell, or is chosen by a value: one with `;`, `$(…)` or a quote in it runs further commands. Call a fixed program with a list of arguments.',
    nodes: ['call_expression'],
    match: (call, { path }) => {
      if (!RUNS.test(calledName(call))) return false;
      const args = argumentsOf(call).flatMap((arg) => {
        // `exec.Command("sh", args...)`
        const list = arg.type === 'variadic_argument' ? arg.namedChild(0) : null;
        const elements = list ? elementsOf(list) : [];
        if (elements.length > 0) return elements;
        return arg.type === 'composite_literal' ? (arg.childForFieldName('body')?.namedChildren ?? []) : [arg];
      });
      const found = inScript(args) || asProgram(args[calledName(call).endsWith('Context') ? 1 : 0]);
      return found && asCommand(found, path);
    },
  },
];

/** `exec.Command("sh", "-c", script)`. */
function inScript(args: readonly Node[]): false | Match {
  const shell = args.findIndex((arg) => SHELL.test(fixedText(arg)));
  if (shell === -1) return false;
  const flag = args.findIndex((arg, index) => index > shell && SCRIPT_FLAG.test(fixedText(arg)));
  const script = flag === -1 ? undefined : args[flag + 1];
  return script ? commandIn(script, valuesFor(script, 'shell'), isParameter) : false;
}

/** What somebody typed runs with their own rights anyway. */
function asProgram(program: Node | undefined): false | Match {
  if (!program) return false;
  const origin = valuesFor(program, 'shell').origin(program);
  if (!isFromClient(origin)) return false;
  const isTyped = !isFromClient(valuesFor(program, 'path').origin(program));
  return foundAt({ node: program, origin: isTyped ? 'altered' : origin });
}

function fixedText(node: Node): string {
  const literal = node.type === 'literal_element' ? (node.namedChild(0) ?? node) : node;
  return isText(literal) ? textOf(literal).slice(0, 40) : headOf(literal, 0);
}
