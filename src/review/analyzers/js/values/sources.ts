import type { Node } from 'web-tree-sitter';
import { parentOf } from '../../../../syntax/parent-of.js';
import { argumentsOf, calleeOf, literalOf, calledBy } from '../calls.js';
import type { Chain } from './chain.js';
import { originOf } from './origin.js';
import type { Binding } from './scopes.js';

/** Whose value it is: of the client of an HTTP request, or of whoever made the link to a page. */
export type SourceKind = 'request' | 'page';

/**
 * What a parameter of a handler stands for. `context` holds a request, or parts of it; `data` is what the client sent.
 */
type Role = 'request' | 'context' | 'event' | 'data';

/** What of a request the client chooses (Express, Fastify, hapi, Web API, Node, Next.js). */
const OF_REQUEST =
  /^(?:query|body|params|headers|cookies|signedCookies|payload|rawBody|url|originalUrl|path|hostname|host|href|querystring|search|searchParams|nextUrl|files|header|pathParameters|queryStringParameters)$/;
const READS_REQUEST = /^(?:get|header|param|json|text|formData|query|queries|parseBody|arrayBuffer|blob|body|raw)$/;
/** Of the context of Koa, Next.js pages, AWS Lambda, AppSync. */
const OF_CONTEXT =
  /^(?:query|params|querystring|headers|header|path|url|originalUrl|href|host|hostname|search|searchParams|queryStringParameters|multiValueQueryStringParameters|pathParameters|rawPath|rawQueryString|cookies|body|payload|arguments)$/;
const OF_EVENT =
  /^(?:queryStringParameters|multiValueQueryStringParameters|pathParameters|rawPath|rawQueryString|body|headers|cookies|arguments)$/;
const OF_UPLOAD = /^(?:originalname|name|filename|mimetype|buffer|data)$/;
const REQUEST_NAME = /^_?(?:req|request)$/;
const REQUEST_TYPE = /\b(?:\w*Request(?:<|$)|IncomingMessage\b)/;
const CONTEXT_TYPE =
  /\b(?:\w*Context|APIGateway\w*Event\w*|GetServerSidePropsContext|LoaderFunctionArgs|ActionFunctionArgs)(?:<|$)/;
const DECORATOR = /^@(?:Query|Param|Body|Headers|Cookies|RawBody|UploadedFiles?|Args|MessageBody|Payload)\b/;
const REQUEST_DECORATOR = /^@(?:Req|Request)\b/;
const PIPE = /\bParse(?:Int|Float|Bool|UUID|Enum|Date)Pipe\b/;

const ROUTE_CALL = /\.(?:get|post|put|patch|delete|del|all|use|head|options|route|on)$/;
const CLIENT_CALL =
  /^(?:\$|jQuery|axios|got|ky|superagent|needle|request|https?|nock|fetch|cy|supertest|mock|msw)(?:\(\))?\./;
const HANDLER_NAME =
  /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|loader|action|getServerSideProps|getStaticProps|getInitialProps|handler|load|onRequest\w*)$/;
/** Of the H3 of Nuxt. */
const READS_EVENT =
  /^(?:h3\.)?(?:getQuery|readBody|readRawBody|readFormData|getRouterParams?|getHeaders?|getRequestHeaders?|getCookie|parseCookies|getRequestURL|readMultipartFormData)$/;
const OF_LOCATION = /^(?:hash|search|href|pathname)$/;

