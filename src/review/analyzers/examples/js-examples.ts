import type { RuleExample } from './rule-example.js';

/** One fault for each rule on JavaScript and TypeScript. */
export const JS_EXAMPLES: Readonly<Record<string, RuleExample>> = {
  'js/sql-injection': { path: 'src/users.ts', code: "await pool.query(`SELECT * FROM users WHERE name = '${name}'`);" },
  'js/eval': { path: 'src/run.js', code: 'eval(input);' },
  'js/command-injection': {
    path: 'src/git.ts',
    code: "import { exec } from 'node:child_process';\nexec(`git log ${branch}`);",
  },
  'js/inner-html': { path: 'src/page.ts', code: 'el.innerHTML = `<b>${user.name}</b>`;' },
  'js/dangerous-html': {
    path: 'src/page.tsx',
    code: 'const a = <div dangerouslySetInnerHTML={{ __html: props.bio }} />;',
  },
  'js/response-html': { path: 'src/search.ts', code: 'res.send(`<h1>Results for ${req.query.q}</h1>`);' },
  'js/autoescape-off': { path: 'src/views.ts', code: "nunjucks.configure('views', { autoescape: false });" },
  'js/path-traversal': { path: 'src/files.ts', code: 'fs.readFile(path.join(root, req.params.name), done);' },
  'js/zip-slip': {
    path: 'src/unpack.ts',
    code: "import unzipper from 'unzipper';\nzip.on('entry', (entry) => entry.pipe(fs.createWriteStream(path.join(folder, entry.path))));",
  },
  'js/nosql-injection': {
    path: 'src/login.ts',
    code: "const user = await db.collection('users').findOne({ name: req.body.name });",
  },
  'js/prototype-pollution': {
    path: 'src/settings.ts',
    code: 'settings[req.body.section][req.body.key] = req.body.value;',
  },
  'js/signing-secret': { path: 'src/token.ts', code: "const token = jwt.sign({ id }, 'correct horse battery');" },
  'js/ssrf': { path: 'src/proxy.ts', code: 'await fetch(req.query.url);' },
  'js/open-redirect': { path: 'src/login.ts', code: 'res.redirect(req.query.next);' },
  'js/weak-password-hash': {
    path: 'src/auth.ts',
    code: "const h = crypto.createHash('md5').update(password).digest('hex');",
  },
  'js/insecure-random': { path: 'src/token.ts', code: 'const resetToken = Math.random().toString(36);' },
  'js/tls-verification-off': {
    path: 'src/client.ts',
    code: 'const agent = new https.Agent({ rejectUnauthorized: false });',
  },
  'js/jwt-unverified': { path: 'src/token.ts', code: "jwt.verify(token, key, { algorithms: ['HS256', 'none'] });" },
  'js/cookie-flags': { path: 'src/login.ts', code: "res.cookie('session', id);" },
  'js/timing-unsafe-compare': { path: 'src/hook.ts', code: 'if (signature === expectedSignature) accept();' },
  'js/cors-credentials': { path: 'src/app.ts', code: 'app.use(cors({ origin: true, credentials: true }));' },
  'js/swallowed-error': { path: 'src/save.ts', code: 'async function f() { try { await save(); } catch {} }' },
  'js/regex-backtracking': { path: 'src/parse.ts', code: 'const re = /^(a+)+$b/;' },
  'js/async-for-each': { path: 'src/all.ts', code: 'users.forEach(async (user) => { await send(user); });' },
  'js/async-promise-executor': {
    path: 'src/wait.ts',
    code: 'const p = new Promise(async (resolve) => { resolve(await f()); });',
  },
  'js/compare-nan': { path: 'src/number.ts', code: 'if (x === NaN) fail();' },
};
