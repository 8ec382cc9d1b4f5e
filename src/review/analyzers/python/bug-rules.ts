import type { Node } from 'web-tree-sitter';
import { ancestorsOf, parentOf } from '../../../syntax/parent-of.js';
import { headOf } from '../node-text.js';
import { perNode } from '../remember.js';
import { hasNestedQuantifier } from '../nested-quantifier.js';
import type { SyntaxRule } from '../types.js';
import { calleeOf, functionAround, hasSplat, keywordOf, positionalOf } from './calls.js';

/** Calls whose failure somebody has to know of; around others, `pass` is often a deliberate fallback. */
const HAS_EFFECT =
  /\bawait\s|\.(?:save|commit|send\w*|execute|post|put|publish|upload|insert\w*|update|create|charge|enqueue|delete)\(/;

/** Blocks stand in each other: this much of each is looked at. */
const LOOKED_AT = 6000;
const MOST_OF_BODY = 20_000;
/** A name that is changed in place (second group), or set. */
const USE =
  /(?<![\w.])(\w+)(?:(\.(?:append|extend|insert|add|update|setdefault|pop|remove|clear)\(|\[[^\]\n]{0,80}\]\s{0,20}(?:[+-]?=)(?!=)|\s{0,20}\+=)|\s{0,20}=(?!=))/g;

/** Mistakes that no test notices until it is too late. */
export const PYTHON_BUG_RULES: readonly SyntaxRule[] = [
  {
    id: 'py/swallowed-exception',
    severity: 'should-fix',
    category: 'bug',
    title: 'Every exception is caught and ignored',
    body: 'Real failures leave no trace, and the code continues in a wrong state. Catch only the exception you expect, or log it.',
    nodes: ['except_clause'],
    match: (clause) => {
      const block = clause.namedChildren.find((child) => child.type === 'block');
      if (!HAS_EFFECT.test(headOf(parentOf(clause)?.childForFieldName('body'), LOOKED_AT))) return false;
      const caught = headOf(clause, Math.min(2000, Math.max(0, (block?.startIndex ?? 0) - clause.startIndex)));
      return (
        headOf(block, 100).trim() === 'pass' &&
        /^except\s*(?:\(?(?:Base)?Exception\b[^,]*)?:/.test(caught) &&
        !caught.includes('#') &&
        !isCleaningUp(clause)
      );
    },
  },
  {
    id: 'py/mutable-default',
    severity: 'should-fix',
    category: 'bug',
    title: 'Mutable default argument: all calls share it',
    body: 'The default is created once and this function changes it, so the next call sees what the last one added. Use `None` as the default and create the value inside.',
    nodes: ['default_parameter', 'typed_default_parameter'],
    match: (parameter) => {
      const name = parameter.childForFieldName('name')?.text;
      const value = parameter.childForFieldName('value');
      if (
        !name ||
        !value ||
        !/^(?:list|dictionary|set)$|^(?:list|dict|set)\(\)$/.test(
          value.type === 'call' ? headOf(value, 20) : value.type,
        )
      )
        return false;
      const body = functionAround(parameter).childForFieldName('body');
      return body !== null && changedIn(body).changed.has(name) && !changedIn(body).assigned.has(name);
    },
  },
  {
    id: 'py/http-without-timeout',
    severity: 'should-fix',
    category: 'bug',
    title: 'HTTP request without a timeout',
    body: '`requests` has no timeout by default: a server that never answers blocks this thread forever. Pass `timeout`.',
    nodes: ['call'],
    match: (call) =>
      /^requests\.(?:get|post|put|patch|delete|head|request)$/.test(calleeOf(call)) &&
      !keywordOf(call, 'timeout') &&
      !hasSplat(call),
  },
  {
    id: 'py/regex-backtracking',
    severity: 'should-fix',
    category: 'security',
    title: 'This regular expression can hang on some input',
    body: 'A repeated group repeats inside, so thirty characters that almost match keep the processor busy for minutes. Make the inner part unambiguous, or bound the length of the input.',
    nodes: ['call'],
    match: (call) => {
      const pattern = positionalOf(call)[0];
      if (
        pattern?.type !== 'string' ||
        !/^re\.(?:compile|match|search|fullmatch|sub|findall|finditer|split)$/.test(calleeOf(call))
      )
        return false;
      return hasNestedQuantifier(
        pattern.namedChildren
          .filter((child) => child.type === 'string_content')
          .map((child) => child.text)
          .join(''),
      );
    },
  },
  {
    id: 'py/blocking-in-async',
    severity: 'should-fix',
    category: 'performance',
    title: 'A blocking call stops the event loop',
    body: 'While this call waits, no other task of the process runs. Use the async counterpart (`asyncio.sleep`, `httpx.AsyncClient`), or `asyncio.to_thread`.',
    nodes: ['call'],
    match: (call) =>
      /^(?:time\.sleep|requests\.(?:get|post|put|patch|delete|head|request)|urllib\.request\.urlopen)$/.test(
        calleeOf(call),
      ) && isAsync(functionAround(call)),
  },
  {
    id: 'py/is-literal',
    severity: 'should-fix',
    category: 'bug',
    title: '`is` compares identity, not the value',
    body: '`is` asks whether both are the same object; for equal strings and numbers that depends on the interpreter. Use `==`.',
    nodes: ['comparison_operator'],
    match: (comparison) =>
      comparison.namedChildren.length === 2 &&
      comparison.children.some((child) => child.type === 'is' || child.type === 'is not') &&
      comparison.namedChildren.some((side) => /^(?:string|integer|float|list|dictionary|tuple)$/.test(side.type)),
  },
];

/**
 * The names that the body of a function changes in place, and those it sets anew, as far as its first 20,000
 * characters.
 */
const changedIn = perNode((body: Node) => {
  const changed = new Set<string>();
  const assigned = new Set<string>();
  for (const [, name = '', change] of headOf(body, MOST_OF_BODY).matchAll(USE)) (change ? changed : assigned).add(name);
  return { changed, assigned };
});

/** What is left behind when something ends, or has failed already, is put away as well as it goes. */
function isCleaningUp(clause: Node): boolean {
  const [statement, ...around] = ancestorsOf(clause);
  for (const current of around) {
    if (/^(?:finally_clause|except_clause)$/.test(current.type))
      return current.startIndex < (statement?.startIndex ?? 0);
    if (current.type === 'function_definition')
      return /^__(?:del|a?exit)__$/.test(current.childForFieldName('name')?.text ?? '');
  }
  return false;
}

function isAsync(definition: Node): boolean {
  return definition.type === 'function_definition' && definition.child(0)?.type === 'async';
}
