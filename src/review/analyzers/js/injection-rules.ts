import type { Node } from 'web-tree-sitter';
import { headOf, matchOn, tailOf, textNear } from '../node-text.js';
import { perSource } from '../remember.js';
import { createSqlReader } from '../sql-text.js';
import type { SyntaxRule } from '../types.js';
import { argumentsOf, bare, calleeOf, functionAround, literalOf, propertyOf } from './calls.js';
import {
  isComposedText,
  isConstant,
  isRequestValue,
  operandsOf,
  resolved,
  startsWithRequestValue,
  substitutionsOf,
} from './values.js';

const SQL_CALL =
  /(?:^|\.)(?:query|queryRaw|execute|raw|rawQuery|prepare|\$queryRawUnsafe|\$executeRawUnsafe|all|get|run|exec|each|unsafe)$/;
const SHELL_CALL = /^(?:(?:child_process|childProcess|cp)\.)?(?:exec|execSync)$/;
const SPAWN_CALL = /^(?:(?:child_process|childProcess|cp)\.)?(?:spawn|spawnSync|execFile|execFileSync)$/;
const MARKUP_SAFE = /sanit|purif|escape|encode|encodeHTML|trusted/i;
const FETCH_CALL =
  /^(?:fetch|axios|got|needle|superagent|request|ky|undici\.(?:fetch|request)|https?\.(?:get|request)|(?:axios|got|ky|superagent)\.(?:get|post|put|patch|delete|head|request))$/;
const FILE_CALL =
  /^(?:fs|fsp|fsPromises|fs\.promises)\.(?:readFile|readFileSync|createReadStream|writeFile|writeFileSync|createWriteStream|unlink|unlinkSync|rm|rmSync|readdir|readdirSync|appendFile|appendFileSync)$|^(?:res|response|reply)\.(?:sendFile|download)$/;
