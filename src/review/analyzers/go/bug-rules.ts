import type { Node } from 'web-tree-sitter';
import type { SyntaxRule } from '../types.js';
import { argumentsOf, calleeOf, fieldOf, functionAround } from './calls.js';

const NIL_ON_ERROR =
  /^(?:os\.(?:Open|OpenFile|Create)|http\.(?:Get|Post|PostForm|Head|NewRequest|NewRequestWithContext)|net\.(?:Dial|DialTimeout|Listen)|sql\.Open|(?:db|tx|conn)\.(?:Query|QueryContext|Prepare|Begin)|(?:http\.DefaultClient|client|httpClient)\.Do|bcrypt\.GenerateFromPassword|rand\.Read)$/;
const RESPONSE = /^(?:http\.(?:Get|Post|PostForm|Head)|(?:http\.DefaultClient|client|httpClient)\.(?:Do|Get|Post))$/;
const ROWS = /^(?:\w+\.)*(?:db|tx|conn|stmt|DB)\.Query(?:Context)?$/;

/** Mistakes that no test notices until it is too late. */
export const GO_BUG_RULES: readonly SyntaxRule[] = [
  {
    id: 'go/ignored-error',
    severity: 'should-fix',
    category: 'bug',
    title: 'The error of this call is thrown away',
    body: 'When the call fails its result is nil or empty, and the next use of it panics or goes on with wrong data. Check the error.',
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
    title: 'An error is noticed and dropped',
    body: 'The branch for the error is empty, so a failure goes on as success and leaves no trace. Return it, log it, or say in a comment why it may be ignored.',
    nodes: ['if_statement'],
    match: (statement) => {
      const body = statement.childForFieldName('consequence');
      return (
        body?.namedChildCount === 0 &&
        !statement.childForFieldName('alternative') &&
        /^err\s*!=\s*nil$/.test(statement.childForFieldName('condition')?.text ?? '')
      );
    },
  },
  {
    id: 'go/defer-in-loop',
    severity: 'should-fix',
    category: 'bug',
    title: '`defer` in a loop runs when the function ends',
    body: 'Every turn keeps its file, connection or lock until the whole function returns, so a long loop runs out of them or blocks itself. Move the body into a function, or release at the end of the turn.',
    nodes: ['defer_statement'],
    match: (statement) => {
      if (!/\.(?:Close|Unlock|RUnlock|Release|Rollback)\(\)$/.test(statement.text)) return false;
      for (let node = statement.parent; node; node = node.parent) {
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
    title: 'The body of a response is never closed',
    body: 'Each call leaves a connection open, until the process has no file descriptors left. Add `defer resp.Body.Close()` after the error check.',
    nodes: ['short_var_declaration'],
    match: (statement) =>
      isLeaked(statement, RESPONSE, (name, text) =>
        new RegExp(`\\b${name}\\.Body\\b[^\\n]*|\\bClose\\w*\\(${name}`).test(text),
      ),
  },
  {
    id: 'go/unclosed-rows',
    severity: 'should-fix',
    category: 'bug',
    title: 'The rows of a query are never closed',
    body: 'Rows that are not read to the end hold their connection, so the pool runs dry under load. Add `defer rows.Close()` after the error check.',
    nodes: ['short_var_declaration'],
    match: (statement) => isLeaked(statement, ROWS, (name, text) => text.includes(`${name}.Close(`)),
  },
  {
    id: 'go/http-without-timeout',
    severity: 'should-fix',
    category: 'bug',
    title: 'A request can wait for ever',
    body: 'This client has no time limit: a server that accepts and never answers blocks the goroutine for good. Set `Timeout`.',
    nodes: ['composite_literal'],
    match: (literal) =>
      literal.childForFieldName('type')?.text === 'http.Client' && !fieldOf(literal, 'Timeout') && isSent(literal),
  },
  {
    id: 'go/wait-group-add-inside',
    severity: 'should-fix',
    category: 'bug',
    title: '`Add` runs inside the goroutine it counts',
    body: '`Wait` may be reached before the goroutine has started, so it returns too early. Call `Add` before `go`.',
    nodes: ['call_expression'],
    match: (call) => {
      const name = /^((?:\w+\.)*(?:wg|waitGroup|group)\w*)\.Add$/i.exec(calleeOf(call))?.[1];
      const around = functionAround(call);
      if (!name || around.type !== 'func_literal' || around.parent?.parent?.type !== 'go_statement') return false;
      return (
        call.parent?.parent?.parent?.parent?.equals(around) === true &&
        around.text.includes(`${name}.Done()`) &&
        argumentsOf(call).length === 1
      );
    },
  },
];

/** A loop body that always leaves the function in the same turn does not pile anything up. */
function endsTurn(statement: Node, loop: Node): boolean {
  const last = loop.childForFieldName('body')?.namedChild(0)?.namedChildren.at(-1);
  return (
    last?.type === 'return_statement' || (last?.type === 'break_statement' && last.startIndex > statement.startIndex)
  );
}

/** The result of a call is neither closed nor handed on in its function. */
function isLeaked(statement: Node, calls: RegExp, isClosed: (name: string, text: string) => boolean): boolean {
  const name = statement.childForFieldName('left')?.namedChild(0)?.text;
  const call = statement.childForFieldName('right')?.namedChild(0);
  if (!name || name === '_' || call?.type !== 'call_expression' || !calls.test(calleeOf(call))) return false;
  const around = functionAround(statement);
  const text = around.text.slice(statement.endIndex - around.startIndex);
  const handedOn = new RegExp(
    `\\breturn\\b[^\\n]*\\b${name}\\b(?!\\.)|[(,]\\s*&?${name}\\s*[,)]|[:=]\\s*${name}\\s*[\\n,}]`,
  ).test(text);
  return !handedOn && !isClosed(name, text);
}

/** The client is used in the function that makes it; elsewhere a timeout may come by context or later. */
function isSent(literal: Node): boolean {
  const declaration =
    literal.parent?.parent?.type === 'short_var_declaration' ? literal.parent.parent : literal.parent?.parent?.parent;
  if (declaration?.type !== 'short_var_declaration') return false;
  const name = declaration.childForFieldName('left')?.text ?? '';
  const text = functionAround(literal).text;
  return (
    new RegExp(`\\b${name}\\.(?:Do|Get|Post|Head|PostForm)\\(`).test(text) &&
    !text.includes(`${name}.Timeout`) &&
    !/WithContext|WithTimeout|WithDeadline/.test(text)
  );
}
