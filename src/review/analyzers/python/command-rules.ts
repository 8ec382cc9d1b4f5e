import type { Node } from 'web-tree-sitter';
import { commandIn, foundAt, surest } from '../flow/found.js';
import { asCommand } from '../developer-path.js';
import { isFixed, isFromClient } from '../flow/origin.js';
import type { Match, SyntaxRule } from '../types.js';
import { keywordOf, positionalOf } from './calls.js';
import { calledName, definitionsOf, isParameter, qualifiedName } from './names.js';
import { bare } from './chain.js';
import { valuesFor } from './values.js';

const SHELL_CALL =
  /^(?:os\.(?:system|popen[234]?)|popen2\.\w+|commands\.get(?:status)?output|subprocess\.get(?:status)?output|asyncio\.create_subprocess_shell|asyncio\.subprocess\.create_subprocess_shell)$|\.exec_command$/;
const RUNS_CODE =
  /^(?:builtins\.)?(?:eval|exec)$|^(?:PIL\.)?ImageMath\.(?:unsafe_)?eval$|^(?:pandas|pd|numexpr)\.(?:eval|evaluate)$/;
const SUBPROCESS_CALL = /^(?:subprocess\.)?(?:run|call|check_call|check_output|Popen)$/;
/** The program is the first argument, or the second after the mode. */
const PROGRAM_CALL = /^(?:os\.(?:exec[lv]p?e?|posix_spawnp?|startfile)|asyncio\.create_subprocess_exec|pty\.spawn)$/;
const SPAWN_CALL = /^os\.spawn[lv]p?e?$/;
const SHELL = /^[rb]?["'](?:\/(?:usr\/)?bin\/)?(?:sh|bash|zsh|ksh|dash|cmd|cmd\.exe|powershell|pwsh)["']$/;
const SCRIPT_FLAG = /^["'](?:-\w*c|\/[cC]|-Command)["']$/;
const UNPICKLES =
  /^(?:pickle|cPickle|_pickle|dill|cloudpickle|marshal|jsonpickle|joblib|shelve|pandas)\.(?:loads?|decode|open|read_pickle|Unpickler)$/;

/** Values that run as commands or code, or are made into any object. Source: OWASP Top 10, A03 and A08. */
export const PYTHON_COMMAND_RULES: readonly SyntaxRule[] = [
  {
    id: 'py/command-injection',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'A shell command is composed from values',
    about: (value) => `Command injection: ${value} is put into a shell command`,
    body: 'The command goes through a shell, and part of it is not constant: a value with `;`, `$(…)` or a quote in it runs further commands. Pass a list of arguments and leave `shell` off.',
    nodes: ['call'],
    match: (call, { path }) => {
      const found = matchCommand(call, calledName(call));
      return found && asCommand(found, path);
    },
  },
  {
    id: 'py/eval',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'Code injection: a value runs as code',
    about: (value) => `Code injection: ${value} runs as code`,
    body: '`eval` and `exec` run any code they are given, with all rights of the process, and this text is not constant. Use `ast.literal_eval`, a parser or a table of functions instead.',
    nodes: ['call'],
    match: (call) => {
      const code = positionalOf(call)[0];
      if (!code || !RUNS_CODE.test(calledName(call))) return false;
      const values = valuesFor(code, 'code');
      return commandIn(bare(code), values, isParameter);
    },
  },
  {
    id: 'py/unsafe-deserialization',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'Unsafe deserialization: data from outside is unpickled',
    about: (value) => `Unsafe deserialization: ${value} is unpickled`,
    body: 'Unpickling runs whatever code the data asks for, so whoever can send this data owns the process. Use JSON, or sign the data and check the signature first.',
    nodes: ['call'],
    match: (call) => {
      const data = positionalOf(call)[0];
      const name = calledName(call);
      if (!data || !UNPICKLES.test(name)) return false;
      const origin = valuesFor(data, 'code').origin(data);
      return (
        (isFromClient(origin) || (origin === 'unknown' && /loads$|decode$/.test(name))) &&
        foundAt({ node: data, origin })
      );
    },
  },
  {
    id: 'py/yaml-load',
    severity: 'must-fix',
    category: 'security',
    title: 'YAML is loaded with the unsafe loader',
    body: 'This loader builds any Python object the document names, which runs code. Use `yaml.safe_load`.',
    nodes: ['call'],
    match: (call) => {
      const name = calledName(call);
      if (!/^yaml\.(?:unsafe_)?load(?:_all)?$/.test(name)) return false;
      const text = positionalOf(call)[0];
      if (text && valuesFor(text, 'code').origin(text) === 'constant') return false;
      if (name.startsWith('yaml.unsafe_')) return true;
      const loader = keywordOf(call, 'Loader') ?? positionalOf(call)[1];
      return !loader || /(?:^|\.)(?:Unsafe|Full|C)?Loader$/.test(qualifiedName(loader));
    },
  },
];

function matchCommand(call: Node, name: string): false | Match {
  const args = positionalOf(call);
  const isSubprocess = SUBPROCESS_CALL.test(name);
  if (SHELL_CALL.test(name)) return inShell(args[0] ?? keywordOf(call, 'cmd') ?? keywordOf(call, 'command'));
  if (SPAWN_CALL.test(name)) return asProgram(args.slice(1));
  if (PROGRAM_CALL.test(name)) return asProgram(args);
  if (!isSubprocess) return false;
  const command = args[0] ?? keywordOf(call, 'args');
  if (!command) return false;
  const list = listOf(command);
  if (isOn(keywordOf(call, 'shell'))) {
    if (!list) return inShell(command);
    // Of a list, a shell reads the first; the others are its arguments, but that is not what was meant.
    const [first, ...others] = list.namedChildren;
    const rest = others.map((node) => ({ node, origin: valuesFor(node, 'shell').origin(node) }));
    return inShell(first) || asLead(rest.find(({ origin }) => isFromClient(origin)));
  }
  return name.startsWith('subprocess.') && asProgram(list ? list.namedChildren : [command]);
}

function inShell(command: Node | null | undefined): false | Match {
  return command ? commandIn(command, valuesFor(command, 'shell'), isParameter) : false;
}

function asLead(found: { node: Node } | undefined): false | Match {
  return found ? foundAt({ ...found, origin: 'unknown' }) : false;
}

/** A program without a shell: the client must not choose it; a shell with a script is one after all. */
function asProgram(args: readonly Node[]): false | Match {
  const [program, ...others] = args.slice(0, 10);
  if (!program) return false;
  const origin = valuesFor(program, 'shell').origin(program);
  if (isFromClient(origin) && program.type !== 'list' && !isNamed(program)) {
    // What somebody typed runs with their own rights anyway.
    const isTyped = !isFromClient(valuesFor(program, 'path').origin(program));
    return foundAt({ node: program, origin: isTyped ? 'altered' : origin });
  }
  if (!SHELL.test(program.text.slice(0, 40))) return false;
  const flag = others.findIndex((arg) => SCRIPT_FLAG.test(arg.text.slice(0, 20)));
  return flag !== -1 && inShell(others[flag + 1]);
}

/** `"convert " + name` names the program, whatever follows: no shell takes it apart. */
function isNamed(program: Node): boolean {
  return valuesFor(program, 'shell')
    .texts(program)
    .every(([first]) => first !== undefined && isFixed(first) && /\s/.test(first.text));
}

function listOf(command: Node): Node | null {
  const value = bare(command);
  if (/^(?:list|tuple)$/.test(value.type)) return value;
  if (value.type !== 'identifier') return null;
  const given = surest(
    definitionsOf(value.text, value).flatMap(({ value: set }) =>
      set ? [{ node: set, origin: 'unknown' as const }] : [],
    ),
  );
  return given && /^(?:list|tuple)$/.test(given.node.type) ? given.node : null;
}

function isOn(shell: Node | null): boolean {
  if (!shell) return false;
  if (shell.type === 'identifier') return definitionsOf(shell.text, shell).some(({ value }) => value?.text === 'True');
  return shell.text === 'True' || shell.text === '1';
}
