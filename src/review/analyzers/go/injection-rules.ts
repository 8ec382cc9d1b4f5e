import { headOf, textNear } from '../node-text.js';
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
    title: 'SQL is composed from values',
    body: 'The statement is put together from text and a value, so the value can change what the statement does. Whoever controls it can read or alter the whole database. Pass it as an argument (`$1`, `?`) instead.',
    nodes: ['call_expression'],
    match: (call) => {
      if (!SQL_CALL.test(calleeOf(call))) return false;
      return argumentsOf(call)
        .slice(0, 3)
        .some((arg) => {
          const composed = composition(resolved(arg));
          return (
            composed !== null &&
            opensSqlValue(composed.before) &&
            composed.parts.some(
              (part) =>
                !isConstant(part) &&
                !/placeholder|quote|ident|column|table|where|order|limit|sql|clause|schema|strings\.(?:Join|Repeat)/i.test(
                  headOf(part),
                ),
            )
          );
        });
    },
  },
  {
    id: 'go/command-injection',
    severity: 'must-fix',
    category: 'security',
    title: 'A shell command is composed from values',
    body: 'The command goes through a shell, and part of it is not constant. A value with `;`, `$(…)` or a quote in it runs further commands. Call the program itself with a list of arguments.',
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
    title: 'A file path comes from the request',
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
    title: 'The server fetches an address the client chose',
    body: 'The address comes from the request, so a client can make this server call internal services and cloud metadata. Allow a fixed list of hosts, and compare the parsed host with it before the call.',
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
    title: 'A redirect goes where the request says',
    body: 'The target comes from the request, so a link to this site can lead to any other site, which is what phishing needs. Accept only paths of this site, or names from a fixed list.',
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
    title: 'A value is marked as safe HTML',
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
