import { expect, it } from 'vitest';
import { foundAs, inHandler, type FoundAs } from './found-as.js';

const CASES: [FoundAs, string][] = [
  // Where the value comes from.
  ['certain', inHandler('db.query("SELECT a FROM t WHERE b = \'" + req.body.b + "\'");')],
  ['certain', inHandler('db.query(`SELECT a FROM t WHERE b = ${req.query.b || 1}`);')],
  ['certain', inHandler('const { b } = req.params; db.query(`SELECT a FROM t WHERE b = ${b}`);')],
  ['certain', inHandler('const { body: { name: n } } = req; db.query(`SELECT a FROM t WHERE b = ${n.trim()}`);')],
  ['certain', "app.get('/x', ({ query }, answer) => pool.query('SELECT a FROM t WHERE b = ' + query.b));"],
  ['certain', "app.get('/x', (q, a) => pool.query('SELECT a FROM t WHERE b = ' + q.query.b));"],
  ['certain', "router.use((error, q, a, next) => pool.query('SELECT a FROM t WHERE b = ' + q.query.b));"],
  ['certain', "router.get('/x', async (ctx) => pool.query(`SELECT a FROM t WHERE b = ${ctx.request.body.b}`));"],
  ['certain', "app.get('/x', async (c) => db.query(`SELECT a FROM t WHERE b = '${c.req.query('b')}'`));"],
  [
    'certain',
    "export async function GET(request: NextRequest) { const b = request.nextUrl.searchParams.get('b'); return db.query(`SELECT a FROM t WHERE b = '${b}'`); }",
  ],
  [
    'certain',
    'export async function POST(request) { const { b } = await request.json(); return db.query(`SELECT a FROM t WHERE b = ${b}`); }',
  ],
  [
    'certain',
    'export async function GET(request, { params }) { return db.query(`SELECT a FROM t WHERE b = ${params.id}`); }',
  ],
  [
    'certain',
    'export const getServerSideProps = async (context) => db.query(`SELECT a FROM t WHERE b = ${context.query.b}`);',
  ],
  [
    'certain',
    'exports.handler = async (event) => db.query("SELECT a FROM t WHERE b = " + event.queryStringParameters.b);',
  ],
  [
    'certain',
    'exports.handler = async (event) => { const data = JSON.parse(event.body); return db.query("SELECT a FROM t WHERE b = " + data.b); };',
  ],
  [
    'certain',
    "class A { @Get(':id') one(@Param('id') id: string) { return this.db.query(`SELECT a FROM t WHERE b = '${id}'`); } }",
  ],
  [
    'certain',
    "class A { @Post() one(@Body() dto: Dto) { return this.db.query(`SELECT a FROM t WHERE b = '${dto.name}'`); } }",
  ],
  [
    'certain',
    'fastify.route({ handler: async (request, reply) => pg.query(`SELECT a FROM t WHERE b = ${request.params.b}`) });',
  ],
  [
    'certain',
    inHandler("const b = decodeURIComponent(req.query.b).split(',')[0]; db.query(`SELECT a FROM t WHERE b = '${b}'`);"),
  ],
  [
    'certain',
    inHandler("let b = 'x'; if (req.query.b) { b = req.query.b; } db.query(`SELECT a FROM t WHERE b = '${b}'`);"),
  ],
  [
    'certain',
    'function find(b) { return db.query(`SELECT a FROM t WHERE b = ${b}`); }\napp.get("/x", (req, res) => find(req.query.b));',
  ],
  [
    'certain',
    'const first = (r) => r.query.b;\napp.get("/x", (req, res) => db.query(`SELECT a FROM t WHERE b = ${first(req)}`));',
  ],
  ['lead', 'export const f = (orderId: string) => db.query(`SELECT a FROM t WHERE b = ${orderId}`);'],
  ['lead', inHandler('const { b } = schema.parse(req.body); db.query(`SELECT a FROM t WHERE b = ${b}`);')],
  ['lead', 'export const f = (o) => db.query(`SELECT a FROM t WHERE b = ${build(o)}`);'],
  // How the text is composed.
  ['certain', inHandler("let sql = 'SELECT a FROM t'; sql += ' WHERE b = ' + req.query.b; db.query(sql);")],
  ['certain', inHandler("let sql = 'SELECT a FROM t'; sql = sql + ' WHERE b = ' + req.query.b; db.query(sql);")],
  ['certain', inHandler("const sql = 'SELECT a ' + 'FROM t WHERE b = ' + req.query.b; db.query(sql, done);")],
  ['certain', inHandler("db.query('SELECT a FROM t WHERE b = '.concat(req.query.b));")],
  ['certain', inHandler("db.query(['SELECT a FROM t', `WHERE b = '${req.query.b}'`].join(' '));")],
  [
    'certain',
    "import util from 'node:util';\n" +
      inHandler("db.query(util.format('SELECT a FROM t WHERE b = %s', req.query.b));"),
  ],
  [
    'nothing',
    "import util from 'node:util';\n" +
      inHandler("db.query(util.format('SELECT a FROM t WHERE b = %d', req.query.b));"),
  ],
  [
    'certain',
    inHandler(
      "const parts = []; parts.push(`b = '${req.query.b}'`); db.query(`SELECT a FROM t WHERE ${parts.join(' AND ')}`);",
    ),
  ],
  [
    'certain',
    inHandler("const where = req.query.b ? ` WHERE b = '${req.query.b}'` : ''; db.query('SELECT a FROM t' + where);"),
  ],
  ['certain', inHandler('const TABLE = "t"; db.query(`SELECT a FROM ${TABLE} WHERE b = 1 AND c = ${req.query.c}`);')],
  // Kinds of statements.
  ['certain', inHandler('db.query(`-- one\\nSELECT a FROM t WHERE b = ${req.query.b}`);')],
  ['certain', inHandler('db.query(`WITH x AS (SELECT 1 FROM y) SELECT a FROM x WHERE b = ${req.query.b}`);')],
  ['certain', inHandler('db.query(`CALL charge(${req.body.id})`);')],
  ['certain', inHandler('db.query(`EXPLAIN ANALYZE SELECT a FROM t WHERE b = ${req.query.b}`);')],
  ['certain', inHandler('db.query(`insert into t (a) values (${req.body.a})`);')],
  ['certain', inHandler("db.query(`UPDATE t SET a = '${req.body.a}' WHERE b = 1`);")],
  ['nothing', inHandler('db.query(`CREATE TABLE ${name} (a int)`);')],
  // The place of a piece.
  ['certain', inHandler('db.query(`SELECT a FROM t ORDER BY ${req.query.sort}`);')],
  ['certain', inHandler('db.query(`SELECT ${req.query.columns} FROM t WHERE b = $1`, [1]);')],
  ['lead', 'export const f = (table) => db.query(`SELECT a FROM ${table} WHERE b = 1`);'],
  ['nothing', 'export const f = () => db.query(`SELECT a FROM ${this.table} WHERE b = 1`);'],
  ['nothing', 'export const f = (where) => db.query(`SELECT a FROM t ${where}`);'],
  ['nothing', "const TABLE = 't';\nexport const f = (id) => db.query(`SELECT a FROM ${TABLE} WHERE b = $1`, [id]);"],
  [
    'lead',
    'function f(TABLE) { return db.query(`SELECT a FROM t WHERE b = ${TABLE}`); }\nconst TABLE = "t";\nexports.f = f;',
  ],
  // What cannot carry SQL.
  [
    'nothing',
    inHandler('db.query(`SELECT a FROM t WHERE b = ${Number(req.query.b)} LIMIT ${parseInt(req.query.n, 10) || 10}`);'),
  ],
  [
    'nothing',
    inHandler(
      'const b = +req.query.b; db.query(`SELECT a FROM t WHERE b = ${b} AND c = ${Math.min(b, 9)} AND d = ${b * 2}`);',
    ),
  ],
  ['nothing', 'export const f = (n: number, on: boolean) => db.query(`SELECT a FROM t WHERE b = ${n} AND c = ${on}`);'],
  ['nothing', "export const f = (order: 'asc' | 'desc') => db.query(`SELECT a FROM t ORDER BY a ${order}`);"],
  [
    'nothing',
    "class A { one(@Param('id', ParseIntPipe) id: number) { return this.db.query(`SELECT a FROM t WHERE b = ${id}`); } }",
  ],
  ['nothing', inHandler('db.query(`SELECT a FROM t WHERE b = ${req.query.ids.length}`);')],
  ['nothing', 'exports.f = (ids) => db.query(`SELECT a FROM t WHERE b IN (${ids.map(() => "?").join(",")})`, ids);'],
  ['nothing', 'exports.f = (ids) => db.query(`SELECT a FROM t WHERE b IN (${ids.map((_, i) => `$${i + 1}`)})`, ids);'],
  [
    'nothing',
    "exports.f = (ids) => db.query(`SELECT a FROM t WHERE b IN (${Array(ids.length).fill('?').join(', ')})`, ids);",
  ],
  [
    'nothing',
    "exports.f = (ids) => db.query('SELECT a FROM t WHERE b IN (' + '?,'.repeat(ids.length).slice(0, -1) + ')', ids);",
  ],
  ['nothing', inHandler('db.query(`SELECT a FROM t WHERE b IN (${req.body.ids.map(Number).join(",")})`);')],
  ['certain', inHandler("db.query(`SELECT a FROM t WHERE b IN (${req.body.ids.map((id) => `'${id}'`).join(',')})`);")],
  ['nothing', inHandler('db.query("SELECT a FROM t WHERE b = " + pool.escape(req.query.b));')],
  ['nothing', inHandler("db.query(`SELECT a FROM t WHERE b = '${req.query.b.replace(/'/g, \"''\")}'`);")],
  ['certain', inHandler("db.query(`SELECT a FROM t WHERE b = '${req.query.b.replace(/-/g, '')}'`);")],
  [
    'certain',
    inHandler(
      'const quoted = req.query.quoteId; db.query(`SELECT a FROM t WHERE b = ${quoted} AND c = ${db.escape(x)}`);',
    ),
  ],
  // Checks that stand before the use.
  [
    'nothing',
    inHandler(
      "const SORTS = ['a', 'b']; const s = req.query.s; if (!SORTS.includes(s)) return res.sendStatus(400); db.query(`SELECT a FROM t ORDER BY ${s}`);",
    ),
  ],
  [
    'certain',
    inHandler(
      "const SORTS = ['a', 'b']; const s = req.query.s; if (!SORTS.includes(req.query.other)) return; db.query(`SELECT a FROM t ORDER BY ${s}`);",
    ),
  ],
  [
    'certain',
    inHandler("const s = req.query.s; if (!SORTS.includes(s)) log('odd'); db.query(`SELECT a FROM t ORDER BY ${s}`);"),
  ],
  [
    'nothing',
    inHandler(
      'const COLUMNS = { name: "n", age: "a" }; db.query(`SELECT a FROM t ORDER BY ${COLUMNS[req.query.sort] ?? "n"}`);',
    ),
  ],
  [
    'nothing',
    inHandler(
      'if (!/^\\w+$/.test(req.query.s)) throw new Error("s"); db.query(`SELECT a FROM t ORDER BY ${req.query.s}`);',
    ),
  ],
  [
    'lead',
    inHandler('if (!isFine(req.query.s)) throw new Error("s"); db.query(`SELECT a FROM t ORDER BY ${req.query.s}`);'),
  ],
  [
    'nothing',
    inHandler("const way = req.query.way === 'desc' ? 'DESC' : 'ASC'; db.query(`SELECT a FROM t ORDER BY a ${way}`);"),
  ],
  [
    'nothing',
    inHandler('if (Number.isNaN(x) || isNaN(req.query.n)) return; db.query(`SELECT a FROM t LIMIT ${req.query.n}`);'),
  ],
  ['nothing', 'for (const name of ["a", "b"]) db.query(`SELECT 1 FROM ${name} WHERE c = \'${name}\'`);'],
  ['nothing', 'function one(name) { return db.query(`SELECT a FROM t WHERE b = \'${name}\'`); }\none("x");\none("y");'],
  // Object forms and query builders.
  ['certain', inHandler('db.query({ text: `SELECT a FROM t WHERE b = ${req.query.b}` });')],
  ['certain', inHandler('const options = { sql: `SELECT a FROM t WHERE b = ${req.query.b}` }; conn.execute(options);')],
  ['certain', inHandler("knex('t').whereRaw(`b = '${req.query.b}'`);")],
  ['nothing', inHandler("knex('t').whereRaw('b = ?', [req.query.b]).where('c', req.query.c);")],
  ['certain', inHandler("knex('t').orderByRaw(req.query.sort);")],
  ['lead', "export const f = (name) => users.createQueryBuilder('u').where(`u.name = '${name}'`).getMany();"],
  ['certain', inHandler("const all = repo.createQueryBuilder('u'); all.orderBy(req.query.sort);")],
  ['nothing', "export const f = (name) => users.createQueryBuilder('u').where('u.name = :name', { name }).getMany();"],
  ['certain', inHandler('prisma.$queryRawUnsafe(`SELECT a FROM t WHERE b = ${req.query.b}`);')],
  ['nothing', inHandler('prisma.$queryRaw`SELECT a FROM t WHERE b = ${req.query.b}`;')],
  ['certain', inHandler('prisma.$queryRaw`SELECT a FROM t ORDER BY ${Prisma.raw(req.query.sort)}`;')],
  ['certain', inHandler('User.findAll({ order: sequelize.literal(`${req.query.sort} DESC`) });')],
  ['certain', inHandler('db.execute(sql`SELECT a FROM t ORDER BY ${sql.raw(req.query.sort)}`);')],
  ['certain', inHandler('db.query(req.body.sql);')],
  ['certain', inHandler('db.query("SELECT a FROM t WHERE b = \'" + <any>req.query.b + "\'");')],
  ['nothing', inHandler("db.query(require('mysql2').format('SELECT a FROM t WHERE b = ?', [req.query.b]));")],
  ['certain', inHandler("db.query(require('mysql2').format('SELECT a FROM t WHERE b = ' + req.query.b, []));")],
  [
    'nothing',
    inHandler("const format = require('pg-format'); db.query(format('SELECT a FROM t WHERE b = %L', req.query.b));"),
  ],
  [
    'lead',
    inHandler("const format = require('pg-format'); db.query(format('SELECT a FROM t WHERE b = %s', req.query.b));"),
  ],
  [
    'lead',
    `const quote = (s) => "'" + s + "'"; ${inHandler("db.query('SELECT a FROM t WHERE b = ' + quote(req.query.b));")}`,
  ],
  [
    'nothing',
    `const quote = (s) => "'" + s.replaceAll("'", "''") + "'"; ${inHandler("db.query('SELECT a FROM t WHERE b = ' + quote(req.query.b));")}`,
  ],
  ['nothing', inHandler("db.query('SELECT a FROM t WHERE b = ' + quote(req.query.b));")],
  // Not SQL.
  ['nothing', inHandler('log.raw(`Select a file from the list, ${req.query.b}`);')],
  ['nothing', inHandler('cache.get(`delete from the cache: ${req.query.b}`);')],
  ['nothing', 'export const f = (name) => ui.query(`select one of these from the list, ${name}`);'],
  ['nothing', 'export const f = (name) => page.query(`[name="${name}"]`);'],
];

it.each(CASES)('%s: %s', async (wanted, text) => {
  // In a `.tsx` file `<any>` is an element.
  expect(await foundAs('js/sql-injection', text, text.includes('<any>') ? 'src/a.ts' : 'src/a.tsx')).toBe(wanted);
});
