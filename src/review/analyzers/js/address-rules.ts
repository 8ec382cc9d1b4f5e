import type { Node } from 'web-tree-sitter';
import { tailOf } from '../node-text.js';
import type { Match, SyntaxRule } from '../types.js';
import { argumentsOf, calleeOf, literalOf, propertyOf, calledBy } from './calls.js';
import { isResponse } from './handlers.js';
import { judge } from './values/judge.js';
import { objectOf } from './values/object-of.js';
import { originOf } from './values/origin.js';
import { piecesOf } from './values/pieces.js';
import { isHarmless, matchJudged, type Judged } from './values/worst-piece.js';

const CLIENT =
  /^(?:fetch|node-fetch|cross-fetch|isomorphic-fetch|isomorphic-unfetch|undici\.(?:fetch|request|stream)|axios|got|needle|superagent|request|request-promise(?:-native)?|ky|phin|bent|wretch|ofetch|\$fetch|https?\.(?:get|request)|follow-redirects\.https?\.(?:get|request)|axios\.default)$/;
const CLIENT_METHOD =
  /^(?:axios|got|ky|superagent|needle|request|request-promise(?:-native)?|wretch|ofetch|node-fetch)(?:\.default)?(?:\.(?:create|extend|defaults|instance)\(\))?\.(?:get|post|put|patch|delete|del|head|options|request|stream|url|raw)$|^(?:axios|got|ky)\.(?:create|extend)\(\)$/;
/** Clients that are handed in: Angular's and Nest's, a browser that is steered. */
const HANDED_CLIENT =
  /(?:^|\.)(?:this\.)?(?:httpService|httpClient|http)\.(?:get|post|put|patch|delete|head|request)$|(?:^|\.)page\.goto$/;

/** Values that become an address. Source: OWASP Top 10, A01 and A10. */
export const JS_ADDRESS_RULES: readonly SyntaxRule[] = [
  {
    id: 'js/ssrf',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'Request forgery: the client chooses the address the server calls',
    about: (value) => `Request forgery: ${value} chooses the address the server calls`,
    body: 'A client can make this server call internal services and cloud metadata. Allow a fixed list of hosts, and compare the parsed host with it before the call.',
    nodes: ['call_expression'],
    match: (call) => {
      const origin = originOf(calledBy(call)) ?? '';
      if (!CLIENT.test(origin) && !CLIENT_METHOD.test(origin) && !HANDED_CLIENT.test(calleeOf(call))) return false;
      const args = argumentsOf(call);
      // `needle('get', url)`
      const first = origin === 'needle' && literalOf(args[0]) !== null ? args[1] : args[0];
      return (
        first !== undefined &&
        targetsOf(first).reduce<false | Match>((found, target) => found || chosenHost(target), false)
      );
    },
  },
  {
    id: 'js/open-redirect',
    tiers: 'both',
    severity: 'should-fix',
    category: 'security',
    title: 'Open redirect: the request chooses the target',
    about: (value) => `Open redirect: ${value} chooses the target`,
    body: 'A link to this site can then lead to any other site, which is what phishing needs. Accept only paths of this site, or names from a fixed list.',
    nodes: ['call_expression', 'assignment_expression'],
    match: (node) => {
      const target = redirectTarget(node);
      return target !== null && chosenHost(target, true);
    },
  },
];

/** The parts of a client's first argument that choose the host. */
function targetsOf(first: Node): Node[] {
  const object = objectOf(first);
  if (!object) return [first];
  return ['url', 'uri', 'baseURL', 'host', 'hostname', 'prefixUrl', 'href'].flatMap(
    (name) => propertyOf(object, name) ?? [],
  );
}

/** A match where a value of the request stands where the host of an address is: at the front, or behind `https://`. */
function chosenHost(target: Node, isRedirect = false): false | Match {
  let before = '';
  for (const piece of piecesOf(target).slice(0, 50)) {
    if (typeof piece === 'string') {
      before += piece;
      continue;
    }
    if (!/^(?:(?:[a-z]+:)?\/\/[^/?#]*)?$/i.test(before)) return false;
    const kind = judge(piece, 'url');
    const judged: Judged = { node: piece, kind };
    if (kind === 'page') return isRedirect && matchJudged(judged);
    if (kind === 'request' || kind === 'derived') return !(isRedirect && isReferrer(piece)) && matchJudged(judged);
    // A base that is set elsewhere: only what stands behind it is the client's.
    if (!isHarmless(kind) || !/\/\/[^/]*$/.test(before)) return false;
    before += 'x';
  }
  return false;
}

/** The page that the reader comes from. */
function isReferrer(node: Node): boolean {
  return /refer+er/i.test(tailOf(node));
}

function redirectTarget(node: Node): Node | null {
  if (node.type === 'assignment_expression') {
    const left = node.childForFieldName('left');
    const isLocation = /^(?:(?:window|document|self|top|parent)\.)?location(?:\.href)?$/.test(tailOf(left));
    return isLocation ? node.childForFieldName('right') : null;
  }
  const args = argumentsOf(node);
  const callee = calledBy(node);
  const method = callee?.childForFieldName('property')?.text ?? '';
  const receiver = callee?.childForFieldName('object') ?? null;
  const origin = originOf(callee) ?? '';
  if (/^(?:(?:document\.)?location\.(?:assign|replace))$/.test(origin)) return args[0] ?? null;
  if (
    /^(?:next\/navigation\.(?:redirect|permanentRedirect)|next\/server\.NextResponse\.redirect|NextResponse\.redirect|Response\.redirect|(?:@remix-run\/\w+|react-router|@sveltejs\/kit)\.redirect)$/.test(
      origin,
    )
  )
    return (origin.startsWith('@sveltejs') ? args[1] : args[0]) ?? null;
  if (method === 'redirect' && (isResponse(receiver) || /^(?:c|ctx|context)\.redirect$/.test(calleeOf(node))))
    return args.find((arg) => arg.type !== 'number') ?? null;
  if (!/^(?:location|setHeader|set|header|writeHead)$/.test(method) || !isResponse(receiver)) return null;
  if (method === 'location') return args[0] ?? null;
  if (/^(?:setHeader|set|header)$/.test(method) && /^location$/i.test(literalOf(args[0]) ?? '')) return args[1] ?? null;
  return method === 'writeHead'
    ? (propertyOf(objectOf(args.at(-1)), 'Location') ?? propertyOf(objectOf(args.at(-1)), 'location'))
    : null;
}
