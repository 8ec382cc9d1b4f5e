import type { Node } from 'web-tree-sitter';
import { headOf, matchOn, tailOf, textNear } from '../node-text.js';
import { opensSqlValue } from '../sql-text.js';
import type { SyntaxRule } from '../types.js';
import { calleeOf, functionAround, keywordOf, positionalOf } from './calls.js';
import { composition, isComposedText, isConstant, isRequestValue, resolved, startsWithRequestValue } from './values.js';

const SQL_CALL =
  /(?:^|\.)(?:execute|executemany|executescript|raw|text|read_sql|read_sql_query|fetch|fetchrow|fetchval|fetchall|fetch_all|fetch_one)$/;
const SHELL_CALL =
  /^(?:os\.(?:system|popen)|commands\.getoutput|subprocess\.(?:getoutput|getstatusoutput)|asyncio\.create_subprocess_shell)$/;
const SUBPROCESS_CALL = /^(?:subprocess\.)?(?:run|call|check_call|check_output|Popen)$/;
const HTTP_CALL =
  /^(?:requests|httpx|session|client|self\.(?:session|client))\.(?:get|post|put|patch|delete|head|request)$|^(?:urllib\.request\.)?urlopen$/;
const UNTRUSTED = /\b(?:request|req|body|payload|recv|socket|cookie|message|msg|upload|redis|cache)\w*/i;

