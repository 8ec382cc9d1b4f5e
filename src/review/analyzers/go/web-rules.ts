import type { Node } from 'web-tree-sitter';
import { chosenIn, foundAt, hostIn, worstPiece } from '../flow/found.js';
import { isFixed, isHarmless, isValue, type Subject } from '../flow/origin.js';
import type { Match, SyntaxRule } from '../types.js';
import { argumentsOf } from './calls.js';
import { calledName, imports, qualifiedName } from './names.js';
import { valuesFor } from './values.js';

const FILE_CALL =
  /^(?:os\.(?:Open|OpenFile|Create|ReadFile|WriteFile|Remove|RemoveAll|ReadDir|Mkdir|MkdirAll|Rename|Truncate|Chmod|DirFS|Readlink|Symlink)|ioutil\.(?:ReadFile|WriteFile|ReadDir)|filepath\.(?:Walk|WalkDir)|\((?:gin|echo|fiber)\.(?:Context|Ctx)\)\.(?:File|SendFile|Attachment|Inline|FileAttachment)|c\.(?:File|SendFile|Attachment))$/;
const SERVES_FILE = /^http\.ServeFile$/;
const SAVES_FILE = /(?:^|\.)(?:SaveUploadedFile|SaveFile)$/;
const WRITES_ENTRY = /^os\.(?:Create|OpenFile|WriteFile|Mkdir|MkdirAll|Symlink|Link)$|^ioutil\.WriteFile$/;
const HTTP_CALL =
  /^(?:http|\(http\.Client\)|http\.DefaultClient|client|c|httpClient|s\.client|resty\.New\(\)\.R\(\))\.(?:Get|Post|PostForm|Head)$/;
const NEW_REQUEST = /^http\.NewRequest(?:WithContext)?$/;
const DIALS = /^net\.(?:Dial|DialTimeout)$|^(?:tls|grpc)\.(?:Dial|NewClient)$/;
const UNESCAPED = /^template\.(?:HTML|JS|JSStr|CSS|URL|HTMLAttr|Srcset)$/;
const WRITER = /^(?:\(http\.ResponseWriter\)|w|rw|writer|\(gin\.Context\)\.Writer|c\.Writer)$/;