/** Whether `chain` is something that somebody outside chose, and who. */
export function sourceOf(chain: Chain): SourceKind | null {
  const { root, name, steps } = chain;
  if (root === null || root.kind === 'parameter') {
    if (root !== null && isPiped(root)) return null;
    const role = root === null ? null : roleOf(root);
    if (role === 'data') return 'request';
    if (role !== null && isPart(role, steps)) return 'request';
    if (REQUEST_NAME.test(name) && (root === null || !root.parameter?.path.length) && isPart('request', steps))
      return 'request';
    if (isConventional(name, steps)) return 'request';
  }
  const at = steps.findIndex((step) => REQUEST_NAME.test(step));
  if (at !== -1 && root?.kind !== 'import' && isPart('request', steps.slice(at + 1))) return 'request';
  const given = steps.findIndex((step, index) => step === 'getRequest' && steps[index + 1] === '()');
  if (given !== -1 && isPart('request', steps.slice(given + 2))) return 'request';
  return root === null ? pageSource(name, steps) : null;
}

/** What leads back to this site: the address of the request itself, and the host that the client believes it asks. */
const OWN_ADDRESS = /^(?:url|originalUrl|path|hostname|host|protocol|href|pathname|nextUrl|origin|URL|documentURI)$/;
const OF_CLIENT = /^(?:query|body|params|cookies|searchParams|search|querystring|payload)$/;

/** Whether `chain` is the address of the request itself, or a part of it that says where this site is. */
export function isOwnAddress({ steps }: Chain): boolean {
  return steps.some((step) => OWN_ADDRESS.test(step)) && !steps.some((step) => OF_CLIENT.test(step));
}

/** Whether the function of `callee`, called with an event, reads what the client sent. */
export function readsEvent(callee: Node | null): boolean {
  return READS_EVENT.test(originOf(callee) ?? '');
}

/** Names that everybody gives: `ctx` of Koa, `event` of AWS Lambda, `c` of Hono, `call` of gRPC. */
function isConventional(name: string, steps: readonly string[]): boolean {
  if (/^(?:ctx|context)$/.test(name))
    return isPart('context', steps) && !/^(?:body|path|url|payload|arguments)$/.test(steps[0] ?? '');
  if (name === 'event') return OF_EVENT.test(steps[0] ?? '');
  return name === 'call' && steps[0] === 'request' && steps.length > 1;
}

/**
 * Whether `steps` lead to a part of a request that the client chose; what is called on such a part is judged by what it
 * does.
 */
function isPart(role: Role, steps: readonly string[]): boolean {
  const [first = '', second = ''] = steps;
  if (role === 'context' && (first === 'req' || first === 'request')) return isPart('request', steps.slice(1));
  if (first === 'cookies' && second === 'get') return !steps.slice(3).includes('()');
  const reads = second === '()' && (role === 'context' ? first === 'get' : READS_REQUEST.test(first));
  if (reads) return !steps.slice(2).includes('()');
  if (steps.includes('()')) return false;
  if (role === 'event') return OF_EVENT.test(first);
  if (first === 'file') return OF_UPLOAD.test(second);
  if (first === 'files') return steps.some((step) => OF_UPLOAD.test(step));
  return (role === 'context' ? OF_CONTEXT : OF_REQUEST).test(first);
}

function pageSource(name: string, steps: readonly string[]): SourceKind | null {
  const path = name === 'window' || name === 'self' || name === 'globalThis' ? steps : [name, ...steps];
  const [first = '', second = '', third = ''] = path;
  if (first === 'location') return OF_LOCATION.test(second) ? 'page' : null;
  if (first !== 'document') return null;
  if (second === 'location') return OF_LOCATION.test(third) ? 'page' : null;
  return /^(?:URL|documentURI|referrer)$/.test(second) ? 'page' : null;
}

function isPiped(binding: Binding): boolean {
  return PIPE.test(decoratorsOf(binding).join(' '));
}

function decoratorsOf(binding: Binding): string[] {
  return binding.node.namedChildren.filter(({ type }) => type === 'decorator').map(({ text }) => text.slice(0, 300));
}

