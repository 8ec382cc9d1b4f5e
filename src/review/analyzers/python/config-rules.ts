import type { Node } from 'web-tree-sitter';
import { isFixed, isFromClient } from '../flow/origin.js';
import { headOf, tailOf } from '../node-text.js';
import { isSessionCookie } from '../secret-name.js';
import type { Match, SyntaxRule } from '../types.js';
import { hasSplat, keywordOf, positionalOf } from './calls.js';
import { calledName, definitionsOf, qualifiedName } from './names.js';
import { looksRandom } from '../secrets/randomness.js';
import { valuesFor } from './values.js';

const COOKIE_SETTING = /^(?:SESSION|REMEMBER|CSRF)_COOKIE_(?:HTTPONLY|SECURE)$/;
/** Whoever changes such a cookie, or has it, is somebody else. */
const NAMES_USER = /^(?:user_?(?:id|name)?|uid|login)$/i;
const SIGNING_SETTING = /^(?:SECRET_KEY|secret_key|JWT_SECRET(?:_KEY)?|SESSION_SECRET|SECURITY_PASSWORD_SALT)$/;
const SIGNS =
  /^(?:jwt|jose\.jwt|pyjwt)\.(?:encode|decode)$|^itsdangerous\.[\w.]*(?:Serializer|Signer)$|^(?:django\.core\.signing\.)?(?:Signer|TimestampSigner)$/;
