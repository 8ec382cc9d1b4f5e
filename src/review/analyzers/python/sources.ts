import type { Node } from 'web-tree-sitter';
import type { Scope } from '../flow/scopes.js';
import { headOf, tailOf } from '../node-text.js';
import { calleeOf } from './calls.js';
import { definitionsOf, qualifiedName } from './names.js';
import { isNumberType } from './types.js';

/** Parts of a request that its client writes: Flask, Django, Starlette, aiohttp, Bottle, Tornado. */
const REQUEST_PART =
  /^(?:args|form|forms|values|json|data|cookies|headers|files|stream|view_args|query_string|full_path|GET|POST|COOKIES|META|FILES|body|raw_post_data|query_params|path_params|match_info|query|rel_url|params|body_arguments|arguments)$/;
const REQUEST_CALL =
  /^(?:get_json|get_data|json|form|body|text|read|post|get_argument|get_query_argument|get_body_argument|get_arguments|get_cookie)$/;
const ASKS_HANDLER = /^self\.(?:get_argument|get_query_argument|get_body_argument|get_arguments|get_cookie)$/;
const ROUTE = /\.(?:route|get|post|put|patch|delete|head|options|websocket|api_route|view)$/;
const MOST_DECORATORS = 10;
const MOST_PARAMETERS = 100;
const MOST_STEPS = 4;
const FASTAPI = /(?:^|\.)(?:FastAPI|APIRouter)\(\)$/;
const GIVEN = /^(?:fastapi\.)?(?:Query|Path|Body|Form|Header|Cookie|File)$/;

/** Whether an expression is what the client of a request sent. */
export function isSource(node: Node): boolean {
  if (node.type === 'attribute')
    return (
      isUploadedName(node) ||
      (REQUEST_PART.test(node.childForFieldName('attribute')?.text ?? '') &&
        isRequest(node.childForFieldName('object')))
    );
  if (node.type === 'call') {
    const called = node.childForFieldName('function');
    if (called?.type !== 'attribute') return false;
    if (ASKS_HANDLER.test(tailOf(called, 60))) return true;
    return (
      REQUEST_CALL.test(called.childForFieldName('attribute')?.text ?? '') &&
      isRequest(called.childForFieldName('object'))
    );
  }
  // AWS Lambda: `def handler(event, context)`.
  if (node.type !== 'identifier' || node.text !== 'event') return false;
  return isLambdaEvent(node);
}

/** Whether what the person who runs the program typed: a command of theirs, where others reach it. */
export function isTyped(node: Node): boolean {
  if (node.type === 'call') return node.childForFieldName('function')?.text === 'input';
  return node.type === 'attribute' && qualifiedName(node) === 'sys.argv';
}

/** The address of the request itself: where it leads, the client is already. */
export function isOwnAddress(node: Node): boolean {
  if (
    node.type !== 'attribute' ||
    !/^(?:full_path|rel_url|path|url)$/.test(node.childForFieldName('attribute')?.text ?? '')
  )
    return false;
  return isRequest(node.childForFieldName('object'));
}

/** What a socket or a queue of a socket received. */
export function isReceived(node: Node): boolean {
  return node.type === 'call' && /\.(?:recv|recvfrom|recv_into|recv_multipart)$/.test(calleeOf(node));
}

function isRequest(node: Node | null): boolean {
  if (node?.type === 'attribute') return /^(?:self|cls|flask|bottle)\.(?:request|req)$/.test(headOf(node, 20));
  if (node?.type !== 'identifier') return false;
  const name = node.text;
  const given = definitionsOf(name, node).at(-1);
  if (!given) return name === 'request';
  if (given.way === 'import') return /^(?:flask|bottle|quart|sanic)[\w.]*\.request$/.test(given.path ?? '');
  if (given.way !== 'parameter') return false;
  return name === 'request' || name === 'req' || /(?:^|\.)(?:Http)?Request$/.test(tailOf(given.value, 40));
}

/** `upload: UploadFile` of FastAPI and Starlette: the client chose the name of the file. */
function isUploadedName(attribute: Node): boolean {
  if (attribute.childForFieldName('attribute')?.text !== 'filename') return false;
  let object = attribute.childForFieldName('object');
  for (let step = 0; object?.type === 'identifier' && step < MOST_STEPS; step += 1) {
    const given = definitionsOf(object.text, object).at(-1);
    if (given?.way === 'parameter') return /\bUploadFile\b/.test(headOf(given.value, 80));
    object = given?.way === 'each' || given?.way === 'set' ? given.value : null;
  }
  return false;
}

function isLambdaEvent(node: Node): boolean {
  const given = definitionsOf('event', node).at(-1);
  if (given?.way !== 'parameter' || given.index !== 0) return false;
  return definitionsOf('context', node).at(-1)?.way === 'parameter';
}

/** What a parameter of a function surely is: a number by its type, or what a client sent by the route it is for. */
export function originOfParameter(scope: Scope, name: string, type: Node | null): 'number' | 'request' | null {
  if (type && isNumberType(headOf(type, 120))) return 'number';
  const { decorated } = scope;
  if (!decorated) return null;
  for (let index = 0; index < MOST_DECORATORS; index += 1) {
    const decorator = decorated.namedChild(index);
    const call = decorator?.type === 'decorator' ? decorator.namedChild(0) : null;
    const called = call?.type === 'call' ? call.childForFieldName('function') : null;
    const route = call && called && ROUTE.test(tailOf(called, 60)) ? call.childForFieldName('arguments') : null;
    if (!route || !called) continue;
    const converter = converterOf(headOf(route, 2000), name);
    if (converter !== null) return /^(?:int|float|uuid)$/.test(converter) ? 'number' : 'request';
    const app = called.childForFieldName('object');
    if (app && FASTAPI.test(qualifiedName(app)) && isFilledByFastApi(scope, name, type)) return 'request';
  }
  return null;
}

/** `<int:id>`, `<name>`, `{name}`, `{name:path}`: the converter, which may be empty; null: no such part. */
function converterOf(route: string, name: string): string | null {
  for (const [, converter = '', found] of route.matchAll(/<(?:(\w+):)?(\w+)>/g)) if (found === name) return converter;
  for (const [, found, converter = ''] of route.matchAll(/\{(\w+)(?::(\w+))?\}/g)) if (found === name) return converter;
  return null;
}

/** Text parameters and those with `Query(…)` and the like; not what `Depends` brings. */
function isFilledByFastApi(scope: Scope, name: string, type: Node | null): boolean {
  const parameters = scope.node.childForFieldName('parameters');
  for (let index = 0; index < MOST_PARAMETERS; index += 1) {
    const parameter = parameters?.namedChild(index);
    if (!parameter) return false;
    const named = parameter.childForFieldName('name') ?? parameter.namedChild(0) ?? parameter;
    if (named.text !== name) continue;
    const value = parameter.childForFieldName('value');
    if (value?.type === 'call') return GIVEN.test(headOf(value.childForFieldName('function'), 60));
    const text = headOf(type, 60);
    return type === null
      ? parameter.type === 'identifier'
      : /^(?:Optional\[)?(?:str|bytes|list\[str\]|List\[str\])\b/.test(text);
  }
  return false;
}
