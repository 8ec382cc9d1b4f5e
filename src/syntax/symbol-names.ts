import type { Node } from 'web-tree-sitter';
import type { Language } from './language-of.js';
import type { SymbolKind, SymbolRule } from './symbol-rules.js';

export interface NamedNode {
  name: string;
  kind: SymbolKind;
  /** Where the grammar writes the owner at the symbol itself: `func (j *Job) Run`, `int Job::run()`. */
  owner: string | null;
  /** The node whose body is the symbol's: the function of `const run = () => {}`. */
  holder: Node;
}

const FUNCTION_VALUE =
  /^(?:arrow_function|function_expression|generator_function|func_literal|lambda|lambda_expression)$/;
const LONGEST = 100;

/** What a node that counts names; none where it names nothing that can be referred to from outside. */
export function symbolNames(language: Language, node: Node, rule: SymbolRule): NamedNode[] {
  if (rule === 'scope' || rule === 'wrapper') return [];
  if (language === 'cpp') return cppNames(node, rule);
  if (language === 'java' && rule === 'constant') return javaConstants(node);
  if (language === 'c-sharp' && rule === 'constant') return sharpConstants(node);
  if (rule === 'value' || rule === 'callable') return valueNames(language, node, rule);
  if (language === 'go' && rule === 'constant') return fieldNames(node, rule);
  const own = node.type === 'impl_item' ? node.childForFieldName('type') : nameNode(node);
  const name = own && lastName(own);
  if (!name) return [];
  if (node.type === 'mod_item' && !node.childForFieldName('body')) return [];
  return [{ name, kind: rule, owner: ownerOf(node), holder: node }];
}

function nameNode(node: Node): Node | null {
  return (
    node.childForFieldName('name') ??
    node.childForFieldName('left') ??
    node.namedChildren.find((child) => child?.type === 'name') ??
    null
  );
}

