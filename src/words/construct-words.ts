import { basename, extname } from 'node:path/posix';

/** What people call a language and its things, by the ending of a file. */
const OF_ENDING: Readonly<Record<string, string>> = {
  '.asm': 'assembly',
  '.bash': 'shell script',
  '.c': 'C language pointer',
  '.cc': 'C++ cpp',
  '.clj': 'Clojure',
  '.cpp': 'C++ cpp',
  '.cs': 'C# csharp dotnet',
  '.css': 'CSS style',
  '.dart': 'Dart Flutter widget',
  '.erl': 'Erlang',
  '.ex': 'Elixir',
  '.exs': 'Elixir',
  '.fs': 'F# fsharp',
  '.go': 'Go golang',
  '.gql': 'GraphQL',
  '.gradle': 'Gradle Groovy',
  '.graphql': 'GraphQL',
  '.groovy': 'Groovy',
  '.hs': 'Haskell',
  '.html': 'HTML markup template',
  '.java': 'Java',
  '.jl': 'Julia',
  '.js': 'JavaScript',
  '.jsx': 'JavaScript React component',
  '.kt': 'Kotlin',
  '.kts': 'Kotlin',
  '.lua': 'Lua',
  '.mjs': 'JavaScript',
  '.ml': 'OCaml',
  '.php': 'PHP',
  '.pl': 'Perl',
  '.proto': 'protobuf proto',
  '.ps1': 'PowerShell script',
  '.py': 'Python',
  '.rb': 'Ruby',
  '.rs': 'Rust crate',
  '.s': 'assembly',
  '.scala': 'Scala',
  '.scss': 'CSS SCSS style',
  '.sh': 'shell script',
  '.sol': 'Solidity contract',
  '.sql': 'SQL query',
  '.svelte': 'Svelte component',
  '.swift': 'Swift',
  '.tf': 'Terraform',
  '.ts': 'TypeScript',
  '.tsx': 'TypeScript React component',
  '.vhd': 'VHDL',
  '.vue': 'Vue component',
  '.yaml': 'YAML',
  '.yml': 'YAML',
  '.zig': 'Zig',
};

const OF_NAME: Readonly<Record<string, string>> = {
  'CMakeLists.txt': 'CMake',
  Dockerfile: 'Docker image',
  Jenkinsfile: 'Jenkins Groovy pipeline',
  Makefile: 'make',
};

/** What people call what a line does, where the line itself has no such word. */
const CONSTRUCTS: readonly [code: RegExp, words: string][] = [
  [/\b(?:catch|except|rescue)\b/, 'catch exception error swallow'],
  [/\b(?:throw|raise|panic)\b/, 'throw exception error'],
  [/\b(?:for|foreach|while|loop)\b|\.(?:forEach|each)\b/, 'loop'],
  [/\b(?:async|await)\b/, 'async await asynchronous'],
  [/\b(?:var|mut)\b/, 'var mutable variable'],
  [/!!|\.unwrap\(|[\w)\]]!(?:[.;,)]|$)/, 'force unwrap assertion null'],
  [/\b(?:null|nil|None|nullptr|undefined)\b/, 'null nil undefined'],
  [/\bas [A-Z]|\b\w+_cast<|\bas any\b|\((?:int|long|float|double)\)/, 'cast type'],
  [/:\s*any\b|\bas any\b/, 'untyped type'],
  [/\bhttps?:\/\//, 'URL link host'],
  [/\b(?:select\b.+\bfrom|insert\s+into|delete\s+from|update\b.+\bset)\b/i, 'SQL query statement'],
  [/\b(?:float|double|f32|f64|float32|float64)\b/, 'float'],
  [/\bgo\s+(?:func|\w+[.(])/, 'goroutine'],
  [/\.lock\(|\bsynchronized\b|\b[Mm]utex\b/, 'lock mutex'],
  [/\bconsole\.\w+\(|\blog(?:ger)?\.\w+\(|\bprint(?:ln|f)?!?\(/i, 'log print'],
  [/\bset(?:Timeout|Interval)\b/, 'timer'],
  [/=\s*(?:\[\]|\{\}|list\(\)|dict\(\)|new (?:Array|Map|List|Set)\b)/, 'collection list'],
  [/<[A-Za-z][^<>]*>[^<>{}]*[A-Za-z] [A-Za-z]/, 'text literal'],
  [/^\s*[A-Z][A-Z\d_]+\s*=/, 'constant upper case global'],
  [/\bnew RegExp\b|\bre\.(?:compile|match|search)\b|\bRegex\b/, 'regular expression regex'],
  [/\b(?:malloc|calloc|realloc)\b/, 'heap allocate memory free'],
  [/^\s*@\w/, 'annotation decorator'],
  [/\*\)\s*\w|\b\w+\s*\*\s*\w+_?\s*=|->\w/, 'pointer'],
  [/\bexport\s+\*\s+from\b/, 'barrel reexport'],
];
const LONGEST_LINE = 500;

/**
 * What people call the files and constructs of a change, which code does not say itself: the name of the language, a
 * loop, a cast. Bounded by the lines that are given. Pure.
 */
export function constructWords(paths: readonly string[], added: readonly string[]): string {
  const words = new Set<string>();
  for (const path of paths) {
    const name = basename(path);
    const named = OF_NAME[name] ?? OF_ENDING[extname(name).toLowerCase()];
    if (named !== undefined) words.add(named);
    if (/(?:^|\/)(?:tests?|specs?|__tests__)\/|[._-](?:test|spec)\.\w+$/.test(path)) words.add('test');
  }
  const left = new Set(CONSTRUCTS);
  for (const line of added) {
    if (left.size === 0) break;
    const text = line.slice(0, LONGEST_LINE);
    for (const construct of left) {
      if (!construct[0].test(text)) continue;
      words.add(construct[1]);
      left.delete(construct);
    }
  }
  return [...words].join(' ');
}
