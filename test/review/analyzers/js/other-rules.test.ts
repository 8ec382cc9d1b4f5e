import { describe, expect, it } from 'vitest';
import { hasNestedQuantifier } from '../../../../src/review/analyzers/nested-quantifier.js';
import { foundAs, inHandler, type FoundAs } from './found-as.js';

const MONGO = "import { MongoClient } from 'mongodb';\n";

describe.each<[string, [FoundAs, string][]]>([
  [
    'js/nosql-injection',
    [
      ['certain', MONGO + inHandler('await users.findOne({ name: req.body.name });')],
      ['certain', MONGO + inHandler('const { name } = req.query; await users.find({ name }).toArray();')],
      ['certain', MONGO + inHandler('await users.deleteMany(req.body);')],
      ['certain', MONGO + inHandler('const filter = { a: { $in: req.body.ids } }; await users.find(filter);')],
      ['certain', MONGO + inHandler('await users.find({ $where: "this.a == " + req.query.a });')],
      ['lead', inHandler('await User.findOne({ email: req.body.email });')],
      ['lead', 'export const f = (a) => users.find({ $where: `this.a == ${a}` });'],
      ['nothing', MONGO + inHandler('await users.findOne({ name: String(req.body.name) });')],
      ['nothing', MONGO + inHandler('await users.findOne({ name: `${req.body.name}` });')],
      ['nothing', MONGO + inHandler('await users.findOne({ _id: req.params.id });')],
      ['nothing', MONGO + inHandler('await users.findOne({ name: { $eq: req.body.name } });')],
      [
        'nothing',
        MONGO +
          inHandler("if (typeof req.body.name !== 'string') return; await users.findOne({ name: req.body.name });"),
      ],
      ['nothing', MONGO + inHandler('const list = [1].find((one) => one === req.body.one);')],
      ['nothing', inHandler('await prisma.user.findMany({ where: { name: req.body.name } });')],
    ],
  ],
  [
    'js/weak-password-hash',
    [
      ['certain', "const h = createHash('md5'); h.update(password); const sum = h.digest('hex');"],
      ['certain', "const ALGORITHM = 'sha1';\ncrypto.createHash(ALGORITHM).update(user.password).digest();"],
      ['certain', "import md5 from 'md5';\nuser.hash = md5(req.body.password);"],
      ['certain', "import CryptoJS from 'crypto-js';\nCryptoJS.SHA1(salt + password);"],
      [
        'certain',
        "import { createHash as make } from 'node:crypto';\nmake('sha256').update(Buffer.from(password)).digest();",
      ],
      ['nothing', "import md5 from 'md5';\nconst tag = md5(file.text);"],
      ['nothing', "createHash('md5').update(passwordHash).digest('hex');"],
      ['nothing', "createHash('md5').update(passwordFile).digest('hex');"],
      ['nothing', 'scryptSync(password, salt, 64);'],
      [
        'nothing',
        "const sum = createHash('sha1').update(password).digest('hex');\nconst known = await ask(sum.slice(0, 5));",
      ],
    ],
  ],
  [
    'js/insecure-random',
    [
      ['certain', 'const token = Math.random().toString(36).slice(2);'],
      [
        'certain',
        "function makeToken() { let text = ''; for (let i = 0; i < 9; i++) text += CHARS[Math.floor(Math.random() * 9)]; return text; }",
      ],
      ['certain', "const token = Array.from({ length: 9 }, () => CHARS[Math.floor(Math.random() * 9)]).join('');"],
      ['certain', 'const makeOtp = () => Math.floor(Math.random() * 1e6);'],
      ['nothing', 'const token = WORDS[Math.floor(Math.random() * WORDS.length)];'],
      ['nothing', 'async function refreshToken() { await wait(Math.random() * 1000); return load(); }'],
      ['nothing', 'const fetchToken = async () => { setTimeout(load, Math.random() * 100); };'],
      ['nothing', 'const delay = Math.random() * 10;'],
    ],
  ],
  [
    'js/signing-secret',
    [
      ['certain', "import { sign } from 'jsonwebtoken';\nsign({ id }, 'a fixed text');"],
      ['certain', "import cookies from 'cookie-parser';\napp.use(cookies('a fixed text'));"],
      ['certain', "const session = require('express-session');\napp.use(session({ secret: ['a fixed text'] }));"],
      ['certain', "const settings = { secret: 'a fixed text' };\njwt.verify(token, settings.secret);"],
      ['lead', "jwt.sign({ id }, process.env.SECRET || 'a fixed text');"],
      ['nothing', 'jwt.sign({ id }, key);'],
      ['nothing', "jwt.sign({ id }, '');"],
      ['nothing', "sign({ id }, 'a fixed text');"],
      ['nothing', "app.use(session({ name: 'a fixed text', secret: process.env.SECRET }));"],
    ],
  ],
  [
    'js/cookie-flags',
    [
      ['certain', "app.get('/x', (question, answer) => answer.cookie('session', id));"],
      ['certain', "import session from 'express-session';\napp.use(session({ cookie: { httpOnly: false } }));"],
      [
        'certain',
        "import session from 'express-session';\nconst cookie = { secure: false };\napp.use(session({ cookie }));",
      ],
      ['certain', "const options = { secure: true };\nres.cookie('sid', id, options);"],
      ['nothing', "const options = { secure: true, httpOnly: true };\nres.cookie('sid', id, options);"],
      ['lead', "import session from 'express-session';\napp.use(session({ secret: process.env.S }));"],
      [
        'nothing',
        "import session from 'express-session';\napp.use(session({ secret: process.env.S, cookie: { secure: true } }));",
      ],
      ['nothing', "res.cookie('sid', id, { ...defaults, secure: true });"],
    ],
  ],
  [
    'js/jwt-unverified',
    [
      [
        'certain',
        "import { decode } from 'jsonwebtoken';\n" +
          inHandler("const user = decode(req.headers.authorization.split(' ')[1]);"),
      ],
      [
        'certain',
        "import jwt from 'jsonwebtoken';\nconst OPTIONS = { algorithms: ['none'] };\njwt.verify(token, key, OPTIONS);",
      ],
      ['certain', "import jwtDecode from 'jwt-decode';\n" + inHandler('jwtDecode(req.cookies.token);')],
      ['certain', inHandler('jwt.decode(req.cookies.token);') + '\nfunction other(t) { return jwt.verify(t, key); }'],
      [
        'nothing',
        inHandler(
          'const { header } = jwt.decode(req.cookies.token, { complete: true }); jwt.verify(req.cookies.token, keys[header.kid]);',
        ),
      ],
      ['nothing', 'export const view = (stored) => jwt.decode(stored);'],
    ],
  ],
  [
    'js/cors-credentials',
    [
      [
        'certain',
        inHandler("const origin = req.headers.origin; res.setHeader('Access-Control-Allow-Origin', origin);"),
      ],
      ['certain', 'const options = { origin: true, credentials: true };\napp.use(cors(options));'],
      [
        'nothing',
        inHandler(
          "const origin = req.headers.origin; if (!ORIGINS.has(origin)) return; res.setHeader('Access-Control-Allow-Origin', origin);",
        ),
      ],
      ['nothing', inHandler("res.setHeader('Access-Control-Allow-Origin', '*');")],
    ],
  ],
  [
    'js/swallowed-error',
    [
      ['certain', 'async function f() { try { await pay(); } catch {} }'],
      ['certain', 'async function f() { try { await pay(); await file.close(); } catch {} }'],
      ['nothing', 'async function f() { try { await file.close(); } catch {} }'],
      ['nothing', 'async function f() { try { await fs.unlink(temporary); await this.pool?.end(); } catch {} }'],
    ],
  ],
  [
    'js/zip-slip',
    [
      [
        'certain',
        "import yauzl from 'yauzl';\nzip.on('entry', (entry) => { const to = `${folder}/${entry.fileName}`; fs.mkdirSync(to); });",
      ],
      [
        'nothing',
        "import yauzl from 'yauzl';\nzip.on('entry', (entry) => { if (entry.fileName.includes('..')) return; fs.mkdirSync(path.join(folder, entry.fileName)); });",
      ],
    ],
  ],
])('%s', (id, cases) => {
  it.each(cases)('%s: %s', async (wanted, text) => {
    expect(await foundAs(id, text)).toBe(wanted);
  });
});

it.each([
  ['(\\s+[-\\w]+)*x', false],
  ['(\\w+\\s*)*x', true],
  ['(\\s+\\w*)*x', true],
  ['([a-z]+[0-9]+)*x', false],
  ['([a-z]+[0-9a]+)*x', true],
  ['([^,]+,?)+x', true],
  ['(\\d+\\.\\d+)+x', false],
  ['(a+)+$x', true],
])('%s is ambiguous: %s', (pattern, wanted) => {
  expect(hasNestedQuantifier(pattern)).toBe(wanted);
});
