import { describe, expect, it } from 'vitest';
import { foundAs, inHandler, type FoundAs } from './found-as.js';

describe('markup of a page', () => {
  const CASES: [FoundAs, string][] = [
    ['certain', 'el.innerHTML = location.hash.slice(1);'],
    [
      'certain',
      "const name = new URLSearchParams(window.location.search).get('name');\nel.innerHTML = `<b>${name}</b>`;",
    ],
    ['certain', "document.write('<p>' + document.referrer + '</p>');"],
    ['certain', "$('#a').html(decodeURIComponent(location.search));"],
    ['lead', 'export const f = (user) => { el.innerHTML = `<b>${user.name}</b>`; };'],
    [
      'lead',
      "export const f = (rows) => { let html = ''; for (const row of rows) html += '<li>' + row.label + '</li>'; el.innerHTML = html; };",
    ],
    ['lead', "export const f = (label) => el.insertAdjacentHTML('beforeend', `<i>${label}</i>`);"],
    ['lead', 'export const f = (escapeMode, note) => { el.innerHTML = `<b>${note}</b>`; };'],
    ['nothing', 'export const f = (html) => { el.innerHTML = html; };'],
    ['nothing', "el.innerHTML = '<b>fixed</b>';"],
    ['nothing', "const ICON = '<svg/>';\nel.innerHTML = `<b>${ICON}</b>`;"],
    ['nothing', 'export const f = (n: number) => { el.innerHTML = `<b>${n} of ${list.length}</b>`; };'],
    ['nothing', 'export const f = (user) => { el.innerHTML = DOMPurify.sanitize(`<b>${user.name}</b>`); };'],
    ['nothing', 'export const f = (user) => { el.innerHTML = `<b>${escapeHtml(user.name)}</b>`; };'],
    [
      'nothing',
      "const esc = (s) => s.replace(/</g, '&lt;');\nexport const f = (user) => { el.innerHTML = `<b>${esc(user.name)}</b>`; };",
    ],
    ['nothing', "import { encode } from 'he';\nel.innerHTML = `<b>${encode(location.hash)}</b>`;"],
    ['nothing', "export const f = (t) => { el.innerHTML = `<b>${t('title')}</b>`; };"],
    ['nothing', 'el.textContent = location.hash;'],
  ];
  it.each(CASES)('%s: %s', async (wanted, text) => {
    expect(await foundAs('js/inner-html', text)).toBe(wanted);
  });
});

describe('markup of React', () => {
  const set = (value: string) => `export const A = (props) => <p dangerouslySetInnerHTML={{ __html: ${value} }} />;`;
  const CASES: [FoundAs, string][] = [
    ['lead', set('props.bio')],
    ['lead', set('`<b>${props.name}</b>`')],
    [
      'lead',
      'export const B = ({ html }) => { const markup = { __html: html }; return <p dangerouslySetInnerHTML={markup} />; };',
    ],
    ['certain', set('new URLSearchParams(location.search).get("q")')],
    ['nothing', set("'<b>x</b>'")],
    ['nothing', set('DOMPurify.sanitize(props.bio)')],
    ['nothing', set('JSON.stringify(props.data)')],
    ['nothing', set('render(props.text)')],
    [
      'nothing',
      "import DOMPurify from 'dompurify';\nexport const F = ({ html }) => { const clean = DOMPurify.sanitize(html); return <p dangerouslySetInnerHTML={{ __html: clean }} />; };",
    ],
    ['nothing', "import script from './script';\n" + set('script')],
    ['nothing', "import { LOGO } from './logo';\n" + set('LOGO')],
    ['nothing', "const CSS = `a { color: ${'red'} }`;\n" + set('CSS')],
  ];
  it.each(CASES)('%s: %s', async (wanted, text) => {
    expect(await foundAs('js/dangerous-html', text)).toBe(wanted);
  });
});

describe('markup of an answer', () => {
  const CASES: [FoundAs, string][] = [
    ['certain', inHandler("res.send('<h1>' + req.query.title + '</h1>');")],
    ['certain', inHandler('res.write(`<p>${req.body.text}`); res.end();')],
    ['certain', inHandler("const { title = 'x' } = req.query; res.status(200).send(`<h1>${title}</h1>`);")],
    ['certain', inHandler("let html = '<ul>'; html += `<li>${req.query.item}</li>`; res.end(html);")],
    ['certain', "app.get('/x', (question, answer) => answer.send(`<p>${question.query.a}</p>`));"],
    ['certain', "router.get('/x', (ctx) => { ctx.body = `<p>${ctx.query.a}</p>`; });"],
    [
      'certain',
      "export async function GET(request) { return new Response(`<p>${new URL(request.url).searchParams.get('a')}</p>`, { headers: HTML }); }",
    ],
    ['lead', inHandler('res.send(`<p>${format(req.query.text)}</p>`);')],
    ['nothing', inHandler('res.send(`<p>${escapeHtml(req.query.text)}</p>`);')],
    ['nothing', inHandler('res.send(`<p>${encodeURIComponent(req.query.text)}</p>`);')],
    ['nothing', inHandler('res.send({ text: req.query.text });')],
    ['nothing', inHandler('res.send(`hello ${req.query.name}`);')],
    ['nothing', inHandler('res.send(`<p>${parseInt(req.query.page, 10)}</p>`);')],
    ['nothing', 'res.send(`<p>${user.name}</p>`);'],
  ];
  it.each(CASES)('%s: %s', async (wanted, text) => {
    expect(await foundAs('js/response-html', text)).toBe(wanted);
  });
});