const PATH_CHECK =
  /\.startsWith\(|path\.relative\(|\bbasename\(|\.includes\(['"]\.\.|isInside|isSubpath|is-path-inside/;

const startsProcesses = perSource(({ text }) => text.includes('child_process'));

/** Values that end up as code, markup, a query, a path or an address. Source: OWASP Top 10, A03 and A10. */
export const JS_INJECTION_RULES: readonly SyntaxRule[] = [
  {
    id: 'js/sql-injection',
    severity: 'must-fix',
    category: 'security',
    title: 'SQL injection: a value is put into the query',
    about: (value) => `SQL injection: ${value} is put into the query`,
    body: 'A value with a quote in it changes what the query does. Whoever controls the value can read or change the whole database. Pass it as a parameter (`$1`, `?`) instead.',
    nodes: ['call_expression'],
    match: (call) => {
      const query = argumentsOf(call)[0];
      return query !== undefined && SQL_CALL.test(calleeOf(call)) && matchOn(unsafeInSql(resolved(query)));
    },
  },
  {
    id: 'js/eval',
    severity: 'must-fix',
    category: 'security',
    title: 'Code injection: a value runs as code',
    body: '`eval` and `Function` run any code they are given, with all rights of the process, and this text is not constant. Use a parser or a table of functions instead.',
    nodes: ['call_expression', 'new_expression'],
    match: (call) => {
      const callee = calleeOf(call);
      const args = argumentsOf(call);
      if (callee === 'eval')
        return (
          args[0] !== undefined &&
          !isConstant(args[0]) &&
          /^(?:identifier|member_expression|template_string|binary_expression|subscript_expression)$/.test(
            bare(args[0]).type,
          )
        );
      if (/^(?:Function|vm\.runIn(?:New|This)?Context|vm\.Script)$/.test(callee))
        return args.some((arg) => isRequestValue(arg));
      return /^set(?:Timeout|Interval)$/.test(callee) && args[0] !== undefined && isComposedText(args[0]);
    },
  },
  {
    id: 'js/command-injection',
    severity: 'must-fix',
    category: 'security',
    title: 'A shell command is composed from values',
    body: 'The command goes through a shell, and part of it is not constant: a value with `;`, `$(…)` or a quote in it runs further commands. Use `execFile` or `spawn` with a list of arguments and without `shell`.',
    nodes: ['call_expression'],
    match: (call, source) => {
      const callee = calleeOf(call);
      const args = argumentsOf(call);
      const command = args[0];
      if (!command || !(SHELL_CALL.test(callee) || SPAWN_CALL.test(callee)) || !startsProcesses(source)) return false;
      const composed = isComposedText(command) || isRequestValue(command);
      if (SHELL_CALL.test(callee)) return composed && !/quote|escape/i.test(headOf(command));
      return SPAWN_CALL.test(callee) && composed && args.some((arg) => propertyOf(arg, 'shell')?.text === 'true');
    },
  },
  {
    id: 'js/inner-html',
    severity: 'must-fix',
    category: 'security',
    title: 'Cross-site scripting: a value is put into the page as HTML',
    body: "The value becomes part of the page as HTML, so a value with a tag in it runs script in the reader's session. Set `textContent`, build elements, or sanitise the value first.",
    nodes: ['assignment_expression', 'call_expression'],
    match: (node) => {
      const markup = markupOf(node);
      if (!markup) return false;
      const value = resolved(markup);
      if (MARKUP_SAFE.test(headOf(value))) return false;
      return isRequestValue(value) || (isComposedText(value) && dynamicParts(value).some(isTextual));
    },
  },
  {
    id: 'js/dangerous-html',
    severity: 'must-fix',
    category: 'security',
    title: 'Cross-site scripting: React renders a value as raw HTML',
    body: "`dangerouslySetInnerHTML` puts the value into the page unescaped. If any of it comes from a user, it runs script in the reader's session. Render it as text, or sanitise it first (for example with DOMPurify).",
    nodes: ['jsx_attribute'],
    match: (attribute) => {
      if (attribute.namedChild(0)?.text !== 'dangerouslySetInnerHTML') return false;
      const html = propertyOf(attribute.namedChild(1)?.namedChild(0) ?? undefined, '__html');
      if (!html) return false;
      const value = resolved(html);
      return (
        !isConstant(value) &&
        value.type !== 'call_expression' &&
        !MARKUP_SAFE.test(headOf(value)) &&
        !/^[A-Z]/.test(headOf(value, 1))
      );
    },
  },
  {
    id: 'js/path-traversal',
    severity: 'must-fix',
    category: 'security',
    title: 'Path traversal: the request chooses the file',
    body: 'A value such as `../../etc/passwd` leaves the intended folder, so a client can reach any file of the process. Resolve the path and check that it still lies inside the folder, or look the name up in a list.',
    nodes: ['call_expression'],
    match: (call) => {
      const args = argumentsOf(call);
      const path = args[0];
      if (!path || !FILE_CALL.test(calleeOf(call)) || !isRequestValue(path)) return false;
      return !args.some((arg) => propertyOf(arg, 'root')) && !PATH_CHECK.test(textNear(call, functionAround(call)));
    },
  },
  {
    id: 'js/ssrf',
    severity: 'must-fix',
    category: 'security',
    title: 'Request forgery: the client chooses the address the server calls',
    body: 'A client can make this server call internal services and cloud metadata. Allow a fixed list of hosts, and compare the parsed host with it before the call.',
    nodes: ['call_expression'],
    match: (call) => {
      const first = argumentsOf(call)[0];
      if (!first || !FETCH_CALL.test(calleeOf(call))) return false;
      const target = propertyOf(first, 'url') ?? first;
      return (
        startsWithRequestValue(target) &&
        !/allow|whitelist|isSafe|validateUrl|assertPublic/i.test(textNear(call, functionAround(call)))
      );
    },
  },
  {
    id: 'js/open-redirect',
    severity: 'should-fix',
    category: 'security',
    title: 'Open redirect: the request chooses the target',
    body: 'A link to this site can then lead to any other site, which is what phishing needs. Accept only paths of this site, or names from a fixed list.',
    nodes: ['call_expression'],
    match: (call) => {
      const args = argumentsOf(call);
      const target = args[args.length - 1];
      if (!target || !/^(?:res|response|reply|ctx)\.redirect$/.test(calleeOf(call))) return false;
      return (
        startsWithRequestValue(target) &&
        !/\.startsWith\(|allow|isSafe|isLocal|validate|\.origin\b/i.test(textNear(call, functionAround(call)))
      );
    },
  },
];

/** The first value in the place of one in a query. */
function unsafeInSql(query: Node): Node | undefined {
  const sql = createSqlReader();
  if (query.type === 'template_string') {
    let at = query.startIndex + 1;
    return substitutionsOf(query).find((part) => {
      const place = part.startIndex - 2;
      sql.read(query.text.slice(at - query.startIndex, place - query.startIndex));
      at = place;
      return isSqlValue(part) && sql.opensValue();
    });
  }
  return operandsOf(query).find((part) => {
    if (isSqlValue(part) && sql.opensValue()) return true;
    sql.read(literalOf(part) ?? (part.type === 'template_string' ? part.text : ' x '));
    return false;
  });
}

function isSqlValue(part: Node): boolean {
  const value = bare(part);
  if (isConstant(value)) return false;
  if (value.type === 'call_expression')
    return /\.(?:toString|trim|trimStart|trimEnd|toLowerCase|toUpperCase|normalize)$/.test(calleeOf(value));
  return (
    /^(?:identifier|member_expression|subscript_expression)$/.test(value.type) &&
    !/escap|placeholder|quote|ident|column|table|where|order|limit|sql|clause|schema|\.length$/i.test(tailOf(value))
  );
}

function markupOf(node: Node): Node | null {
  if (node.type === 'assignment_expression') {
    const target = node.childForFieldName('left');
    return target && /\.(?:innerHTML|outerHTML)$/.test(tailOf(target)) ? node.childForFieldName('right') : null;
  }
  const callee = calleeOf(node);
  if (callee.endsWith('.insertAdjacentHTML')) return argumentsOf(node)[1] ?? null;
  return /^document\.write(?:ln)?$/.test(callee) ? (argumentsOf(node)[0] ?? null) : null;
}

function dynamicParts(value: Node): Node[] {
  return (value.type === 'template_string' ? substitutionsOf(value) : operandsOf(value))
    .map(bare)
    .filter((part) => !isConstant(part));
}

function isTextual(part: Node): boolean {
  return /^(?:member_expression|subscript_expression)$/.test(part.type)
    ? !/\.(?:length|width|height|size|count|index|id)$/i.test(tailOf(part))
    : part.type === 'identifier' &&
        /name|text|title|message|content|comment|query|body|input|value|html|label|description|bio|url/i.test(
          part.text,
        );
}
