import type { Node } from 'web-tree-sitter';
import { isDangerous } from '../flow/dangerous.js';
import type { Subject } from '../flow/origin.js';
import { headOf } from '../node-text.js';

/** Functions whose result is what they were given, in another form. */
export const PASSES_ARGUMENTS =
  /^(?:string|append|strings\.(?:TrimSpace|Trim\w*|ToLower|ToUpper|ToTitle|Title|Replace|ReplaceAll|Split\w*|Fields|Join|Repeat|NewReader|Cut\w*|Clone|Map)|bytes\.(?:NewBuffer|NewBufferString|NewReader|TrimSpace|Join)|fmt\.(?:Sprint|Sprintf|Sprintln|Fprint|Fprintf|Fprintln|Errorf)|(?:filepath|path)\.(?:Join|Clean|Abs|FromSlash|ToSlash|Dir|EvalSymlinks)|url\.(?:QueryUnescape|PathUnescape|Parse|ParseRequestURI|ParseQuery)|(?:io|ioutil)\.(?:ReadAll|LimitReader|NopCloser|TeeReader)|bufio\.(?:NewReader|NewScanner)|(?:json|xml|yaml)\.(?:Unmarshal|NewDecoder)|hex\.DecodeString|base64\.\w+\.DecodeString|html\.UnescapeString|template\.\w+)$/;
/** Methods whose result is what they are called on, in another form. */
export const PASSES_OBJECT =
  /\.(?:String|Text|Bytes|Get|Query|Decode|Hostname|Values|ReadString|ReadLine|ReadBytes|Value|Interface|Unwrap|EscapedPath|RequestURI|Next)$/;
export const MAKES_NUMBER =
  /^(?:len|cap|u?int(?:8|16|32|64)?|float(?:32|64)|bool|rune|byte|strconv\.(?:Itoa|Atoi|Parse(?:Int|Uint|Float|Bool)|Format(?:Int|Uint|Float|Bool))|os\.(?:Getpid|Getuid|Getppid)|rand\.\w+|math\.\w+|time\.\w+|strings\.(?:Count|Index|LastIndex))$|\.(?:Unix|UnixNano|UnixMilli|Int63|Intn|Port|Len|Size|Seconds)$/;
export const MAKES_ID =
  /^(?:hex\.EncodeToString|uuid\.\w+|os\.(?:Getwd|MkdirTemp|TempDir|Executable|CreateTemp)|ioutil\.TempDir|netip\.ParseAddr|net\.ParseIP|xid\.New|ulid\.Make)$|\.Format$/;

const ESCAPES: Readonly<Record<Subject, RegExp>> = {
  shell: /(?:^|\.)(?:shellescape\.Quote\w*|shellquote\.Join|shell\.Quote|syntax\.Quote|Quote)$/,
  code: /(?:^|\.)(?:strconv\.Quote)$/,
  html: /(?:^|\.)(?:EscapeString|HTMLEscapeString|JSEscapeString|HTMLEscaper|JSEscaper|QueryEscape|PathEscape|Sanitize|SanitizeBytes|HTMLEscape)$/,
  path: /^(?:filepath|path)\.(?:Base|Ext)$|(?:^|\.)(?:Localize|SecureJoin|SafeJoin)$/,
  archive: /^(?:filepath|path)\.(?:Base|Ext)$|(?:^|\.)(?:Localize|SecureJoin|SafeJoin)$/,
  url: /^url\.(?:QueryEscape|PathEscape)$|\.Encode$/,
  redirect: /^url\.(?:QueryEscape|PathEscape)$|\.Encode$/,
  sql: /(?:^|\.)(?:QuoteIdentifier|QuoteLiteral|QuoteIdent|Sanitize|EscapeString|QuoteTo)$/,
};

/** Whether a call takes something dangerous out of a text: nobody here knows whether that is enough. */
export function takesAway(subject: Subject, name: string, [, what]: readonly Node[]): boolean {
  return (
    /^(?:strings|bytes)\.Replace(?:All)?$/.test(name) &&
    what?.type === 'interpreted_string_literal' &&
    isDangerous(headOf(what, 40).slice(1, -1), subject)
  );
}

/** Whether a call of this full name makes any text harmless where it is about to stand. */
export function escapesFor(subject: Subject, name: string): boolean {
  return ESCAPES[subject].test(name);
}
