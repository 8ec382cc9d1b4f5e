import { analyse, closePool } from '../../../src/review/analyzers/analyse.js';
import { runFileAnalyzers } from '../../../src/review/analyzers/run-analyzers.js';
import { openShare } from '../../../src/review/analyzers/thread-share.js';
import { analyzedFile } from '../../review/analyzers/analyzed-file.js';

const LINES = 1000;
/** Of one language: ordinary code with calls that rules ask about, in which they find nothing. `#` counts. */
const CODE: Record<string, string> = {
  'src/a.ts': `import { pool } from './db';\nexport async function load#(id: number) {\n  const { rows } = await pool.query('SELECT * FROM orders WHERE id = $1', [id]);\n  return rows.map((row) => ({ ...row, total: row.price * row.count }));\n}\n`,
  'src/a.tsx': `export function Row#({ title }: { title: string }) {\n  const [open, setOpen] = useState(false);\n  return <li onClick={() => setOpen(!open)}>{title} {open ? 'less' : 'more'}</li>;\n}\n\n`,
  'src/a.js': `const fs = require('fs');\nfunction read#(name) {\n  const file = path.join(__dirname, 'data', 'fixed.json');\n  return JSON.parse(fs.readFileSync(file, 'utf8'))[name];\n}\n`,
  'app/a.py': `def load_#(cursor, order_id):\n    cursor.execute("SELECT * FROM orders WHERE id = %s", (order_id,))\n    rows = cursor.fetchall()\n    return [row["total"] * 2 for row in rows if row is not None]\n\n`,
  'store/a.go': `func Load#(db *sql.DB, id int64) (*sql.Row, error) {\n\trow := db.QueryRow("SELECT * FROM orders WHERE id = $1", id)\n\tif err := row.Err(); err != nil {\n\t\treturn nil, fmt.Errorf("load order %d: %w", id, err)\n\t}\n\treturn row, nil\n}\n`,
  'src/A.java': `class Order# {\n  private final long id;\n  Order#(long id) { this.id = id; }\n  String title() { return "order " + id; }\n}\n`,
  'lib/a.rb': `class Order#\n  def initialize(id)\n    @id = id\n  end\nend\n`,
  'src/a.rs': `pub struct Order# { id: u64 }\nimpl Order# {\n    pub fn title(&self) -> String { format!("order {}", self.id) }\n}\n\n`,
  'src/a.php': `<?php\nfunction load#($db, $id) {\n  $rows = $db->prepare('SELECT * FROM orders WHERE id = ?');\n  return $rows->execute([$id]);\n}\n`,
  'src/A.cs': `class Order# {\n  public long Id { get; }\n  public Order#(long id) { Id = id; }\n  public string Title() => $"order {Id}";\n}\n`,
};
const MB = 1_000_000;
/** One line of a megabyte each. */
const LONG: Record<string, string> = {
  'bundle.js': `var a="${'abcdefghij '.repeat(MB / 11)}";`,
  'code.js': `${'a(b,c);'.repeat(MB / 7)}`,
  'base64.py': `key = "${Buffer.alloc((MB * 3) / 4, 'random bytes of no meaning').toString('base64')}"`,
  'hex.txt': '0123456789abcdef'.repeat(MB / 16),
  'joined.ts': `const a = ${"'x' + ".repeat(MB / 6)}'x';`,
  'equals.env': 'TOKEN='.repeat(MB / 6),
};

/**
 * 10,000 added lines in ten languages through all rules that read one file, on one core, the grammars loaded before;
 * and files of one line of a megabyte, as a review reads them. Prints seconds.
 */
export async function speed(): Promise<void> {
  const files = Object.entries(CODE).map(([path, piece]) => {
    const count = Math.ceil(LINES / (piece.split('\n').length - 1));
    const text = Array.from({ length: count }, (_, index) => piece.replaceAll('#', String(index))).join('');
    return analyzedFile(path, `${text.split('\n').slice(0, LINES).join('\n')}\n`);
  });
  for (const { path } of files) await runFileAnalyzers(analyzedFile(path, ''));
  for (const file of files) await runFileAnalyzers(analyzedFile(file.path, 'x\n'));
  const from = performance.now();
  const each: string[] = [];
  for (const file of files) {
    const began = performance.now();
    const claims = await runFileAnalyzers(file);
    each.push(
      `${file.path} ${(performance.now() - began).toFixed(0)} ms${claims.length > 0 ? `, ${claims.length} hits` : ''}`,
    );
  }
  console.log(`10,000 lines in ten languages: ${seconds(from)} s (at most 2 is the aim)\n  ${each.join('\n  ')}`);
  const threads = openShare();
  await analyse(files.slice(0, 1), { threads });
  for (const [path, text] of Object.entries(LONG)) {
    const began = performance.now();
    const { unread } = await analyse([analyzedFile(path, text)], { threads });
    console.log(
      `one line of ${(text.length / MB).toFixed(1)} MB, ${path}: ${seconds(began)} s (at most 1 is the aim)${unread.map(({ reason }) => `; ${reason}`).join('')}`,
    );
  }
  await closePool();
}

function seconds(from: number): string {
  return ((performance.now() - from) / 1000).toFixed(2);
}
