import type { Node } from 'web-tree-sitter';
import { headOf, matchOn, textNear } from '../node-text.js';
import { opensSqlValue } from '../sql-text.js';
import type { SyntaxRule } from '../types.js';
import {
  argumentsOf,
  calleeOf,
  composition,
  functionAround,
  isConstant,
  isRequestValue,
  resolved,
  startsWithRequestValue,
} from './calls.js';

const SQL_CALL = /\.(?:Query|QueryRow|Exec|Prepare|Raw|Get|Select|NamedExec|MustExec)(?:x)?(?:Context)?$/;
const FILE_CALL =
  /^(?:os\.(?:Open|OpenFile|Create|ReadFile|WriteFile|Remove|RemoveAll|ReadDir)|ioutil\.ReadFile|http\.ServeFile|c\.File)$/;
const HTTP_CALL =
  /^(?:http|client|c|httpClient|s\.client)\.(?:Get|Post|PostForm|Head)$|^http\.NewRequest(?:WithContext)?$/;

/** Values that end up as code, a query, a path or an address. Source: OWASP Top 10, A03 and A10. */
export const GO_INJECTION_RULES: readonly SyntaxRule[] = [
  {
    id: 'go/sql-injection',
    severity: 'must-fix',
    category: 'security',
    title: 'SQL injection: a value is put into the query',
    about: (value) => `SQL injection: ${value} is put into the query`,
    body: 'A value with a quote in it changes what the query does. Whoever controls the value can read or change the whole database. Pass it as an argument (`$1`, `?`) instead.',
    nodes: ['call_expression'],
    match: (call) => {
      if (!SQL_CALL.test(calleeOf(call))) return false;
      for (const arg of argumentsOf(call).slice(0, 3)) {
        const composed = composition(resolved(arg));
        const value =
          composed !== null && opensSqlValue(composed.before.replace(/^["`]/, ''))
            ? composed.parts.find(isSqlValue)
            : undefined;
        if (value !== undefined) return matchOn(value);
      }
      return false;
    },
  },
  {
    id: 'go/command-injection',
    severity: 'must-fix',
    category: 'security',
    title: 'A shell command is composed from values',
    body: 'The command goes through a shell, and part of it is not constant: a value with `;`, `$(…)` or a quote in it runs further commands. Call the program itself with a list of arguments.',
    nodes: ['call_expression'],
    match: (call) => {
      const args = argumentsOf(call);
      if (!/^exec\.Command(?:Context)?$/.test(calleeOf(call))) return false;
      const shell = args.findIndex((arg) =>
        /^["`](?:\/(?:usr\/)?bin\/)?(?:sh|bash|zsh|cmd|cmd\.exe|powershell)["`]$/.test(arg.text),
      );
      const script = shell === -1 ? undefined : args[shell + 2];
      if (!script || !/^["`](?:-c|-lc|\/[cC]|-Command)["`]$/.test(args[shell + 1]?.text ?? '')) return false;
      return composition(resolved(script))?.parts.some((part) => !isConstant(part)) === true || isRequestValue(script);
    },
  },
  {
    id: 'go/path-traversal',
    severity: 'must-fix',
    category: 'security',
    title: 'Path traversal: the request chooses the file',
    body: 'A value such as `../../etc/passwd` leaves the intended folder, so a client can reach any file of the process. Use `os.Root` or `filepath.IsLocal`, or look the name up in a list.',
    nodes: ['call_expression'],
    match: (call) =>
      FILE_CALL.test(calleeOf(call)) &&
      argumentsOf(call).some((arg) => isRequestValue(arg)) &&
      !/IsLocal|HasPrefix|filepath\.Base|path\.Base|filepath\.Rel/.test(textNear(call, functionAround(call))),
  },
  {
    id: 'go/ssrf',
    severity: 'must-fix',
    category: 'security',
    title: 'Request forgery: the client chooses the address the server calls',
    body: 'A client can make this server call internal services and cloud metadata. Allow a fixed list of hosts, and compare the parsed host with it before the call.',
    nodes: ['call_expression'],
    match: (call) =>
      HTTP_CALL.test(calleeOf(call)) &&
      argumentsOf(call)
        .slice(0, 3)
        .some((arg) => startsWithRequestValue(arg)) &&
      !/allow|whitelist|isSafe|validateURL/i.test(textNear(call, functionAround(call))),
  },
  {
    id: 'go/open-redirect',
    severity: 'should-fix',
    category: 'security',
    title: 'Open redirect: the request chooses the target',
    body: 'A link to this site can then lead to any other site, which is what phishing needs. Accept only paths of this site, or names from a fixed list.',
    nodes: ['call_expression'],
    match: (call) => {
      const args = argumentsOf(call);
      const target =
        calleeOf(call) === 'http.Redirect' ? args[2] : calleeOf(call) === 'c.Redirect' ? args[1] : undefined;
      return (
        target !== undefined &&
        startsWithRequestValue(target) &&
        !/allow|isSafe|isLocal|HasPrefix|\.Host\b/i.test(textNear(call, functionAround(call)))
      );
    },
  },
  {
    id: 'go/unescaped-html',
    severity: 'must-fix',
    category: 'security',
    title: 'Cross-site scripting: a value is marked as safe HTML',
    body: "`template.HTML` switches the escaping of the template off, so a value with a tag in it runs script in the reader's session. Pass the value as a string.",
    nodes: ['call_expression', 'type_conversion_expression'],
    match: (call) => {
      if (!/^template\.(?:HTML|JS|URL|HTMLAttr)$/.test(calleeOf(call))) return false;
      const value = argumentsOf(call)[0];
      if (!value || /Escape|Sanitize/.test(headOf(resolved(value)))) return false;
      return isRequestValue(value) || composition(resolved(value))?.parts.some((part) => !isConstant(part)) === true;
    },
  },
];

function isSqlValue(part: Node): boolean {
  return (
    !isConstant(part) &&
    !/placeholder|quote|ident|column|table|where|order|limit|sql|clause|schema|strings\.(?:Join|Repeat)/i.test(
      headOf(part),
    )
  );
}
