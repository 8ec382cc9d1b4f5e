/** What a value is used for: it decides which calls make it harmless. */
export type Purpose = 'sql' | 'shell' | 'html' | 'url' | 'path' | 'code' | 'object';

/** Functions whose result is a number, or text of a fixed form, whatever they are given. */
const MAKES_NUMBER =
  /^(?:Number|parseInt|parseFloat|BigInt|Boolean|isNaN|isFinite|Date|Math\.\w+|Number\.\w+|Date\.\w+|performance\.now|process\.(?:pid|uptime|hrtime\w*))$/;
const MAKES_NUMBER_METHOD =
  /^(?:getTime|getFullYear|getMonth|getDate|getDay|getHours|getMinutes|getSeconds|getMilliseconds|indexOf|lastIndexOf|findIndex|charCodeAt|codePointAt|toFixed|toPrecision|toExponential|toISOString|push|unshift|has|includes|startsWith|endsWith|test|every|some|isArray|localeCompare|hasOwnProperty)$/;
/** Properties that are numbers, of whatever they are. */
const NUMBER_PROPERTY =
  /^(?:length|size|pid|ppid|port|byteLength|offsetWidth|offsetHeight|clientWidth|clientHeight|scrollTop|scrollHeight)$/;
const MAKES_RANDOM =
  /(?:^|\.)(?:randomUUID|randomBytes|randomInt|nanoid|ulid|cuid|uuid\.v\d|uuidv\d|v[1457]|createHash\(\)\.\w+\(\)\.digest|digest)$/;

const ESCAPES: Record<Purpose, RegExp> = {
  sql: /^(?:escape|escapeId|escapeLiteral|escapeIdentifier|quote|quoteIdentifier|quoteIdent|quoteLiteral|escapeSql|escapeString|sqlEscape|sqlstring|SqlString|ident|identifier|literal|inlineParam|as\.(?:name|alias|text|value|csv|json|format))$/i,
  shell:
    /^(?:quote|shellQuote|shellEscape|shellescape|escapeShell|escapeShellArg|escapeArg|shq|quoteArg|encodeURIComponent)$/i,
  html: /^(?:escape|escapeHtml|escapeHTML|htmlEscape|encode|encodeHtml|encodeEntities|htmlEncode|he|sanitize|sanitise|sanitizeHtml|sanitiseHtml|purify|encodeURIComponent|escapeExpression|createHTML|setHTML|xss|filterXSS|esc|stringify)$/i,
  url: /^(?:encodeURIComponent)$/,
  path: /^(?:basename|sanitizeFilename|sanitize|filenamify|slugify|encodeURIComponent|kebabCase|camelCase|snakeCase|extname)$/i,
  object: /^(?:String|toString|sanitize)$/,
  code: /^(?:stringify|serialize)$/,
};