const PLACEHOLDER = /^(?:<.*>|\$\{.*\}|\{\{.*\}\}|%\(.*|-----BEGIN (?:RSA )?PUBLIC|https?:)/;
const PARSES_XML = /^lxml\.(?:etree|objectify)\.(?:parse|fromstring|XML|iterparse)$/;
const DEVELOPMENT = /(?:^|\/)(?:dev|development|local|test|testing|debug)\w*\.py$|settings[/_.](?:dev|local|test)/;

/** Settings and parsers that leave a door open. Source: OWASP Top 10, A02, A05 and A08. */
export const PYTHON_CONFIG_RULES: readonly SyntaxRule[] = [
  {
    id: 'py/cookie-flags',
    severity: 'should-fix',
    category: 'security',
    title: 'Scripts can read the session cookie',
    body: 'Without `httponly`, any script injected into the page can send this cookie away and take over the session. Set `httponly=True`, `secure=True` and `samesite`.',
    nodes: ['call', 'assignment'],
    match: (node, { path }) => {
      if (node.type === 'assignment')
        return (
          COOKIE_SETTING.test(settingName(node)) &&
          node.childForFieldName('right')?.text === 'False' &&
          !DEVELOPMENT.test(path)
        );
      const name = positionalOf(node)[0] ?? keywordOf(node, 'key');
      if (!calledName(node).endsWith('.set_cookie') || name?.type !== 'string' || hasSplat(node)) return false;
      const cookie = name.text.slice(1, -1);
      const isLogin = isSessionCookie(cookie) || NAMES_USER.test(cookie);
      return isLogin && (keywordOf(node, 'httponly')?.text ?? 'False') === 'False';
    },
  },
  {
    id: 'py/signing-secret',
    severity: 'must-fix',
    category: 'security',
    title: 'The secret that signs sessions or tokens is in the code',
    body: 'Whoever can read the code can sign a session or a token of any user. Take it from the environment or a secret store, and make a new one.',
    nodes: ['assignment', 'call'],
    match: (node, { path }) => {
      if (DEVELOPMENT.test(path)) return false;
      if (node.type === 'assignment')
        return SIGNING_SETTING.test(settingName(node)) && isWritten(node.childForFieldName('right'), false);
      if (/(?:^|\.)config\.update$/.test(calledName(node))) return isWritten(keywordOf(node, 'SECRET_KEY'), false);
      if (!SIGNS.test(calledName(node))) return false;
      const isToken = /(?:en|de)code$/.test(calledName(node));
      return isWritten(
        keywordOf(node, 'key') ?? keywordOf(node, 'secret_key') ?? positionalOf(node)[isToken ? 1 : 0] ?? null,
        true,
      );
    },
  },
  {
    id: 'py/debug-server',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'The server runs with its debugger on',
    body: 'With `debug=True` an error page offers a console that runs Python on the server. Take the setting from the environment, off by default.',
    nodes: ['call', 'assignment'],
    match: (node, { path }) => {
      if (node.type === 'call')
        return (
          /^(?:app|application|server|(?:\w+\.)*(?:Flask|Quart|Sanic|Bottle|Dash)\(\)|bottle)\.run$/.test(
            calledName(node),
          ) && keywordOf(node, 'debug')?.text === 'True'
        );
      if (node.childForFieldName('right')?.text !== 'True' || DEVELOPMENT.test(path)) return false;
      const left = node.childForFieldName('left');
      if (left?.type === 'attribute')
        return /^(?:app|application|(?:\w+\.)*Flask\(\))\.debug$/.test(qualifiedName(left));
      if (left?.type === 'subscript')
        return settingName(node) === 'DEBUG' && tailOf(left.childForFieldName('value'), 20).endsWith('.config');
      // Of Django: it may be set anew by what is read later.
      return settingName(node) === 'DEBUG' && /(?:^|\/)settings(?:\/\w+)?\.py$/.test(path) && { tier: 'lead' };
    },
  },
  {
    id: 'py/autoescape-off',
    tiers: 'both',
    severity: 'should-fix',
    category: 'security',
    title: 'Templates put values into pages as they are',
    body: "With `autoescape` off, a value with a tag in it runs script in the reader's session. Set `autoescape=True`, or `select_autoescape()` where some templates are no pages.",
    nodes: ['call'],
    match: (call) => {
      if (
        !/^(?:jinja2\.(?:sandbox\.)?(?:Sandboxed)?Environment|(?:tornado\.template\.)?Loader)$/.test(
          calledName(call),
        ) ||
        hasSplat(call)
      )
        return false;
      const setting = keywordOf(call, 'autoescape');
      if (setting) return setting.text === 'False' || setting.text === 'None';
      // Off by default, which is as well where no pages are made.
      return calledName(call).startsWith('jinja2.') && keywordOf(call, 'loader') !== null && { tier: 'lead' };
    },
  },
  {
    id: 'py/xxe',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'An XML parser reads the files that a document names',
    body: 'An entity of the document can name any file or address, and its contents become part of what was parsed. Leave entities off: `XMLParser(resolve_entities=False)`, or use `defusedxml`.',
    nodes: ['call'],
    match: (call) => {
      const name = calledName(call);
      if (/^lxml\.etree\.(?:XMLParser|XMLPullParser)$/.test(name))
        return (
          keywordOf(call, 'resolve_entities')?.text === 'True' ||
          (keywordOf(call, 'load_dtd')?.text === 'True' && keywordOf(call, 'no_network')?.text === 'False')
        );
      if (name.endsWith('.setFeature')) {
        const [feature, on] = positionalOf(call);
        return (
          /feature_external_[gp]es$|external-(?:general|parameter)-entities/.test(tailOf(feature, 60)) &&
          /^(?:True|1)$/.test(on?.text ?? '')
        );
      }
      // The parser of lxml resolves entities by itself before version 5.
      const document = positionalOf(call)[0];
      if (!PARSES_XML.test(name) || !document || positionalOf(call).length > 1 || keywordOf(call, 'parser'))
        return false;
      return isFromClient(valuesFor(document, 'path').origin(document)) && { tier: 'lead' };
    },
  },
  {
    id: 'py/archive-extraction',
    tiers: 'both',
    severity: 'should-fix',
    category: 'security',
    title: 'An archive decides where its files are written',
    body: 'An entry named `../../x`, or a link, is written outside of the intended folder, over any file that this process may write. Pass `filter="data"` to `extractall`, or check each name.',
    nodes: ['call'],
    match: matchExtraction,
  },
];

function matchExtraction(call: Node): boolean | Match {
  const name = calledName(call);
  if (/^tarfile\.(?:open|TarFile(?:\.open)?)\(\)\.(?:extractall|extract)$/.test(name)) {
    if (keywordOf(call, 'filter') || keywordOf(call, 'members') || hasSplat(call)) return false;
    const opened = archiveOf(call);
    const source = opened && (positionalOf(opened)[0] ?? keywordOf(opened, 'fileobj'));
    return source && isFromClient(valuesFor(source, 'path').origin(source)) ? true : { tier: 'lead' };
  }
  return false;
}

/** The call that opened what `tar.extractall()` is called on. */
function archiveOf(call: Node): Node | null {
  const object = call.childForFieldName('function')?.childForFieldName('object');
  if (object?.type === 'call') return object;
  const given = object?.type === 'identifier' ? definitionsOf(object.text, object).at(-1)?.value : null;
  return given?.type === 'call' ? given : null;
}

/** `SECRET_KEY = …`, `app.secret_key = …`, `app.config["SECRET_KEY"] = …` */
function settingName(assignment: Node): string {
  const left = assignment.childForFieldName('left');
  if (left?.type === 'identifier') return left.text;
  if (left?.type === 'attribute') return left.childForFieldName('attribute')?.text ?? '';
  return left?.type === 'subscript' ? headOf(left.childForFieldName('subscript'), 60).replaceAll(/["']/g, '') : '';
}

/** The rules on secrets look at what a generator made. */
function isForSecrets(text: string): boolean {
  return text.length >= 12 && looksRandom(text);
}

/** Whether a value is a text of the code. What looks random is found as a secret where it is written. */
function isWritten(value: Node | null, evenRandom: boolean): boolean {
  if (!value) return false;
  const texts = valuesFor(value, 'code').texts(value);
  const text = texts.length === 1 ? texts[0] : undefined;
  if (!text || text.length === 0 || !text.every(isFixed)) return false;
  const written = text.map((piece) => (isFixed(piece) ? piece.text : '')).join('');
  return written !== '' && !PLACEHOLDER.test(written) && (evenRandom || !isForSecrets(written));
}
