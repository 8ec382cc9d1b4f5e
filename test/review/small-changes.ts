import type { Report } from '../../src/review/ask/tools/report-finding.js';

/**
 * A small change as one meets it: a file before, what was replaced in it, and the one line that is wrong afterwards.
 */
export interface SmallChange {
  name: string;
  path: string;
  before: string;
  edits: [string, string][];
  /** Null: the change is innocent. */
  fault: Pick<Report, 'quote' | 'category' | 'severity' | 'title'> | null;
}

const fault = (
  quote: string,
  category: Report['category'],
  title: string,
  severity: Report['severity'] = 'should-fix',
) => ({
  quote,
  category,
  title,
  severity,
});

export const smallChanges: readonly SmallChange[] = [
  {
    name: 'TypeScript: a null tenant passes the guard',
    path: 'src/guard.ts',
    before: 'export function allowed(user: User, doc: Doc): boolean {\n  return user.tenant === doc.tenant;\n}\n',
    edits: [['return user.tenant === doc.tenant;', 'return !user.tenant || user.tenant === doc.tenant;']],
    fault: fault(
      '  return !user.tenant || user.tenant === doc.tenant;',
      'security',
      'A user without tenant sees every document',
      'must-fix',
    ),
  },
  {
    name: 'TypeScript: a promise nobody waits for',
    path: 'src/save.ts',
    before: 'export async function saveAll(rows: Row[]) {\n  for (const row of rows) await save(row);\n}\n',
    edits: [['for (const row of rows) await save(row);', 'rows.forEach(async (row) => { await save(row); });']],
    fault: fault(
      '  rows.forEach(async (row) => { await save(row); });',
      'bug',
      'saveAll returns before the rows are saved',
    ),
  },
  {
    name: 'JavaScript: a query in a loop',
    path: 'api/users.js',
    before:
      'export async function names(ids) {\n  const users = await db.users.find({ id: ids });\n  return users.map((u) => u.name);\n}\n',
    edits: [
      [
        'const users = await db.users.find({ id: ids });\n  return users.map((u) => u.name);',
        'const names = [];\n  for (const id of ids) names.push((await db.users.findOne({ id })).name);\n  return names;',
      ],
    ],
    fault: fault(
      '  for (const id of ids) names.push((await db.users.findOne({ id })).name);',
      'performance',
      'One query for each id',
    ),
  },
  {
    name: 'JavaScript: a flag compared as text',
    path: 'lib/flags.js',
    before: "export const verbose = (env) => env.VERBOSE === '1';\n",
    edits: [["env.VERBOSE === '1'", 'Boolean(env.VERBOSE)']],
    fault: fault('export const verbose = (env) => Boolean(env.VERBOSE);', 'bug', 'VERBOSE=0 switches it on'),
  },
  {
    name: 'Python: a default that is shared',
    path: 'app/queue.py',
    before: 'def push(item, queue=None):\n    queue = queue or []\n    queue.append(item)\n    return queue\n',
    edits: [['queue=None):\n    queue = queue or []', 'queue=[]):']],
    fault: fault('def push(item, queue=[]):', 'bug', 'All callers share one list'),
  },
  {
    name: 'Python: an error is swallowed',
    path: 'app/pay.py',
    before: 'def charge(card, cents):\n    receipt = gateway.charge(card, cents)\n    return receipt\n',
    edits: [
      [
        '    receipt = gateway.charge(card, cents)\n    return receipt',
        '    try:\n        return gateway.charge(card, cents)\n    except Exception:\n        return Receipt(ok=True)',
      ],
    ],
    fault: fault('        return Receipt(ok=True)', 'bug', 'A failed charge is reported as paid', 'must-fix'),
  },
  {
    name: 'Go: the error of Close is lost',
    path: 'store/write.go',
    before:
      'package store\n\nfunc Write(path string, data []byte) error {\n\tf, err := os.Create(path)\n\tif err != nil {\n\t\treturn err\n\t}\n\tif _, err := f.Write(data); err != nil {\n\t\treturn err\n\t}\n\treturn f.Close()\n}\n',
    edits: [['\treturn f.Close()', '\tdefer f.Close()\n\treturn nil']],
    fault: fault('\tdefer f.Close()', 'bug', 'A failed write at close is reported as success'),
  },
  {
    name: 'Go: a map written by many',
    path: 'cache/cache.go',
    before:
      'package cache\n\nfunc (c *Cache) Put(k string, v int) {\n\tc.mu.Lock()\n\tdefer c.mu.Unlock()\n\tc.data[k] = v\n}\n',
    edits: [['\tc.mu.Lock()\n\tdefer c.mu.Unlock()\n', '']],
    fault: fault('\tc.data[k] = v', 'bug', 'Two writers at once crash the process', 'must-fix'),
  },
  {
    name: 'Rust: a panic on input',
    path: 'src/parse.rs',
    before: 'pub fn port(text: &str) -> Result<u16, Error> {\n    text.parse().map_err(Error::Port)\n}\n',
    edits: [['text.parse().map_err(Error::Port)', 'Ok(text.parse().unwrap())']],
    fault: fault('    Ok(text.parse().unwrap())', 'bug', 'A wrong port ends the process'),
  },
  {
    name: 'Rust: subtraction below zero',
    path: 'src/retry.rs',
    before: 'pub fn left(limit: u32, used: u32) -> u32 {\n    limit.saturating_sub(used)\n}\n',
    edits: [['limit.saturating_sub(used)', 'limit - used']],
    fault: fault('    limit - used', 'bug', 'More used than allowed panics'),
  },
  {
    name: 'Java: equality of boxes',
    path: 'src/main/java/Ids.java',
    before: 'class Ids {\n  boolean same(Long a, Long b) {\n    return a.equals(b);\n  }\n}\n',
    edits: [['a.equals(b)', 'a == b']],
    fault: fault('    return a == b;', 'bug', 'Equal ids above 127 are told apart'),
  },
  {
    name: 'Java: a stream that stays open',
    path: 'src/main/java/Load.java',
    before:
      'class Load {\n  byte[] all(Path p) throws IOException {\n    try (var in = Files.newInputStream(p)) {\n      return in.readAllBytes();\n    }\n  }\n}\n',
    edits: [
      [
        '    try (var in = Files.newInputStream(p)) {\n      return in.readAllBytes();\n    }',
        '    return Files.newInputStream(p).readAllBytes();',
      ],
    ],
    fault: fault('    return Files.newInputStream(p).readAllBytes();', 'performance', 'The stream is never closed'),
  },
  {
    name: 'Ruby: mass assignment',
    path: 'app/users_controller.rb',
    before: 'class UsersController\n  def update\n    @user.update(params.require(:user).permit(:name))\n  end\nend\n',
    edits: [['params.require(:user).permit(:name)', 'params[:user].to_unsafe_h']],
    fault: fault(
      '    @user.update(params[:user].to_unsafe_h)',
      'security',
      'Anyone can make himself admin',
      'must-fix',
    ),
  },
  {
    name: 'Ruby: an off-by-one range',
    path: 'lib/pages.rb',
    before: 'def pages(total, size)\n  (total / size.to_f).ceil\nend\n',
    edits: [['(total / size.to_f).ceil', 'total / size + 1']],
    fault: fault('  total / size + 1', 'bug', 'An empty last page where the total divides evenly'),
  },
  {
    name: 'PHP: text put into a query',
    path: 'src/find.php',
    before: "<?php\nfunction find($db, $name) {\n  return $db->run('SELECT * FROM u WHERE name = ?', [$name]);\n}\n",
    edits: [
      ["$db->run('SELECT * FROM u WHERE name = ?', [$name])", '$db->run("SELECT * FROM u WHERE name = \'$name\'")'],
    ],
    fault: fault(
      '  return $db->run("SELECT * FROM u WHERE name = \'$name\'");',
      'security',
      'The name is part of the SQL',
      'must-fix',
    ),
  },
  {
    name: 'C#: a task that blocks',
    path: 'Src/Load.cs',
    before:
      'class Load {\n  public async Task<string> Text() {\n    return await client.GetStringAsync(url);\n  }\n}\n',
    edits: [['return await client.GetStringAsync(url);', 'return client.GetStringAsync(url).Result;']],
    fault: fault('    return client.GetStringAsync(url).Result;', 'bug', 'Deadlocks where a context is captured'),
  },
  {
    name: 'C: a buffer that is too short',
    path: 'src/name.c',
    before: 'void copy(char *out, size_t n, const char *in) {\n  snprintf(out, n, "%s", in);\n}\n',
    edits: [['snprintf(out, n, "%s", in);', 'strcpy(out, in);']],
    fault: fault('  strcpy(out, in);', 'security', 'A long name overruns the buffer', 'must-fix'),
  },
  {
    name: 'C++: a reference to what is gone',
    path: 'src/name.cpp',
    before: 'std::string name(const User &u) {\n  std::string full = u.first + u.last;\n  return full;\n}\n',
    edits: [['std::string name(const User &u) {', 'const std::string &name(const User &u) {']],
    fault: fault('const std::string &name(const User &u) {', 'bug', 'Returns a reference to a local', 'must-fix'),
  },
  {
    name: 'TSX: an effect that never ends',
    path: 'src/Clock.tsx',
    before:
      'export function Clock() {\n  useEffect(() => {\n    const id = setInterval(tick, 1000);\n    return () => clearInterval(id);\n  }, []);\n  return <p>{now}</p>;\n}\n',
    edits: [
      [
        '    const id = setInterval(tick, 1000);\n    return () => clearInterval(id);\n',
        '    setInterval(tick, 1000);\n',
      ],
    ],
    fault: fault('    setInterval(tick, 1000);', 'performance', 'Each mount leaves a timer behind'),
  },
  {
    name: 'TypeScript: a test that cannot fail',
    path: 'test/total.test.ts',
    before: "it('adds', () => {\n  expect(total([1, 2])).toBe(3);\n});\n",
    edits: [['expect(total([1, 2])).toBe(3);', 'expect(total([1, 2])).toBe(total([1, 2]));']],
    fault: fault(
      '  expect(total([1, 2])).toBe(total([1, 2]));',
      'tests',
      'The test compares the result with itself',
      'minor',
    ),
  },
  ...(
    [
      [
        'a rename',
        'src/a.ts',
        'const n = 1;\nexport default n;\n',
        [['const n = 1;\nexport default n;', 'const count = 1;\nexport default count;']],
      ],
      ['a comment', 'src/b.py', 'x = 1\n', [['x = 1', '# one\nx = 1']]],
      [
        'an early return',
        'src/c.go',
        'package c\n\nfunc F(a int) int {\n\tif a > 0 {\n\t\treturn a\n\t} else {\n\t\treturn 0\n\t}\n}\n',
        [['\t} else {\n\t\treturn 0\n\t}', '\t}\n\treturn 0']],
      ],
      [
        'a constant taken out',
        'src/d.rs',
        'fn f() -> u8 { 7 }\n',
        [['fn f() -> u8 { 7 }', 'const N: u8 = 7;\nfn f() -> u8 { N }']],
      ],
      [
        'a guard added',
        'src/E.java',
        'class E {\n  int f(String s) { return s.length(); }\n}\n',
        [['return s.length();', 'return s == null ? 0 : s.length();']],
      ],
      [
        'a parameter bound',
        'src/f.php',
        '<?php\n$db->run("SELECT \'$a\'");\n',
        [['$db->run("SELECT \'$a\'")', "$db->run('SELECT ?', [$a])"]],
      ],
      [
        'a lock added',
        'src/g.rb',
        'def put(k)\n  @d[k] = 1\nend\n',
        [['  @d[k] = 1', '  @m.synchronize { @d[k] = 1 }']],
      ],
      [
        'a loop as a map',
        'src/h.js',
        'const r = [];\nfor (const x of xs) r.push(f(x));\n',
        [['const r = [];\nfor (const x of xs) r.push(f(x));', 'const r = xs.map((x) => f(x));']],
      ],
      [
        'a using',
        'Src/I.cs',
        'class I { void F() { var s = Open(); s.Read(); s.Dispose(); } }\n',
        [['var s = Open(); s.Read(); s.Dispose();', 'using var s = Open(); s.Read();']],
      ],
      [
        'a length checked',
        'src/j.c',
        'char at(const char *s, size_t n, size_t i) { return s[i]; }\n',
        [['return s[i];', "return i < n ? s[i] : '\\0';"]],
      ],
    ] as [string, string, string, [string, string][]][]
  ).map(([name, path, before, edits]) => ({ name: `innocent: ${name}`, path, before, edits, fault: null })),
];
