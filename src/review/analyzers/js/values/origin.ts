import type { Node } from 'web-tree-sitter';
import { perNode } from '../../remember.js';
import { argumentsOf, bare, literalOf, calledBy } from '../calls.js';
import { moduleName } from './collect-names.js';
import { bindingAt } from './names-of.js';

const DEPTH = 10;
/** A longer chain of calls is nobody's function. */
const LONGEST = 2000;

/**
 * Where a called function, or any other value, comes from: `child_process.exec` for `run` after
 * `import { exec as run } from 'node:child_process'`, after `promisify(exec)` and for `require('child_process').exec`.
 * Names that are declared nowhere stand for themselves (`fetch`, `document.write`). Null where it cannot be told.
 */
export function originOf(node: Node | null): string | null {
  if (node === null) return null;
  const origin = remembered(node);
  return origin === '?' ? null : origin;
}

const remembered = perNode((node: Node) => origin(node, DEPTH) ?? '?');

function origin(node: Node | null, depth: number): string | null {
  if (node === null || depth <= 0 || node.endIndex - node.startIndex > LONGEST) return null;
  const value = bare(node);
  switch (value.type) {
    case 'identifier':
      return originOfName(value, depth);
    case 'member_expression': {
      const inner = origin(value.childForFieldName('object'), depth - 1);
      const property = value.childForFieldName('property')?.text ?? '';
      if (inner === null || property === 'promises' || property === 'default') return inner;
      return inner === '' ? property : `${inner}.${property}`;
    }
    case 'subscript_expression': {
      const inner = origin(value.childForFieldName('object'), depth - 1);
      const property = literalOf(value.childForFieldName('index'));
      return inner === null || property === null ? null : `${inner}.${property}`;
    }
    case 'call_expression':
      return originOfCall(value, depth);
    case 'new_expression': {
      const constructor = origin(value.childForFieldName('constructor'), depth - 1);
      return constructor === null ? null : `new ${constructor}`;
    }
    default:
      return null;
  }
}

function originOfName(name: Node, depth: number): string | null {
  const binding = bindingAt(name);
  if (binding === null) return name.text === 'globalThis' || name.text === 'window' ? '' : name.text;
  if (binding.imported) {
    const { module, name: imported } = binding.imported;
    return imported === '*' || imported === 'default' ? module : `${module}.${imported}`;
  }
  const [given, other] = binding.gives;
  if (!given || other || binding.kind !== 'variable') return null;
  const inner = origin(given.value, depth - 1);
  return inner === null ? null : [inner, ...given.path.filter((step) => step !== 'promises')].join('.');
}

function originOfCall(call: Node, depth: number): string | null {
  const callee = calledBy(call);
  const first = argumentsOf(call)[0];
  if (callee?.type === 'import' || (callee?.type === 'identifier' && callee.text === 'require')) {
    const module = literalOf(first);
    return module === null ? null : moduleName(module);
  }
  const called = origin(callee, depth - 1);
  if (called === null) return null;
  if (/^(?:util\.)?promisify$/.test(called) || /\.(?:promisify|bind)$/.test(called))
    return origin(
      called.endsWith('.bind') ? (callee?.childForFieldName('object') ?? null) : (first ?? null),
      depth - 1,
    );
  return `${called}()`;
}