/** `A::B` and `a.b` end with the name; `Box<T>` begins with it. */
function lastName(node: Node): string | null {
  if (node.type === 'operator_name') return node.text.slice(0, LONGEST);
  const text = node.text.slice(0, 4 * LONGEST).replace(/[<[(].*$/s, '');
  const name = /([\p{L}_$#@][\p{L}\p{N}_$]*[?!=]?)\W*$/u.exec(text)?.[1] ?? null;
  return name !== null && name.length <= LONGEST ? name : null;
}

/** `func (j *Job[T]) Run` */
function ownerOf(node: Node): string | null {
  const receiver = node.type === 'method_declaration' ? node.childForFieldName('receiver') : null;
  return receiver
    ? (/([\p{L}_][\p{L}\p{N}_]*)\s*(?:\[[^\]]*\])?\s*\)$/u.exec(receiver.text.slice(0, 400))?.[1] ?? null)
    : null;
}

function fieldNames(node: Node, kind: SymbolKind): NamedNode[] {
  return node
    .childrenForFieldName('name')
    .filter((one) => one?.isNamed && one.text !== '_')
    .map((one) => ({ name: one.text, kind, owner: null, holder: node }));
}

function valueNames(language: Language, node: Node, rule: 'value' | 'callable'): NamedNode[] {
  const value = node.childForFieldName('value') ?? node.childForFieldName('right');
  const isFunction = value !== null && FUNCTION_VALUE.test(value.type);
  if (rule === 'callable' && !isFunction) return [];
  if (language === 'go') return fieldNames(node, 'constant');
  const own = ['name', 'left', 'property', 'key']
    .map((field) => node.childForFieldName(field))
    .find((one) => one !== null);
  if (!own || /_pattern$|pattern_list|tuple|list|subscript/.test(own.type)) return [];
  if (language === 'ruby' && own.type !== 'constant') return [];
  if (language === 'python' && own.type !== 'identifier') return [];
  const name = lastName(own);
  if (name === null) return [];
  const kind = isFunction ? 'function' : value?.type === 'class' ? 'class' : 'constant';
  const owner =
    /^(.{1,100})\.prototype\./s.exec(own.type === 'member_expression' ? own.text.slice(0, 200) : '')?.[1] ?? null;
  return [
    {
      name,
      kind: owner && isFunction ? 'method' : kind,
      owner,
      holder: isFunction || kind === 'class' ? (value ?? node) : node,
    },
  ];
}

function javaConstants(node: Node): NamedNode[] {
  const modifiers = node.namedChildren.find((child) => child?.type === 'modifiers')?.text ?? '';
  if (node.type === 'field_declaration' && !(/\bstatic\b/.test(modifiers) && /\bfinal\b/.test(modifiers))) return [];
  return declarators(node.childrenForFieldName('declarator'), node);
}

function sharpConstants(node: Node): NamedNode[] {
  const modifiers = node.namedChildren.flatMap((child) => (child?.type === 'modifier' ? [child.text] : []));
  if (!modifiers.includes('const') && !(modifiers.includes('static') && modifiers.includes('readonly'))) return [];
  const declaration = node.namedChildren.find((child) => child?.type === 'variable_declaration');
  return declarators(declaration?.namedChildren ?? [], node);
}

function declarators(all: readonly (Node | null)[], holder: Node): NamedNode[] {
  return all.flatMap((one) => {
    const name = one?.type === 'variable_declarator' ? one.childForFieldName('name') : null;
    return name ? [{ name: name.text.slice(0, LONGEST), kind: 'constant' as const, owner: null, holder }] : [];
  });
}

/** C and C++ keep names inside of declarators: `static int *const find(int)`, `T Box<T>::get()`, `int (*run)(int)`. */
function cppNames(node: Node, rule: SymbolRule): NamedNode[] {
  if (node.type.endsWith('_specifier') && !node.childForFieldName('body')) return [];
  if (!/^(?:function_definition|declaration|field_declaration|type_definition)$/.test(node.type)) {
    const name = nameNode(node);
    const last = name && lastName(name);
    return last && isKind(rule) ? [{ name: last, kind: rule, owner: null, holder: node }] : [];
  }
  return node.childrenForFieldName('declarator').flatMap((declarator) => {
    const { inner, callable } = declared(declarator);
    const qualified = inner?.type === 'qualified_identifier' ? innermost(inner) : null;
    const own = qualified?.childForFieldName('name') ?? inner;
    const name = own && lastName(own);
    if (!inner || !name || (rule === 'callable' && !callable)) return [];
    const scope = qualified?.childForFieldName('scope') ?? null;
    const kind = rule === 'type' ? 'type' : callable ? 'function' : 'constant';
    return [{ name, kind, owner: scope ? lastName(scope) : null, holder: node }];
  });
}

/** The name at the bottom of a declarator, and whether the first thing around it is a parameter list. */
function declared(declarator: Node | null): { inner: Node | null; callable: boolean } {
  let at = declarator;
  let callable = false;
  for (let depth = 0; at && depth < 20; depth++) {
    if (/identifier$|^(?:destructor_name|operator_name|operator_cast)$/.test(at.type)) return { inner: at, callable };
    callable =
      at.type === 'function_declarator' || (callable && !/^(?:pointer|parenthesized)_declarator$/.test(at.type));
    at = at.childForFieldName('declarator') ?? at.firstNamedChild;
  }
  return { inner: null, callable };
}

/** Of `a::b::go` the part `b::go`. */
function innermost(qualified: Node): Node {
  let at = qualified;
  for (let next: Node | null = at; next?.type === 'qualified_identifier'; next = next.childForFieldName('name'))
    at = next;
  return at;
}

function isKind(rule: SymbolRule): rule is SymbolKind {
  return rule !== 'value' && rule !== 'callable' && rule !== 'scope' && rule !== 'wrapper';
}
