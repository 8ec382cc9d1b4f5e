import { parentOf } from '../../../syntax/parent-of.js';
import { headOf } from '../node-text.js';
import { hasNestedQuantifier } from '../nested-quantifier.js';
import type { SyntaxRule } from '../types.js';
import { argumentsOf, calleeOf, literalOf } from './calls.js';

/** Blocks stand in each other: this much of each is looked at. */
const LOOKED_AT = 6000;

/** Whoever gives something back can do nothing more about it when that fails. */
const CLEANS_UP =
  /^(?:close|end|unlink|unlinkSync|rm|rmdir|rmSync|remove|delete|del|cleanup|cleanUp|clean|dispose|destroy|disconnect|quit|release|releaseLock|abort|cancel|kill|stop|terminate|teardown|rollback|shutdown|unsubscribe|unlock|detach|dismiss|hide|reset)\w*$/;

/** Mistakes that no test notices until it is too late. */
export const JS_BUG_RULES: readonly SyntaxRule[] = [
  {
    id: 'js/swallowed-error',
    severity: 'should-fix',
    category: 'bug',
    title: 'Empty `catch`: the error of an awaited call is lost',
    body: 'When the call fails, the code continues as if it had worked, and nothing says why. Handle the error, log it, or say in a comment why it may be ignored.',
    nodes: ['catch_clause'],
    match: (clause) => {
      const tried = parentOf(clause)?.childForFieldName('body');
      const handler = clause.childForFieldName('body');
      if (handler?.namedChildCount !== 0 || !tried) return false;
      // Whoever switches the linter off right there has seen it, in axios for one.
      const text = headOf(tried, LOOKED_AT);
      return /\bawait\s/.test(text) && !/\bno-empty\b/.test(text) && !onlyCleansUp(text);
    },
  },
  {
    id: 'js/regex-backtracking',
    severity: 'should-fix',
    category: 'security',
    title: 'This regular expression can hang on some input',
    body: 'A repeated group repeats inside, so thirty characters that almost match block the event loop for minutes. Make the inner part unambiguous, or bound the length of the input.',
    nodes: ['regex', 'new_expression'],
    match: (node) => {
      if (node.type === 'regex') return hasNestedQuantifier(node.childForFieldName('pattern')?.text ?? '');
      return (
        calleeOf(node) === 'RegExp' &&
        hasNestedQuantifier((literalOf(argumentsOf(node)[0]) ?? '').replaceAll('\\\\', '\\'))
      );
    },
  },
  {
    id: 'js/async-for-each',
    severity: 'should-fix',
    category: 'bug',
    title: '`forEach` does not wait for an async callback',
    body: 'The loop ends before the callbacks do, and a rejection in one of them is unhandled, which ends the process. Use `for … of` with `await`, or `Promise.all` over `map`.',
    nodes: ['call_expression'],
    match: (call) => {
      const callback = argumentsOf(call)[0];
      if (
        !callback ||
        !calleeOf(call).endsWith('.forEach') ||
        !/^(?:arrow_function|function_expression)$/.test(callback.type)
      )
        return false;
      return callback.child(0)?.type === 'async' && /\bawait\s/.test(headOf(callback, LOOKED_AT));
    },
  },
  {
    id: 'js/async-promise-executor',
    severity: 'should-fix',
    category: 'bug',
    title: 'An async promise executor loses its errors',
    body: 'An error thrown in it never rejects the promise: the caller waits forever, and the rejection is unhandled. Make the surrounding function async instead.',
    nodes: ['new_expression'],
    match: (call) => {
      const executor = argumentsOf(call)[0];
      return (
        calleeOf(call) === 'Promise' &&
        executor?.child(0)?.type === 'async' &&
        /^(?:arrow_function|function_expression)$/.test(executor.type)
      );
    },
  },
  {
    id: 'js/compare-nan',
    severity: 'should-fix',
    category: 'bug',
    title: 'A comparison with `NaN` is always false',
    body: '`NaN` equals nothing, itself included, so this condition never changes. Use `Number.isNaN`.',
    nodes: ['binary_expression'],
    match: (node) => {
      if (!/^[!=]==?$/.test(node.childForFieldName('operator')?.text ?? '')) return false;
      return [node.childForFieldName('left')?.text, node.childForFieldName('right')?.text].some(
        (side) => side === 'NaN' || side === 'Number.NaN',
      );
    },
  },
];

/** Whether all that a block waits for gives something back: `await connection.close()`. */
function onlyCleansUp(text: string): boolean {
  const called = [...text.matchAll(/\bawait\s+([\w$.?!]{1,100})\s*\(/g)].map(
    ([, name]) => name?.split(/[.?!]+/).pop() ?? '',
  );
  return (
    called.length > 0 &&
    called.length === text.split(/\bawait\s/).length - 1 &&
    called.every((name) => CLEANS_UP.test(name))
  );
}
