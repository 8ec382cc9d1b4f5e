import type { Node } from 'web-tree-sitter';
import { chosenIn, foundAt, hostIn, worstPiece } from '../flow/found.js';
import { isFixed, isFromClient, isValue, type Subject } from '../flow/origin.js';
import { functionOf, scopeAt } from '../flow/scopes.js';
import { headOf, tailOf } from '../node-text.js';
import type { Match, SyntaxRule } from '../types.js';
import { keywordOf, positionalOf } from './calls.js';
import { calledName } from './names.js';
import { pythonScopes } from './scopes.js';
import { valuesFor } from './values.js';

const FILE_CALL =
  /^(?:open|io\.open|codecs\.open|aiofiles\.open|(?:[\w.]+\.)?(?:send_file|FileResponse)|os\.(?:open|remove|unlink|rmdir|removedirs|listdir|scandir|rename|replace|mkdir|makedirs|walk|chmod)|shutil\.(?:rmtree|copy|copy2|copyfile|copytree|move)|zipfile\.ZipFile|tarfile\.open|(?:[\w.]+\.)?send_from_directory)$/;
const FILE_METHOD = /\.(?:read_text|read_bytes|write_text|write_bytes|unlink|iterdir|rmdir)$|(?:^|\.)Path\(\)\.open$/;
const HTTP_VERB = '(?:get|post|put|patch|delete|head|options|request|stream|ws_connect|send)';
const HTTP_CALL = new RegExp(
  `^(?:requests|httpx|requests\\.(?:api|sessions?)|requests\\.[sS]ession\\(\\)|httpx\\.(?:Async)?Client\\(\\)|aiohttp\\.ClientSession\\(\\)|aiohttp|urllib3|urllib3\\.(?:PoolManager|HTTPConnectionPool)\\(\\)|session|client|http|self\\.(?:_?session|_?client|http))\\.${HTTP_VERB}$|^(?:urllib\\.(?:request\\.)?|urllib2\\.)?(?:urlopen|urlretrieve)$|^urllib\\.request\\.Request$|^wget\\.download$`,
);
const CONNECTION = /^(?:http\.client|httplib)\.HTTPS?Connection$/;
const REDIRECT =
  /^(?:flask\.|quart\.|bottle\.|django\.shortcuts\.|self\.|werkzeug\.utils\.)?redirect$|(?:^|\.)(?:HttpResponseRedirect|HttpResponsePermanentRedirect|RedirectResponse|HTTPFound|HTTPSeeOther|HTTPMovedPermanently|HTTPTemporaryRedirect|RedirectView)$/;
const TEMPLATE =
  /(?:^|\.)render_template_string$|^(?:jinja2|django\.template|mako\.template|tornado\.template|bottle)\.(?:Template|SimpleTemplate)$|(?:^env|Environment\(\)|jinja_env|jinja2_env)\.from_string$/;
const MARKUP =
  /^(?:markupsafe\.|flask\.|jinja2\.|django\.utils\.(?:safestring|html)\.)?(?:Markup|mark_safe|SafeString|format_html)$/;
const RESPONSE = /(?:^|\.)(?:HttpResponse|HTMLResponse|make_response|Response)$|^self\.write$/;
const HTML_BY_DEFAULT = /(?:^|\.)(?:HttpResponse|HTMLResponse)$/;
const MOST_DECORATORS = 10;
const FLASK_ROUTE = /\.(?:route|get|post|put|errorhandler)$/;

