import { describe, expect, it } from 'vitest';
import { runFileAnalyzers } from '../../../../src/review/analyzers/run-analyzers.js';
import { analyzedFile } from '../analyzed-file.js';
import { foundAs, inHandler, type FoundAs } from './found-as.js';

const EXEC =
  "import { exec, execSync as run, spawn, execFile } from 'node:child_process';\nimport { promisify } from 'node:util';\n";

describe('commands', () => {
  const CASES: [FoundAs, string][] = [
    ['certain', EXEC + inHandler('exec(`git log ${req.query.branch}`);')],
    ['certain', EXEC + inHandler("run('git log ' + req.query.branch);")],
    ['certain', EXEC + inHandler('const start = promisify(exec); await start(`git log ${req.query.branch}`);')],
    ['certain', EXEC + 'const start = promisify(exec);\n' + inHandler('await start("ls " + req.body.dir);')],
    ['certain', inHandler("require('child_process').exec('ls ' + req.query.dir);")],
    ['certain', "const { exec: x } = require('child_process');\n" + inHandler('x(`ls ${req.query.dir}`);')],
    ['certain', "import * as child from 'child_process';\n" + inHandler('child.execSync(`ls ${req.query.dir}`);')],
    ['certain', "import child from 'node:child_process';\n" + inHandler('child.exec(req.body.command);')],
    ['certain', EXEC + inHandler('spawn(`convert ${req.query.file}`, { shell: true });')],
    ['certain', EXEC + inHandler("spawn('convert', [req.query.file], { shell: true });")],
    [
      'certain',
      EXEC + inHandler("const options = { shell: '/bin/bash' }; spawn('convert', [req.query.file], options);"),
    ],
    ['certain', EXEC + inHandler("spawn('sh', ['-c', `convert ${req.query.file}`]);")],
    ['certain', EXEC + inHandler('spawn(req.query.program, []);')],
    ['certain', "import shell from 'shelljs';\n" + inHandler('shell.exec(`ls ${req.query.dir}`);')],
    ['certain', EXEC + inHandler("let command = 'tar c'; command += ' ' + req.query.dir; exec(command);")],
    ['certain', EXEC + inHandler("exec(['ls', req.query.dir].join(' '));")],
    ['certain', EXEC + 'const list = (dir) => exec(`ls ${dir}`);\n' + inHandler('list(req.query.dir);')],
    ['certain', EXEC + inHandler('exec(`convert "${path.join(root, req.query.file)}"`);')],
    ['lead', EXEC + 'export const log = (branch: string) => exec(`git log ${branch}`);'],
    ['lead', EXEC + 'export const log = (branch: string) => { const quoteStyle = 1; exec(`git log ${branch}`); };'],
    ['lead', EXEC + 'exec(`open ${process.argv[2]}`);'],
    ['lead', EXEC + inHandler('exec(`ls ${clean(req.query.dir)}`);')],
    ['nothing', EXEC + 'export const start = (command: string) => exec(command);'],
    ['nothing', EXEC + 'exec("git log");'],
    ['nothing', EXEC + inHandler("execFile('git', ['log', req.query.branch]);")],
    ['nothing', EXEC + inHandler("spawn('git', ['log', `${req.query.branch}`]);")],
    ['nothing', EXEC + "import { quote } from 'shell-quote';\n" + inHandler('exec(`ls ${quote([req.query.dir])}`);')],
    ['nothing', EXEC + 'exec(`kill ${child.pid} && lsof -i :${server.port}`);'],
    ['nothing', EXEC + inHandler('exec(`sleep ${Number(req.query.seconds)}`);')],
    ['nothing', EXEC + "const sha = run('git rev-parse HEAD').toString().trim();\nexec(`git show ${sha}`);"],
    ['nothing', EXEC + "for (const name of ['a', 'b']) exec(`npm run ${name}`);"],
    ['nothing', EXEC + 'exec(`docker build ${process.env.TAG} ${__dirname} ${process.cwd()}`);'],
    [
      'nothing',
      EXEC +
        inHandler(
          "const MODES = new Set(['a']); if (!MODES.has(req.query.mode)) return; exec(`start ${req.query.mode}`);",
        ),
    ],
    ['nothing', EXEC + inHandler("switch (req.query.mode) { case 'a': exec(`start ${req.query.mode}`); break; }")],
    ['nothing', "import { spawn } from 'xstate';\nexport const f = (id) => spawn(`machine-${id}`);"],
    ['nothing', 'export const f = (text) => /a(b)/.exec(`x${text}`);'],
    ['nothing', EXEC + "import { $ } from 'zx';\n" + inHandler('await $`ls ${req.query.dir}`;')],
  ];
  it.each(CASES)('%s: %s', async (wanted, text) => {
    expect(await foundAs('js/command-injection', text)).toBe(wanted);
  });

  it.each([
    ['scripts/release.js', 'minor'],
    ['tools/release.js', 'minor'],
    ['src/release.js', 'must-fix'],
  ])('a value of unknown origin in %s is %s', async (path, severity) => {
    const claims = await runFileAnalyzers(
      analyzedFile(path, EXEC + 'export const f = (tag) => exec(`git tag ${tag}`);'),
    );
    expect(claims).toMatchObject([{ rule: 'js/command-injection', severity, tier: 'lead' }]);
  });
});

describe('code', () => {
  const CASES: [FoundAs, string][] = [
    ['certain', inHandler('eval(req.body.code);')],
    ['certain', inHandler('window.eval(req.body.code);')],
    ['certain', inHandler("const run = eval; run('(' + req.body.code + ')');")],
    ['certain', 'exports.f = (text) => eval(text);'],
    ['certain', inHandler("new Function('a', req.body.code);")],
    ['certain', inHandler('new Function(`return ${req.body.code}`)();')],
    ['certain', inHandler('Function(req.body.code)();')],
    ['certain', "import vm from 'node:vm';\n" + inHandler('vm.runInNewContext(req.body.code, {});')],
    ['certain', "import { Script } from 'vm';\n" + inHandler('new Script(req.body.code);')],
    ['certain', inHandler("setTimeout('go(' + req.query.id + ')', 10);")],
    ['certain', inHandler('require(req.query.plugin);')],
    ['certain', "import ejs from 'ejs';\n" + inHandler('res.send(ejs.render(req.body.template, {}));')],
    [
      'certain',
      "import Handlebars from 'handlebars';\n" + inHandler('Handlebars.compile(`<p>${req.body.text}</p>`)({});'),
    ],
    ['certain', 'eval(location.hash.slice(1));'],
    ['lead', 'exports.f = (body) => new Function("a", "return " + body);'],
    ['lead', "exports.f = (id) => setTimeout('go(' + id + ')', 10);"],
    ['lead', 'exports.f = (source) => eval(compile(source));'],
    ['nothing', "eval('1 + 1');"],
    ['nothing', "const CODE = '1 + 1';\neval(CODE);"],
    ['nothing', 'exports.f = (body) => new Function("a", body);'],
    ['nothing', "new Function('a', 'return a');"],
    ['nothing', 'exports.f = (id) => setTimeout(() => go(id), 10);'],
    ['nothing', inHandler('eval(Number(req.query.n));')],
    ['nothing', "import ejs from 'ejs';\n" + inHandler('res.send(ejs.render(view, { name: req.body.name }));')],
    ['nothing', 'exports.f = (model) => model.eval(input);'],
    ['nothing', 'function f(eval_) { const evaluate = (x) => x; return evaluate(eval_); }'],
  ];
  it.each(CASES)('%s: %s', async (wanted, text) => {
    expect(await foundAs('js/eval', text)).toBe(wanted);
  });
});