function roleOf(binding: Binding): Role | null {
  const { parameter } = binding;
  if (!parameter) return null;
  const decorators = decoratorsOf(binding);
  if (decorators.some((text) => DECORATOR.test(text))) return 'data';
  if (decorators.some((text) => REQUEST_DECORATOR.test(text))) return 'request';
  const type = binding.node.childForFieldName('type')?.text.slice(0, 300) ?? '';
  if (REQUEST_TYPE.test(type)) return 'request';
  if (CONTEXT_TYPE.test(type)) return 'context';
  return roleInHandler(parameter.of, parameter.index, parameter.path);
}

function roleInHandler(fn: Node, index: number, path: readonly string[]): Role | null {
  const list = parentOf(fn);
  const call = list?.type === 'arguments' ? parentOf(list) : null;
  if (call?.type === 'call_expression') {
    const callee = calleeOf(call);
    if (/(?:^|\.)(?:query|mutation|subscription)$/.test(callee))
      return path[0] === 'input' && index === 0 ? 'data' : null;
    const first = argumentsOf(call)[0];
    if (/(?:^|\.)(?:socket|ws)\.on$/.test(callee)) return index === 0 && first?.id !== fn.id ? 'data' : null;
    if (!ROUTE_CALL.test(callee) || CLIENT_CALL.test(originOf(calledBy(call)) ?? callee)) return null;
    if (!callee.endsWith('.use') && !isRoutePath(first))
      return callee.includes('.route(') ? roleByPlace(fn, index) : null;
    return roleByPlace(fn, index);
  }
  return HANDLER_NAME.test(nameOf(fn))
    ? roleOfExported(fn, index, path)
    : isDefaultPage(fn, index, path)
      ? 'context'
      : null;
}

function isRoutePath(first: Node | undefined): boolean {
  if (first === undefined) return false;
  const path = literalOf(first);
  if (path !== null) return /^(?:[/*:]|$)/.test(path);
  return /^(?:regex|array|template_string|member_expression)$/.test(first.type);
}

/** `(error, req, res, next)`, `(req, res, next)`, `(req, res)`; a single parameter may be a request or a context. */
function roleByPlace(fn: Node, index: number): Role | null {
  const count = fn.childForFieldName('parameter') ? 1 : (fn.childForFieldName('parameters')?.namedChildCount ?? 0);
  if (index !== (count === 4 ? 1 : 0)) return null;
  return count === 1 ? 'context' : 'request';
}

function roleOfExported(fn: Node, index: number, path: readonly string[]): Role | null {
  if (index > 1 || !isExported(fn)) return null;
  if (index === 1) return path[0] === 'params' || path.length === 0 ? 'context' : null;
  if (nameOf(fn) === 'handler') return 'event';
  return /^[A-Z]+$/.test(nameOf(fn)) ? 'request' : 'context';
}

/** A page of Next.js: `export default function Page({ params, searchParams })`. */
function isDefaultPage(fn: Node, index: number, path: readonly string[]): boolean {
  return index === 0 && path[0] === 'searchParams' && parentOf(fn)?.type === 'export_statement';
}

function nameOf(fn: Node): string {
  const own = fn.childForFieldName('name')?.text;
  if (own !== undefined) return own.slice(0, 100);
  const holder = parentOf(fn);
  if (holder?.type === 'variable_declarator') return holder.childForFieldName('name')?.text.slice(0, 100) ?? '';
  if (holder?.type === 'assignment_expression')
    return (holder.childForFieldName('left')?.text ?? '').slice(0, 100).split('.').pop() ?? '';
  return '';
}

/** Whether `fn` is exported where it is declared, by `export` or `exports.name =`. */
export function isExported(fn: Node): boolean {
  const holder = parentOf(fn);
  if (holder?.type === 'export_statement' || holder?.type === 'class_body') return true;
  if (holder?.type === 'assignment_expression')
    return /^(?:module\.)?exports\b/.test(holder.childForFieldName('left')?.text ?? '');
  const declaration = holder?.type === 'variable_declarator' ? parentOf(holder) : null;
  return declaration !== null && parentOf(declaration)?.type === 'export_statement';
}