/** Values of a request that choose a file, an address or what a page holds. Source: OWASP Top 10, A01, A03 and A10. */
export const GO_WEB_RULES: readonly SyntaxRule[] = [
  {
    id: 'go/path-traversal',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'Path traversal: the request chooses the file',
    about: (value) => `Path traversal: the request chooses the file by ${value}`,
    body: 'A value such as `../../etc/passwd` leaves the intended folder, so a client can reach any file of the process. Use `os.Root` or `filepath.IsLocal`, or look the name up in a list.',
    nodes: ['call_expression'],
    match: (call) => {
      const name = calledName(call);
      const args = argumentsOf(call);
      if (SERVES_FILE.test(name)) return fromClient(args[2], 'path');
      if (SAVES_FILE.test(name)) return fromClient(args[1], 'path');
      if (!FILE_CALL.test(name)) return false;
      return fromClient(args[0], 'path') || (/\.(?:Rename|Symlink)$/.test(name) && fromClient(args[1], 'path'));
    },
  },
  {
    id: 'go/zip-slip',
    severity: 'must-fix',
    category: 'security',
    title: 'An archive decides where its files are written',
    about: (value) => `An archive decides by ${value} where its files are written`,
    body: 'An entry named `../../x` is written outside of the intended folder, over any file that this process may write. Check the name with `filepath.IsLocal`, or write through `os.Root`.',
    nodes: ['call_expression'],
    match: (call) => {
      const name = calledName(call);
      if (!WRITES_ENTRY.test(name) || !imports(call, /^archive\/|\/(?:zip|tar|archiver)$/)) return false;
      return (
        argumentsOf(call)
          .slice(0, 2)
          .map((arg) => fromClient(arg, 'archive'))
          .find((found) => found !== false) ?? false
      );
    },
  },
  {
    id: 'go/ssrf',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'Request forgery: the client chooses the address the server calls',
    about: (value) => `Request forgery: the client chooses by ${value} which address the server calls`,
    body: 'A client can make this server call internal services and cloud metadata. Allow a fixed list of hosts, and compare the parsed host with it before the call.',
    nodes: ['call_expression'],
    match: (call) => {
      const name = calledName(call);
      const args = argumentsOf(call);
      if (NEW_REQUEST.test(name)) return hostFrom(args[name.endsWith('Context') ? 2 : 1]);
      if (DIALS.test(name)) return fromClient(name.startsWith('grpc') ? args[0] : args[1], 'url');
      return HTTP_CALL.test(name) && hostFrom(args[0]);
    },
  },
  {
    id: 'go/open-redirect',
    tiers: 'both',
    severity: 'should-fix',
    category: 'security',
    title: 'Open redirect: the request chooses the target',
    about: (value) => `Open redirect: the request chooses the target by ${value}`,
    body: 'A link to this site can then lead to any other site, which is what phishing needs. Accept only paths of this site, or names from a fixed list.',
    nodes: ['call_expression'],
    match: (call) => {
      const args = argumentsOf(call);
      const name = calledName(call);
      const target =
        name === 'http.Redirect'
          ? args[2]
          : /^(?:c|\((?:gin|echo)\.Context\))\.Redirect$/.test(name)
            ? args[1]
            : name === '(fiber.Ctx).Redirect'
              ? args[0]
              : undefined;
      return hostFrom(target, 'redirect');
    },
  },
  {
    id: 'go/unescaped-html',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'Cross-site scripting: a value is marked as safe HTML',
    about: (value) => `Cross-site scripting: ${value} is marked as safe HTML`,
    body: "`template.HTML` and its like switch the escaping of the template off, so a value with a tag in it runs script in the reader's session. Pass the value as a string.",
    nodes: ['call_expression', 'type_conversion_expression'],
    match: (call) => {
      if (!UNESCAPED.test(calledName(call))) return false;
      const value = argumentsOf(call)[0] ?? call.childForFieldName('operand');
      const worst = value && worstPiece(valuesFor(value, 'html').texts(value));
      return worst ? foundAt(worst) : false;
    },
  },
  {
    id: 'go/reflected-html',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'Cross-site scripting: a value of the request becomes markup of the answer',
    about: (value) => `Cross-site scripting: ${value} becomes markup of the answer`,
    body: "A link with a script in this value runs it in the reader's session. Use `html/template`, or pass the value through `html.EscapeString`.",
    nodes: ['call_expression'],
    match: (call) => {
      const written = writtenToClient(call);
      for (const text of written ? valuesFor(written, 'html').texts(written) : []) {
        const sent = text.filter(isValue).find(({ origin }) => origin === 'request');
        if (sent && text.some((piece) => isFixed(piece) && /<[a-z!/]/i.test(piece.text))) return foundAt(sent);
        // Nothing but what the client sent: it is markup where it begins like markup, unless the answer says what it is.
        if (sent && text[0] === sent) return foundAt({ ...sent, origin: 'altered' });
      }
      return false;
    },
  },
  {
    // Asked as of a path: what somebody types is no template of a client, and no escaping of markup makes one harmless.
    id: 'go/template-injection',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'Template injection: the client writes the template',
    about: (value) => `Template injection: the client writes the template by ${value}`,
    body: 'The value becomes part of the template itself, so `{{ … }}` in it calls methods of the data, and markup in it runs in the browser. Pass it as data of the template.',
    nodes: ['call_expression'],
    match: (call) =>
      /^\(?template\.(?:New\(\)|Template\)).*\.Parse$/.test(calledName(call)) &&
      fromClient(argumentsOf(call)[0], 'path'),
  },
  {
    id: 'go/text-template-html',
    severity: 'should-fix',
    category: 'security',
    title: 'A page is made by a template that escapes nothing',
    body: "`text/template` puts values into the page as they are, so a value with a tag in it runs script in the reader's session. Use `html/template`; its functions are the same.",
    nodes: ['call_expression'],
    match: (call) => {
      const called = call.childForFieldName('function');
      if (!/^Execute(?:Template)?$/.test(called?.childForFieldName('field')?.text ?? '')) return false;
      const args = argumentsOf(call);
      const [writer] = args;
      const shown = args.at(-1);
      if (shown && isHarmless(valuesFor(shown, 'html').origin(shown))) return false;
      return (
        writer !== undefined &&
        WRITER.test(qualifiedName(writer)) &&
        imports(call, /^text\/template$/) &&
        !imports(call, /^html\/template$/)
      );
    },
  },
];

/** What a call writes into the answer of a request. */
function writtenToClient(call: Node): Node | null {
  const name = calledName(call);
  const [first, second] = argumentsOf(call);
  const operand = call.childForFieldName('function')?.childForFieldName('operand');
  if (/\.(?:Write|WriteString)$/.test(name) && operand && WRITER.test(qualifiedName(operand))) return first ?? null;
  if (!first || !WRITER.test(qualifiedName(first))) return null;
  if (name.startsWith('fmt.Fprint')) return call;
  return name === 'io.WriteString' ? (second ?? null) : null;
}

function fromClient(node: Node | undefined, subject: Subject): false | Match {
  return node !== undefined && chosenIn(node, valuesFor(node, subject));
}

function hostFrom(address: Node | undefined, subject: Subject = 'url'): false | Match {
  return address !== undefined && hostIn(address, valuesFor(address, subject));
}