/** Values that end up as code, a query, a path or an address. Source: OWASP Top 10, A03, A08 and A10. */
export const PYTHON_INJECTION_RULES: readonly SyntaxRule[] = [
  {
    id: 'py/sql-injection',
    severity: 'must-fix',
    category: 'security',
    title: 'SQL injection: a value is put into the query',
    about: (value) => `SQL injection: ${value} is put into the query`,
    body: 'A value with a quote in it changes what the query does. Whoever controls the value can read or change the whole database. Pass it as a parameter of `execute` instead.',
    nodes: ['call'],
    match: (call) => {
      const query = positionalOf(call)[0];
      if (!query || !SQL_CALL.test(calleeOf(call))) return false;
      const composed = composition(resolved(query));
      return composed !== null && opensSqlValue(composed.before) && matchOn(composed.parts.find(isSqlValue));
    },
  },
  {
    id: 'py/eval',
    severity: 'must-fix',
    category: 'security',
    title: 'Code injection: a value runs as code',
    body: '`eval` and `exec` run any code they are given, with all rights of the process, and this text is not constant. Use `ast.literal_eval`, a parser or a table of functions instead.',
    nodes: ['call'],
    match: (call) => {
      const code = positionalOf(call)[0];
      if (!code || !/^(?:eval|exec)$/.test(calleeOf(call)) || isConstant(code)) return false;
      return isRequestValue(code) || isComposedText(code) || /^(?:input\(|sys\.argv)/.test(headOf(resolved(code), 20));
    },
  },
  {
    id: 'py/command-injection',
    severity: 'must-fix',
    category: 'security',
    title: 'A shell command is composed from values',
    body: 'The command goes through a shell, and part of it is not constant: a value with `;`, `$(…)` or a quote in it runs further commands. Pass a list of arguments and leave `shell` off.',
    nodes: ['call'],
    match: (call) => {
      const command = positionalOf(call)[0];
      const shell =
        SHELL_CALL.test(calleeOf(call)) ||
        (SUBPROCESS_CALL.test(calleeOf(call)) && keywordOf(call, 'shell')?.text === 'True');
      if (!command || !shell) return false;
      const around = functionAround(call);
      if (/quote/.test(around.endIndex - around.startIndex < 4000 ? around.text : headOf(command))) return false;
      return isComposedText(command) || isRequestValue(command);
    },
  },
  {
    id: 'py/unsafe-deserialization',
    severity: 'must-fix',
    category: 'security',
    title: 'Unsafe deserialization: data from outside is unpickled',
    body: 'Unpickling runs whatever code the data asks for, so whoever can send this data owns the process. Use JSON, or sign the data and check the signature first.',
    nodes: ['call'],
    match: (call) => {
      const data = positionalOf(call)[0];
      return (
        data !== undefined &&
        /^(?:pickle|cPickle|_pickle|dill|cloudpickle|marshal|jsonpickle)\.(?:loads?|decode)$/.test(calleeOf(call)) &&
        (UNTRUSTED.test(headOf(data)) || isRequestValue(data))
      );
    },
  },
  {
    id: 'py/yaml-load',
    severity: 'must-fix',
    category: 'security',
    title: 'YAML is loaded with the unsafe loader',
    body: 'This loader builds any Python object the document names, which runs code. Use `yaml.safe_load`.',
    nodes: ['call'],
    match: (call) => {
      const callee = calleeOf(call);
      if (callee === 'yaml.unsafe_load' || callee === 'yaml.unsafe_load_all') return true;
      const loader = keywordOf(call, 'Loader') ?? positionalOf(call)[1];
      return (
        /^yaml\.load(?:_all)?$/.test(callee) && (!loader || /(?:^|\.)(?:Unsafe|Full)?Loader$/.test(tailOf(loader)))
      );
    },
  },
  {
    id: 'py/path-traversal',
    severity: 'must-fix',
    category: 'security',
    title: 'Path traversal: the request chooses the file',
    body: 'A value such as `../../etc/passwd` leaves the intended folder, so a client can reach any file of the process. Use `send_from_directory` or `secure_filename`, or check that the resolved path lies inside the folder.',
    nodes: ['call'],
    match: (call) => {
      const path = positionalOf(call)[0];
      if (
        !path ||
        !/^(?:open|send_file|flask\.send_file|FileResponse|os\.(?:remove|unlink|listdir)|shutil\.rmtree)$/.test(
          calleeOf(call),
        )
      )
        return false;
      return (
        isRequestValue(path) &&
        !/secure_filename|safe_join|is_relative_to|commonpath|startswith|basename/.test(
          textNear(call, functionAround(call)),
        )
      );
    },
  },
  {
    id: 'py/ssrf',
    severity: 'must-fix',
    category: 'security',
    title: 'Request forgery: the client chooses the address the server calls',
    body: 'A client can make this server call internal services and cloud metadata. Allow a fixed list of hosts, and compare the parsed host with it before the call.',
    nodes: ['call'],
    match: (call) => {
      const [first, second] = positionalOf(call);
      if (
        !first ||
        !HTTP_CALL.test(calleeOf(call)) ||
        /allow|whitelist|is_safe|validate_url/i.test(textNear(call, functionAround(call)))
      )
        return false;
      return startsWithRequestValue(calleeOf(call).endsWith('.request') && second ? second : first);
    },
  },
  {
    id: 'py/open-redirect',
    severity: 'should-fix',
    category: 'security',
    title: 'Open redirect: the request chooses the target',
    body: 'A link to this site can then lead to any other site, which is what phishing needs. Accept only paths of this site, or names from a fixed list.',
    nodes: ['call'],
    match: (call) => {
      const target = positionalOf(call)[0];
      if (!target || !/^(?:flask\.)?(?:redirect|HttpResponseRedirect|RedirectResponse)$/.test(calleeOf(call)))
        return false;
      return (
        startsWithRequestValue(target) &&
        !/is_safe|url_has_allowed|allowed|startswith|netloc/i.test(textNear(call, functionAround(call)))
      );
    },
  },
  {
    id: 'py/template-injection',
    severity: 'must-fix',
    category: 'security',
    title: 'Template injection: a value becomes part of the template',
    body: 'The value becomes part of the template itself, so `{{ … }}` in it runs expressions on the server, and markup in it runs in the browser. Pass it as a variable of the template.',
    nodes: ['call'],
    match: (call) => {
      const template = positionalOf(call)[0];
      if (!template) return false;
      if (/^(?:flask\.)?render_template_string$/.test(calleeOf(call)))
        return isComposedText(template) || isRequestValue(template);
      return (
        /^(?:markupsafe\.)?(?:Markup|mark_safe)$/.test(calleeOf(call)) &&
        (isRequestValue(template) || isComposedText(template)) &&
        !/escape/.test(textNear(call, functionAround(call)))
      );
    },
  },
];

function isSqlValue(part: Node): boolean {
  return (
    !isConstant(part) &&
    /^(?:identifier|attribute|subscript)$/.test(part.type) &&
    !/escap|placeholder|quote|ident|column|table|where|order|limit|sql|clause|schema|fields/i.test(headOf(part))
  );
}