/** Modules whose whole purpose is to make a value harmless. */
const ESCAPING_MODULE: Partial<Record<Purpose, RegExp>> = {
  sql: /^(?:sqlstring|pg-escape)(?:\.|$)/,
  shell: /^(?:shell-quote|shell-escape|shescape|shq)(?:\.|$)/,
  html: /^(?:dompurify|isomorphic-dompurify|sanitize-html|xss|he|escape-html|html-escaper|html-entities|striptags|insane|lodash\.escape)(?:\.|\(|$)/,
  path: /^(?:sanitize-filename|filenamify|slugify|path\.basename|@sindresorhus\/slugify)(?:\.|$)/,
};

/**
 * Functions that put values into a statement in quotes of their own; after them nothing of the values is left as it is.
 */
const FORMATS_SQL = /^(?:mysql2?|mysql2\/promise|sqlstring)(?:\.create\w+\(\))?\.format$/;
/** https://github.com/datalanche/node-pg-format: `%s` alone puts a value in as it is. */
const FORMATS_PG = /^(?:pg-format|@scaleleap\/pg-format)(?:\.withArray)?$/;

/** Functions that give back what they are given, or something that holds it. */
const PASSES_ARGUMENTS =
  /^(?:String|decodeURIComponent|decodeURI|encodeURI|unescape|atob|btoa|structuredClone|Object|Array|JSON\.(?:parse|stringify)|Buffer\.(?:from|concat)|path\.(?:posix\.|win32\.)?(?:join|resolve|normalize|format|dirname|relative|basename|extname)|util\.(?:format|inspect)|url\.(?:parse|format|resolve)|querystring\.(?:parse|unescape|stringify)|qs\.(?:parse|stringify)|Object\.(?:assign|keys|values|entries|fromEntries|freeze)|Array\.(?:from|of)|Promise\.(?:resolve|all)|String\.raw|URL\.parse|(?:_|lodash)\.(?:get|trim|toString|toLower|merge|pick|omit|cloneDeep|assign|defaults))$/;
const PASSES_RECEIVER =
  /^(?:trim|trimStart|trimEnd|toString|toLocaleString|toLowerCase|toUpperCase|toLocaleLowerCase|toLocaleUpperCase|normalize|slice|substring|substr|split|replace|replaceAll|padStart|padEnd|at|charAt|valueOf|join|pop|shift|reverse|sort|filter|find|findLast|flat|get|getAll|entries|keys|values|repeat|match|fill|concat|map|flatMap|with|toSorted|toReversed|then|catch|finally|append|decode)$/;
/** Constructors that hold what they are given. */
const PASSES_NEW =
  /^new (?:URL|URLSearchParams|String|Set|Map|Array|Buffer|Object|Request|FormData|Blob|url\.URL|TextDecoder)$/;

/** Whether a property of this name is a number, of whatever it is. */
export const isNumberProperty = (name: string) => NUMBER_PROPERTY.test(name);
export const makesNumber = (origin: string, method: string) =>
  MAKES_NUMBER.test(origin) || MAKES_NUMBER_METHOD.test(method);
export const makesRandom = (origin: string) => MAKES_RANDOM.test(origin);
export const passesArguments = (origin: string) => PASSES_ARGUMENTS.test(origin);
export const passesReceiver = (method: string) => PASSES_RECEIVER.test(method);
export const passesNew = (origin: string) => PASSES_NEW.test(origin);

/** Whether a call of `origin`, whose last name is `name`, makes its value harmless for `purpose`. */
export function escapes(origin: string, name: string, purpose: Purpose): boolean {
  return ESCAPES[purpose].test(name) || ESCAPING_MODULE[purpose]?.test(origin) === true;
}

/** Whether a call composes a statement of `format` and values that it quotes. */
export function quotesValues(origin: string, format: string | null): boolean {
  return FORMATS_SQL.test(origin) || (FORMATS_PG.test(origin) && format !== null && !format.includes('%s'));
}

/** What must not be left in a value. */
const DANGEROUS: Record<Purpose, RegExp> = {
  sql: /['"]/,
  shell: /[;&|`$'"]/,
  html: /[<&]/,
  url: /[/:.]/,
  path: /[/.\\]/,
  object: /[{]/,
  code: /[;('"`]/,
};

/** Whether `.replace(pattern, …)` with the text of a regular expression takes away what is dangerous for `purpose`. */
export function cleans(pattern: string, isGlobal: boolean, purpose: Purpose): boolean {
  if (!isGlobal) return false;
  const negated =
    /^\(?\[\^((?:\\.|[^\]\\])+)\][+*]?\)?$/.exec(pattern)?.[1] ?? (/^\\[WD][+*]?$/.test(pattern) ? '' : null);
  if (negated !== null) return isHarmlessClass(negated, purpose);
  return DANGEROUS[purpose].test(pattern.replaceAll(/\\(.)/g, '$1')) && !/^\^|\$$/.test(pattern);
}

/** Whether taking out what matches can leave the same: of `....//` without `../` is left `../`. */
export function comesAboutAnew(pattern: string): boolean {
  const outside = pattern.replaceAll(/\[(?:\\.|[^\]\\])*\]/g, '').replaceAll(/\\(.)/g, '$1');
  return outside.includes('.') && /[/\\]/.test(outside);
}

/** Whether a value in which a regular expression is not found holds nothing dangerous. */
export function refuses(pattern: string, purpose: Purpose): boolean {
  const negated = /^\[\^((?:\\.|[^\]\\])+)\]$/.exec(pattern)?.[1];
  if (negated !== undefined) return isHarmlessClass(negated, purpose);
  return purpose === 'path' && /\\\.(?:\\\.|\{\d?,?2\})/.test(pattern);
}

/** Whether a regular expression that a value must match as a whole lets nothing dangerous through. */
export function isStrictPattern(pattern: string, flags: string, purpose: Purpose): boolean {
  if (flags.includes('m') || !pattern.startsWith('^') || !/[^\\]\$$/.test(pattern)) return false;
  const body = pattern.slice(1, -1);
  if (/(?:^|[^\\])\.|\\[SWD]|\[\^/.test(body.replaceAll(/\[(?:\\.|[^\]\\^])(?:\\.|[^\]\\])*\]/g, 'c'))) return false;
  return isHarmlessClass(body.replaceAll(/\\[wdsbB]|[()[\]{}*+?|:,]/g, ''), purpose);
}

function isHarmlessClass(characters: string, purpose: Purpose): boolean {
  const plain = characters.replaceAll(/\\[wd]/g, '');
  if (purpose === 'path') return !/\/|\\\\/.test(plain);
  if (purpose === 'url') return !plain.includes('/') || !/[.:]/.test(plain);
  return !DANGEROUS[purpose].test(plain.replaceAll('\\', ''));
}
