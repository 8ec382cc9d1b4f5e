import { report, type GoldenPull, type Texts } from '../golden-pull.js';

const TABLES = Array.from({ length: 160 }, (_, index) => `table${String(index + 1).padStart(3, '0')}`);

/** One file of the port to another database; every twelfth one forgets to bind its value. */
function store(table: string, bound: boolean): string {
  const query = bound
    ? `database.query('SELECT * FROM ${table} WHERE id = $1', [req.params.id])`
    : `database.query(\`SELECT * FROM ${table} WHERE id = '\${req.params.id}'\`)`;
  return `import type { Pool } from 'pg';\n\n/** A row of ${table} by its id. */\nexport async function read(database: Pool, req: Request) {\n  const { rows } = await ${query};\n  return rows[0] ?? null;\n}\n`;
}

function stores(bound: (index: number) => boolean): Texts {
  return Object.fromEntries(TABLES.map((table, index) => [`src/stores/${table}.ts`, store(table, bound(index))]));
}

const MIGRATION = `-- Everything the old database held.\n${TABLES.map((table) => `CREATE TABLE ${table} (id text PRIMARY KEY, body jsonb NOT NULL);\n`).join('')}`;

/** More files than anybody reads, more faults than are commented, and one file that is too large. */
export const huge: GoldenPull = {
  name: 'huge',
  title: 'Move all stores to PostgreSQL',
  body: 'One file for each table.',
  author: 'frank',
  branch: 'postgres',
  base: Object.fromEntries(
    TABLES.map((table) => [`src/stores/${table}.ts`, `export { read } from '../old/${table}.js';\n`]),
  ),
  pushes: [
    {
      head: {
        ...stores((index) => index % 12 !== 11),
        'migrations/001-all.sql': MIGRATION,
        'fixtures/customers.ts': `export const customers = [\n${'  { id: 1, name: "Somebody", city: "Oslo" },\n'.repeat(55_000)}];\n`,
      },
      claude: {
        reports: [
          report({
            path: 'migrations/001-all.sql',
            line: 2,
            quote: 'CREATE TABLE table001 (id text PRIMARY KEY, body jsonb NOT NULL);',
            category: 'quality',
            severity: 'minor',
            title: 'The migration cannot be run a second time',
            why: 'It fails on the first table that exists, so that a broken run cannot be continued.',
          }),
        ],
        summary: 'Moves 160 stores to PostgreSQL. Thirteen of them put the id into the SQL as text.',
        risk: 'high',
      },
    },
  ],
};
