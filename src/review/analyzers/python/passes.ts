import type { Node } from 'web-tree-sitter';
import { isDangerous } from '../flow/dangerous.js';
import type { Subject } from '../flow/origin.js';
import { headOf } from '../node-text.js';

/** Functions of Python and its libraries whose result is what they were given, in another form. */
export const PASSES_ARGUMENTS =
  /^(?:str|bytes|bytearray|list|tuple|set|frozenset|sorted|reversed|iter|next|dict|max|min|filter|zip|enumerate|repr|cast|typing\.cast|memoryview)$|(?:^|\.)(?:unquote|unquote_plus|quote_plus|b64decode|b64encode|urlsafe_b64decode|b32decode|b16decode|unhexlify|fromhex|join|abspath|normpath|realpath|expanduser|expandvars|Path|PurePath|PosixPath|loads|unescape|urljoin|urlparse|urlsplit|parse_qs|dedent|literal_eval|StringIO|BytesIO|normalize|deepcopy|copy|chain|capwords|force_str|smart_str|Markup|mark_safe)$/;
/** Methods whose result is what they are called on, in another form. */
export const PASSES_OBJECT =
  /\.(?:strip|lstrip|rstrip|lower|upper|title|capitalize|casefold|swapcase|encode|decode|split|rsplit|splitlines|partition|rpartition|replace|removeprefix|removesuffix|expandtabs|zfill|ljust|rjust|center|format|format_map|join|get|getlist|getall|getone|get_list|pop|popitem|setdefault|items|values|keys|copy|to_dict|dict|model_dump|joinpath|resolve|absolute|expanduser|with_suffix|with_name|as_posix|read|readline|readlines|translate|geturl|unquote|popleft)$/;
export const MAKES_NUMBER =
  /^(?:int|float|len|ord|abs|round|bool|complex|hash|id|sum)$|(?:^|\.)(?:Decimal|getpid|getppid|getuid|time|monotonic|time_ns|perf_counter|cpu_count|timestamp|total_seconds|count|index|find|rfind|randint|randrange|bit_length|fileno|getsize|parse_int)$/;
/** Digests, ids and random texts have no character that means anything; nor has a commit that git names. */
export const MAKES_ID =
  /(?:^|\.)(?:hexdigest|hex|uuid[145]|UUID|token_hex|token_urlsafe|ip_address|ip_network|isoformat|getcwd|cwd|mkdtemp|mkstemp|gettempdir|now|utcnow|today|fromtimestamp|isdigit|isalnum|startswith|endswith)$/;
export const NUMBER_ATTRIBUTE =
  /^(?:pid|port|returncode|lineno|st_size|st_mtime|year|month|day|hour|minute|second|ndim|itemsize)$/;

const ESCAPES: Readonly<Record<Subject, RegExp>> = {
  shell: /(?:^|\.)(?:shlex\.quote|pipes\.quote|shlex\.join|list2cmdline|quote)$/,
  html: /(?:^|\.)(?:escape|conditional_escape|bleach\.clean|nh3\.clean|clean_html|sanitize|sanitize_html|urlencode|url_for|reverse|tojson|htmlsafe_dumps|format_html|quoteattr)$/,
  archive: /(?:^|\.)(?:basename|secure_filename|safe_join)$/,
  path: /(?:^|\.)(?:basename|secure_filename|safe_join|get_valid_filename|get_valid_name|get_available_name|safe_path_join)$/,
  url: /(?:^|\.)(?:url_for|reverse|reverse_lazy|quote|quote_plus|urlencode|iri_to_uri|build_absolute_uri|resolve_url)$/,
  redirect:
    /(?:^|\.)(?:url_for|reverse|reverse_lazy|quote|quote_plus|urlencode|iri_to_uri|build_absolute_uri|resolve_url)$/,
  sql: /(?:^|\.)(?:quote_ident|quote_name|quote_literal|quote_identifier|escape_string|escape_identifier|real_escape_string|escape_literal|mogrify|sql\.(?:Identifier|Literal|Placeholder|SQL|Composed)|bindparam|adapt)$/,
  code: /^(?:repr|json\.dumps)$/,
};

/** Whether a method takes something dangerous out of a text: nobody here knows whether that is enough. */
export function takesAway(subject: Subject, name: string, [what]: readonly Node[]): boolean {
  if (name.endsWith('.translate')) return true;
  return name.endsWith('.replace') && what?.type === 'string' && isDangerous(headOf(what, 40).slice(1, -1), subject);
}

/** Whether a call of this full name makes any text harmless where it is about to stand. */
export function escapesFor(subject: Subject, name: string): boolean {
  return ESCAPES[subject].test(name);
}
