import { describe, expect, it } from 'vitest';
import { foundAs, inHandler, type FoundAs } from './found-as.js';

describe('addresses that the server calls', () => {
  const CASES: [FoundAs, string][] = [
    ['certain', inHandler('await fetch(req.query.url);')],
    ['certain', inHandler("res.setHeader('Access-Control-Allow-Origin', '*'); await fetch(req.query.url);")],
    ['certain', inHandler('await fetch(`https://${req.query.host}/status`);')],
    ['certain', inHandler("await fetch('http://' + req.query.host);")],
    ['certain', inHandler('const u = new URL(req.body.url); await fetch(u);')],
    ['certain', inHandler('await fetch(new URL(req.query.path, base));')],
    ['certain', "import axios from 'axios';\n" + inHandler('await axios.post(req.body.hook, {});')],
    ['certain', "import axios from 'axios';\n" + inHandler("await axios({ method: 'get', url: req.body.hook });")],
    [
      'certain',
      "import axios from 'axios';\nconst api = axios.create({});\n" + inHandler('await api.get(req.query.url);'),
    ],
    ['certain', "const needle = require('needle');\n" + inHandler("needle('get', req.query.url);")],
    ['certain', "const request = require('request');\n" + inHandler('request.get(req.query.url, done);')],
    ['certain', "const request = require('request');\n" + inHandler('request({ uri: req.query.url }, done);')],
    ['certain', "const superagent = require('superagent');\n" + inHandler('await superagent.get(req.query.url);')],
    ['certain', "import got from 'got';\n" + inHandler('await got(req.query.url);')],
    ['certain', "import { request } from 'undici';\n" + inHandler('await request(req.query.url);')],
    ['certain', "import get from 'node-fetch';\n" + inHandler('await get(req.query.url);')],
    [
      'certain',
      "import https from 'node:https';\n" + inHandler('https.get({ hostname: req.query.host, path: "/" }, done);'),
    ],
    ['certain', inHandler('const target = req.query.url ?? "https://example.org"; await fetch(target);')],
    ['certain', 'const load = (url) => fetch(url);\n' + inHandler('await load(req.query.url);')],
    ['certain', inHandler("if (req.headers.authorization?.startsWith('Bearer ')) await fetch(req.query.url);")],
    ['lead', inHandler('await fetch(buildUrl(req.query.id));')],
    ['lead', inHandler('validateUrl(req.query.url); await fetch(req.query.url);')],
    ['lead', inHandler('if (!(await isPublic(req.query.url))) return; await fetch(req.query.url);')],
    ['nothing', inHandler('await fetch(`https://api.example.org/users/${req.params.id}`);')],
    ['nothing', inHandler('await fetch("https://api.example.org/?q=" + req.query.q);')],
    ['nothing', inHandler('await fetch(`${process.env.API}/users/${req.params.id}`);')],
    ['nothing', inHandler('await fetch(`${config.api}/users/${req.params.id}`);')],
    ['nothing', inHandler('await fetch(`${API_URL}/users/${req.params.id}`);')],
    ['nothing', 'await fetch(process.env.URL);'],
    ['nothing', 'export const f = (url) => fetch(url);'],
    [
      'nothing',
      inHandler(
        "const HOSTS = ['a.example']; const u = new URL(req.query.url); if (!HOSTS.includes(u.hostname)) return; await fetch(u);",
      ),
    ],
    [
      'nothing',
      inHandler(
        "const u = new URL(req.query.url); if (u.hostname !== 'a.example') return; await fetch(req.query.url);",
      ),
    ],
    [
      'nothing',
      inHandler(
        "const host = new URL(req.query.url).host; if (!allowed.has(host)) throw new Error('no'); await fetch(req.query.url);",
      ),
    ],
    [
      'nothing',
      inHandler("if (!req.query.url.startsWith('https://api.example.org/')) return; await fetch(req.query.url);"),
    ],
    ['certain', inHandler("if (!req.query.url.startsWith('https://')) return; await fetch(req.query.url);")],
    ['certain', inHandler('if (!allowed.has(req.query.other)) return; await fetch(req.query.url);')],
    ['nothing', inHandler('const FEEDS = { a: "https://a.example" }; await fetch(FEEDS[req.query.feed]);')],
    ['nothing', 'await fetch(location.pathname);'],
  ];
  it.each(CASES)('%s: %s', async (wanted, text) => {
    expect(await foundAs('js/ssrf', text)).toBe(wanted);
  });
});

describe('targets of a redirect', () => {
  const CASES: [FoundAs, string][] = [
    ['certain', inHandler('res.redirect(req.query.next);')],
    ['certain', inHandler("console.log('redirects are allowed here'); res.redirect(req.query.next);")],
    ['certain', inHandler('res.redirect(301, req.query.next);')],
    ['certain', inHandler("const next = req.query.next || '/'; res.redirect(next);")],
    ['certain', inHandler('res.redirect(`//${req.query.host}/x`);')],
    ['certain', inHandler('res.status(302).location(req.query.next).end();')],
    ['certain', inHandler("res.setHeader('Location', req.query.next);")],
    ['certain', inHandler('res.writeHead(302, { Location: req.query.next });')],
    ['certain', "router.get('/x', (ctx) => ctx.redirect(ctx.query.next));"],
    ['certain', "app.get('/x', (c) => c.redirect(c.req.query('next')));"],
    [
      'certain',
      "export async function GET(request) { return NextResponse.redirect(new URL(request.nextUrl.searchParams.get('next'), request.url)); }",
    ],
    [
      'certain',
      "import { redirect } from 'next/navigation';\nexport default async function Page({ searchParams }) { redirect(searchParams.next); }",
    ],
    ['certain', "location.href = new URLSearchParams(location.search).get('next');"],
    ['certain', 'window.location.assign(decodeURIComponent(location.hash.slice(1)));'],
    ['nothing', inHandler("res.redirect('/home');")],
    ['nothing', inHandler('res.redirect(`/users/${req.params.id}`);')],
    ['nothing', inHandler('res.redirect(`https://${req.headers.host}${req.url}`);')],
    ['nothing', inHandler("res.redirect(req.get('Referer') || '/');")],
    ['nothing', inHandler("const next = req.query.next; res.redirect(next.startsWith('/') ? next : '/');")],
    ['nothing', inHandler('if (!PAGES.includes(req.query.next)) return; res.redirect(req.query.next);')],
    ['nothing', inHandler('res.redirect(session.next);')],
    ['nothing', "location.href = '/login';"],
    ['lead', inHandler('res.redirect(safeTarget(req.query.next));')],
  ];
  it.each(CASES)('%s: %s', async (wanted, text) => {
    expect(await foundAs('js/open-redirect', text)).toBe(wanted);
  });
});
