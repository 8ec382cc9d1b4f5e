import { expect, it } from 'vitest';
import { foundAs, inHandler, type FoundAs } from './found-as.js';

const CASES: [FoundAs, string][] = [
  ['certain', inHandler("fs.readFile(path.join('/srv', req.params.name), done);")],
  [
    'certain',
    inHandler(
      "if (!req.headers.authorization?.startsWith('Bearer ')) return; fs.readFileSync(path.join('/srv', req.params.name));",
    ),
  ],
  [
    'certain',
    "import { readFile } from 'node:fs/promises';\n" + inHandler('await readFile(`./files/${req.query.name}`);'),
  ],
  ['certain', "import * as files from 'fs';\n" + inHandler('files.createReadStream(req.query.name).pipe(res);')],
  ['certain', "const { unlinkSync: gone } = require('fs');\n" + inHandler("gone('./files/' + req.body.name);")],
  ['certain', "const fsp = require('fs').promises;\n" + inHandler('await fsp.writeFile(req.body.name, text);')],
  [
    'certain',
    "import fs from 'fs-extra';\n" + inHandler('await fs.outputFile(path.resolve(root, req.body.name), text);'),
  ],
  ['certain', inHandler('fs.rename(old, `./files/${req.body.name}`, done);')],
  ['certain', inHandler('const { name } = req.query; const full = path.resolve(root, name); fs.readFileSync(full);')],
  ['certain', inHandler("res.sendFile('/srv/' + req.params.name);")],
  ['certain', inHandler('res.download(path.join(root, req.query.file));')],
  [
    'certain',
    'const read = (name) => fs.readFileSync(path.join(root, name));\n' + inHandler('res.send(read(req.query.name));'),
  ],
  ['certain', inHandler('fs.writeFileSync(path.join(root, req.file.originalname), req.file.buffer);')],
  ['certain', "http.createServer((req, res) => fs.createReadStream('./public' + req.url).pipe(res));"],
  ['lead', inHandler('fs.readFileSync(locate(req.query.name));')],
  ['lead', inHandler('if (!isFine(req.query.name)) return; fs.readFileSync(req.query.name);')],
  ['nothing', 'export const load = (file) => fs.readFileSync(file);'],
  ['nothing', 'fs.readFileSync(process.env.CONFIG);'],
  ['nothing', 'fs.readFileSync(process.argv[2]);'],
  ['nothing', inHandler('fs.readFile(path.join(root, path.basename(req.params.name)), done);')],
  ['nothing', inHandler('res.sendFile(req.params.name, { root });')],
  ['nothing', inHandler('const options = { root }; res.sendFile(req.params.name, options);')],
  [
    'nothing',
    inHandler(
      "const full = path.resolve(root, req.params.name); if (!full.startsWith(root)) throw new Error('no'); fs.readFileSync(full);",
    ),
  ],
  [
    'nothing',
    inHandler(
      "const full = path.resolve(root, req.params.name); if (path.relative(root, full).startsWith('..')) return; fs.readFileSync(full);",
    ),
  ],
  [
    'nothing',
    inHandler("if (req.params.name.includes('..')) return; fs.readFileSync(path.join(root, req.params.name));"),
  ],
  [
    'nothing',
    inHandler('if (!/^[\\w-]+$/.test(req.params.name)) return; fs.readFileSync(path.join(root, req.params.name));'),
  ],
  [
    'certain',
    inHandler('if (!/^\\S+$/.test(req.params.name)) return; fs.readFileSync(path.join(root, req.params.other));'),
  ],
  ['nothing', inHandler('fs.readFileSync(`./files/${Number(req.params.id)}.txt`);')],
  ['nothing', inHandler("fs.readFileSync(`./files/${req.params.name.replace(/[^a-z0-9]/gi, '')}.txt`);")],
  ['lead', inHandler("fs.readFileSync('./files/' + req.params.name.replace(/\\.\\.\\//g, ''));")],
  ['nothing', inHandler("fs.readFileSync('./files/' + req.params.name.replace(/[/\\\\.]+/g, ''));")],
  ['nothing', inHandler('fs.writeFileSync("./last.txt", req.body.text);')],
  ['nothing', inHandler('path.join(root, req.params.name);')],
  ['nothing', inHandler("const VIEWS = { a: 'a.html' }; fs.readFileSync(VIEWS[req.query.view]);")],
];

it.each(CASES)('%s: %s', async (wanted, text) => {
  expect(await foundAs('js/path-traversal', text)).toBe(wanted);
});