/** Values of a request that choose a file, an address or what a page holds. Source: OWASP Top 10, A01, A03 and A10. */
export const PYTHON_WEB_RULES: readonly SyntaxRule[] = [
  {
    id: 'py/path-traversal',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'Path traversal: the request chooses the file',
    about: (value) => `Path traversal: the request chooses the file by ${value}`,
    body: 'A value such as `../../etc/passwd` leaves the intended folder, so a client can reach any file of the process. Use `send_from_directory` or `secure_filename`, or check that the resolved path lies inside the folder.',
    nodes: ['call'],
    match: (call) => {
      const name = calledName(call);
      const object = call.childForFieldName('function')?.childForFieldName('object');
      if (FILE_CALL.test(name))
        return fromClient(positionalOf(call)[0] ?? keywordOf(call, 'path') ?? keywordOf(call, 'file'), 'path');
      if (object && FILE_METHOD.test(name)) return fromClient(object, 'path');
      // The name of an uploaded file: `upload.save(os.path.join(folder, upload.filename))`.
      if (!object || !name.endsWith('.save') || !isFromClient(valuesFor(object, 'path').origin(object))) return false;
      return fromClient(positionalOf(call)[0], 'path');
    },
  },
  {
    id: 'py/ssrf',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'Request forgery: the client chooses the address the server calls',
    about: (value) => `Request forgery: the client chooses by ${value} which address the server calls`,
    body: 'A client can make this server call internal services and cloud metadata. Allow a fixed list of hosts, and compare the parsed host with it before the call.',
    nodes: ['call'],
    match: (call) => {
      const name = calledName(call);
      const [first, second] = positionalOf(call);
      if (CONNECTION.test(name)) return fromClient(first ?? keywordOf(call, 'host'), 'url');
      if (!HTTP_CALL.test(name)) return false;
      return hostFrom(keywordOf(call, 'url') ?? (/\.(?:request|stream)$/.test(name) ? (second ?? first) : first));
    },
  },
  {
    id: 'py/open-redirect',
    tiers: 'both',
    severity: 'should-fix',
    category: 'security',
    title: 'Open redirect: the request chooses the target',
    about: (value) => `Open redirect: the request chooses the target by ${value}`,
    body: 'A link to this site can then lead to any other site, which is what phishing needs. Accept only paths of this site, or names from a fixed list.',
    nodes: ['call'],
    match: (call) =>
      REDIRECT.test(calledName(call)) &&
      hostFrom(
        positionalOf(call)[0] ??
          keywordOf(call, 'location') ??
          keywordOf(call, 'url') ??
          keywordOf(call, 'redirect_to'),
        'redirect',
      ),
  },
  {
    id: 'py/template-injection',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'Template injection: a value becomes part of the template',
    about: (value) => `Template injection: ${value} becomes part of the template`,
    body: 'The value becomes part of the template itself, so `{{ … }}` in it runs expressions on the server, and markup in it runs in the browser. Pass it as a variable of the template.',
    nodes: ['call'],
    match: (call) => {
      const template = positionalOf(call)[0] ?? keywordOf(call, 'source');
      return template && TEMPLATE.test(calledName(call)) ? pieceOf(template, 'path') : false;
    },
  },
  {
    id: 'py/reflected-html',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'Cross-site scripting: a value becomes markup of the answer',
    about: (value) => `Cross-site scripting: ${value} becomes markup of the answer`,
    body: "A link with a script in this value runs it in the reader's session. Render a template that escapes it, or pass the value through `markupsafe.escape`.",
    nodes: ['call', 'return_statement'],
    match: (node) => {
      if (node.type === 'return_statement') return isFlaskView(node) && inMarkup(node.namedChild(0), false);
      const name = calledName(node);
      const [marked] = MARKUP.test(name) ? positionalOf(node) : [];
      if (marked) return pieceOf(marked, 'html');
      if (!RESPONSE.test(name)) return false;
      const type = keywordOf(node, 'content_type') ?? keywordOf(node, 'mimetype') ?? keywordOf(node, 'media_type');
      if (type && !/html/.test(headOf(type, 80))) return false;
      return inMarkup(
        positionalOf(node)[0] ?? keywordOf(node, 'content') ?? keywordOf(node, 'text'),
        HTML_BY_DEFAULT.test(name),
      );
    },
  },
];

/** The value of a composed text that does most harm. */
function pieceOf(text: Node, subject: Subject): false | Match {
  const worst = worstPiece(valuesFor(text, subject).texts(text));
  return worst ? foundAt(worst) : false;
}

function fromClient(node: Node | null | undefined, subject: Subject): false | Match {
  return node ? chosenIn(node, valuesFor(node, subject)) : false;
}

function hostFrom(address: Node | null | undefined, subject: Subject = 'url'): false | Match {
  return address ? hostIn(address, valuesFor(address, subject)) : false;
}

/**
 * A text with markup in it, or of nothing but a value where that is read as markup, that holds what the client sent.
 */
function inMarkup(answer: Node | null | undefined, isMarkup: boolean): false | Match {
  const value = answer?.type === 'expression_list' || answer?.type === 'tuple' ? answer.namedChild(0) : answer;
  if (!value || /^(?:dictionary|list)/.test(value.type)) return false;
  for (const text of valuesFor(value, 'html').texts(value)) {
    const hasMarkup = text.some((piece) => isFixed(piece) && /<[a-z!/]/i.test(piece.text));
    const sent = text.filter(isValue).find(({ origin }) => origin === 'request');
    if (sent && (hasMarkup || (isMarkup && !/json/i.test(headOf(sent.node, 200))))) return foundAt(sent);
  }
  return false;
}

/** What a route of Flask returns is HTML unless it says otherwise. */
function isFlaskView(node: Node): boolean {
  const decorated = functionOf(scopeAt(pythonScopes(node.tree), node.startIndex))?.decorated;
  if (!decorated) return false;
  return Array.from({ length: MOST_DECORATORS }, (_, index) => decorated.namedChild(index)).some((child) => {
    const call = child?.type === 'decorator' ? child.namedChild(0) : null;
    const called = call?.type === 'call' ? call.childForFieldName('function') : null;
    if (!call || !called || !FLASK_ROUTE.test(tailOf(called, 60))) return false;
    return !/^(?:fastapi|starlette)\./.test(calledName(call));
  });
}
