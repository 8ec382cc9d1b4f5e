import type { Node } from 'web-tree-sitter';
import { ancestorsOf } from '../../../syntax/parent-of.js';
import { headOf, placesOf, tailOf, textNear } from '../node-text.js';
import type { SyntaxRule } from '../types.js';
import { argumentsOf, calleeOf, fieldOf, functionAround } from './calls.js';

const NIL_ON_ERROR =
  /^(?:os\.(?:Open|OpenFile|Create)|http\.(?:Get|Post|PostForm|Head|NewRequest|NewRequestWithContext)|net\.(?:Dial|DialTimeout|Listen)|sql\.Open|(?:db|tx|conn)\.(?:Query|QueryContext|Prepare|Begin)|(?:http\.DefaultClient|client|httpClient)\.Do|bcrypt\.GenerateFromPassword|rand\.Read)$/;
const RESPONSE = /^(?:http\.(?:Get|Post|PostForm|Head)|(?:http\.DefaultClient|client|httpClient)\.(?:Do|Get|Post))$/;
const ROWS = /^(?:\w+\.)*(?:db|tx|conn|stmt|DB)\.Query(?:Context)?$/;

const CLOSES = /\bClose\w*\($/;
const LONGEST_NAME = 100;
/** Characters next to a name that tell what becomes of it. */
const NEAR = 40;
/** In a function that goes on for longer than this, nobody looks for the end of a value. */
const MOST_AFTER = 10_000;

/** Mistakes that no test notices until it is too late. */
export const GO_BUG_RULES: readonly SyntaxRule[] = [
  {
    id: 'go/ignored-error',
    severity: 'should-fix',
    category: 'bug',
    title: 'The error of this call is ignored',
    body: 'When the call fails, its result is nil or empty, and the next use panics or continues with wrong data. Check the error.',
    nodes: ['short_var_declaration', 'assignment_statement'],
    match: (statement) => {
      const left = statement.childForFieldName('left')?.namedChildren ?? [];
      const call = statement.childForFieldName('right')?.namedChild(0);
      return (
        left.length === 2 &&
        left[1]?.text === '_' &&
        left[0]?.text !== '_' &&
        call?.type === 'call_expression' &&
        NIL_ON_ERROR.test(calleeOf(call))
      );
    },
  },
  {
    id: 'go/swallowed-error',
    severity: 'should-fix',
    category: 'bug',
    title: 'The error is checked and then ignored',
    body: 'The error branch is empty, so a failure looks like success and leaves no trace. Return it, log it, or say in a comment why it may be ignored.',
    nodes: ['if_statement'],
    match: (statement) => {
      const body = statement.childForFieldName('consequence');
      // Nothing can be done about what could not be put away.
      if (
        /\b(?:Close|Remove|RemoveAll|Flush|Sync)\([^()]*\)$/.test(
          tailOf(statement.childForFieldName('initializer'), 80),
        )
      )
        return false;
      return (
        body?.namedChildCount === 0 &&
        !statement.childForFieldName('alternative') &&
        /^err\s*!=\s*nil$/.test(headOf(statement.childForFieldName('condition'), 50))
      );
    },
  },
  {
    id: 'go/defer-in-loop',
    severity: 'should-fix',
    category: 'bug',
    title: '`defer` in a loop runs when the function ends',
    body: 'Each iteration keeps its file, connection or lock until the function returns, so a long loop runs out of them or deadlocks. Move the body into a function, or release at the end of the iteration.',
    nodes: ['defer_statement'],
    match: (statement) => {
      if (!/\.(?:Close|Unlock|RUnlock|Release|Rollback)\(\)$/.test(tailOf(statement, 40))) return false;
      for (const node of ancestorsOf(statement)) {
        if (/^(?:func_literal|function_declaration|method_declaration)$/.test(node.type)) return false;
        if (node.type === 'for_statement') return !endsTurn(statement, node);
      }
      return false;
    },
  },
  {
    id: 'go/unclosed-body',
    severity: 'should-fix',
    category: 'bug',
    title: 'The response body is never closed',
    body: 'Each call leaks a connection, until the process runs out of file descriptors. Add `defer resp.Body.Close()` after the error check.',
    nodes: ['short_var_declaration'],
    match: (statement) =>
      isLeaked(
        statement,
        RESPONSE,
        (name, text) =>
          followedBy(name, text, /^\.Body\b/) ||
          [...placesOf(name, text)].some((at) => CLOSES.test(text.slice(Math.max(0, at - NEAR), at))),
      ),
  },
  {
    id: 'go/unclosed-rows',
    severity: 'should-fix',
    category: 'bug',
    title: 'The query rows are never closed',
    body: 'Rows that are not read to the end keep their connection, so the pool runs out under load. Add `defer rows.Close()` after the error check.',
    nodes: ['short_var_declaration'],
    match: (statement) => isLeaked(statement, ROWS, (name, text) => text.includes(`${name}.Close(`)),
  },
  {
    id: 'go/http-without-timeout',
    severity: 'should-fix',
    category: 'bug',
    title: 'HTTP request without a timeout',
    body: 'A server that accepts the connection and never answers blocks this goroutine forever. Set `Timeout`.',
    nodes: ['composite_literal'],
    match: (literal) =>
      literal.childForFieldName('type')?.text === 'http.Client' && !fieldOf(literal, 'Timeout') && isSent(literal),
  },
  {
    id: 'go/wait-group-add-inside',
    severity: 'should-fix',
    category: 'bug',
    title: '`wg.Add` is called inside the goroutine',
    body: '`Wait` may run before the goroutine starts, and then returns too early. Call `Add` before `go`.',
    nodes: ['call_expression'],
    match: (call) => {
      const name = /^((?:\w+\.)*(?:wg|waitGroup|group)\w*)\.Add$/i.exec(calleeOf(call))?.[1];
      const around = functionAround(call);
      if (!name || around.type !== 'func_literal') return false;
      const [, grandparent] = ancestorsOf(around);
      const [, , , fourth] = ancestorsOf(call);
      if (grandparent?.type !== 'go_statement') return false;
      return (
        fourth?.equals(around) === true &&
        textNear(call, around).includes(`${name}.Done()`) &&
        argumentsOf(call).length === 1
      );
    },
  },
];

/** A loop body that always leaves the function in the same turn does not pile anything up. */
function endsTurn(statement: Node, loop: Node): boolean {
  const last = loop.childForFieldName('body')?.namedChild(0)?.lastNamedChild;
  return (
    last?.type === 'return_statement' || (last?.type === 'break_statement' && last.startIndex > statement.startIndex)
  );
}

/** The result of a call is neither closed nor handed on in its function, as far as that is near; else nobody knows. */
function isLeaked(statement: Node, calls: RegExp, isClosed: (name: string, text: string) => boolean): boolean {
  const name = headOf(statement.childForFieldName('left')?.namedChild(0), LONGEST_NAME);
  const call = statement.childForFieldName('right')?.namedChild(0);
  if (!/^\w+$/.test(name) || name === '_' || call?.type !== 'call_expression' || !calls.test(calleeOf(call)))
    return false;
  const around = functionAround(statement);
  const after = statement.endIndex - around.startIndex;
  if (around.endIndex - statement.endIndex > MOST_AFTER) return false;
  const text = around.text.slice(after);
  return !isHandedOn(name, text) && !isClosed(name, text);
}

/** Returned, given to a call, put into a literal or set to something else. */
function isHandedOn(name: string, text: string): boolean {
  let lineStart = 0;
  let returns = -1;
  for (const at of placesOf(name, text)) {
    const start = text.lastIndexOf('\n', at) + 1;
    if (start !== lineStart || returns === -1) {
      const end = text.indexOf('\n', start);
      returns = text.slice(start, end === -1 ? text.length : end).search(/\breturn\b/);
      lineStart = start;
    }
    const after = text.slice(at + name.length, at + name.length + NEAR);
    if (returns !== -1 && start + returns < at && !after.startsWith('.')) return true;
    const before = text.slice(Math.max(0, at - NEAR), at);
    if (/[(,]\s*&?$/.test(before) && /^\s*[,)]/.test(after)) return true;
    if (/[:=]\s*$/.test(before) && /^\s*[\n,}]/.test(after)) return true;
  }
  return false;
}

function followedBy(name: string, text: string, pattern: RegExp): boolean {
  for (const at of placesOf(name, text)) {
    if (pattern.test(text.slice(at + name.length, at + name.length + NEAR))) return true;
  }
  return false;
}

/** The client is used in the function that makes it; elsewhere a timeout may come by context or later. */
function isSent(literal: Node): boolean {
  const [, second, third] = ancestorsOf(literal);
  const declaration = second?.type === 'short_var_declaration' ? second : third;
  if (declaration?.type !== 'short_var_declaration') return false;
  const name = headOf(declaration.childForFieldName('left'), LONGEST_NAME);
  const text = textNear(literal, functionAround(literal));
  return (
    followedBy(name, text, /^\.(?:Do|Get|Post|Head|PostForm)\(/) &&
    !text.includes(`${name}.Timeout`) &&
    !/WithContext|WithTimeout|WithDeadline/.test(text)
  );
}
