/** A text of about `size` characters, in lines that are short enough to be read. */
export type Generator = (size: number) => string;

const LINE = 19_000;

/** `piece` again and again, on lines of up to 19,000 characters, or each on its own. */
export function repeated(piece: string, { lines = false, before = '', after = '' } = {}): Generator {
  return (size) => {
    const count = Math.max(1, Math.floor((size - before.length - after.length) / (piece.length + (lines ? 1 : 0))));
    if (lines) return `${before}${`${piece}\n`.repeat(count)}${after}`;
    const perLine = Math.max(1, Math.floor(LINE / piece.length));
    const full = `${piece.repeat(perLine)}\n`;
    return before + full.repeat(Math.floor(count / perLine)) + piece.repeat(count % perLine) + after;
  };
}

/** `open` and then as many `close`, around `middle`; each pair on a line of its own if `lines`. */
export function nested(open: string, middle: string, close: string, lines = true): Generator {
  return (size) => {
    const count = Math.max(1, Math.floor(size / (open.length + close.length + (lines ? 2 : 0))));
    const end = lines ? '\n' : '';
    return `${(open + end).repeat(count)}${middle}${(close + end).repeat(count)}`;
  };
}

/** Texts that mean nothing in any language. */
export const PLAIN_TEXTS: Record<string, Generator> = {
  'blank lines': repeated('', { lines: true }),
  spaces: repeated(' '),
  'spaces and CR': repeated(`run:${' '.repeat(15_000)}\r`, { lines: true }),
  eyJ: repeated('eyJ'),
  'eyJ and hyphens': repeated('eyJ-'),
  'eyJ and dots': repeated('eyJaaaaaaaaaaaa.'),
  'single quotes': repeated("'"),
  'double quotes': repeated('"'),
  'escaped quotes': repeated('\\"', { before: '"' }),
  backticks: repeated('`'),
  'round brackets': repeated('('),
  'square brackets': repeated('['),
  'curly brackets': repeated('{'),
  'closing brackets': repeated(')]}'),
  'groups in a row': repeated('(a+)'),
  'groups in each other': nested('(', 'a', '+)', false),
  hyphens: repeated('-'),
  'begin of keys': repeated('-----BEGIN PRIVATE KEY-----\n'),
  'keys of aws': repeated('aws'),
  'addresses of databases': repeated('postgres://a:'),
  'assigned secrets': repeated('secret = "'),
  'tokens on lines': repeated(`ghp_${'aB3dE5gH7jK9mN2pQ4sT6vW8xY1zC3eF5gH7'}`, { lines: true }),
  'keys of objects': repeated('"a":{'),
  'github expressions': repeated('${{'),
  refs: repeated('ref: ${{'),
  'uses and spaces': repeated(`-${' '.repeat(9000)}-`, { lines: true }),
  arrows: repeated('=>', { after: ' a b c' }),
  only: repeated('.only', { before: 'it' }),
  returns: repeated('return '),
  selects: repeated('select '),
  question: repeated('a?b:'),
  comparisons: repeated('a<'),
  minus: repeated('-', { after: 'a' }),
  'dots and names': repeated('.a', { before: 'a' }),
  conditions: repeated('if(a)'),
  sums: repeated('+a', { before: 'a' }),
  'templates in templates': repeated('`${'),
};

/** Texts that make the rules and outlines of a language work, by extension. */
export const CODE_TEXTS: Record<string, Record<string, Generator>> = {
  js: {
    'calls in each other': nested('f(', '1', ')'),
    'calls in a row': repeated('.a()', { before: 'x' }),
    'queries of values': repeated('db.query(`select a from b where c = ${c} and ${d}`);', { lines: true }),
    'queries in each other': nested('db.query("select a from b where c = " + ', 'c', ')'),
    'values made of values': (size) =>
      Array.from({ length: size / 60 }, (_, n) => `const v${n + 1} = v${n} + v${n} + v${n}; eval(v${n + 1});`).join(
        '\n',
      ),
    'requests in one function': repeated('fs.readFile(req.query.a); res.redirect(req.body.b); fetch(q);', {
      lines: true,
      before: 'function f(req, res) {\n',
      after: '}\n',
    }),
    'functions in each other': nested('() => { res.redirect(req.query.a);', '', '}'),
    'try in each other': nested('try {', 'await a();', '} catch {}'),
    'a sum of many': (size) => `eval(${'a + '.repeat(size / 4)}"b");`.replaceAll(/(.{400})/g, '$1\n'),
    'declarations and uses': repeated('const a = b; eval(a);', { lines: true }),
    'random names': repeated('const token = Math.random();', { lines: true }),
    'decoded tokens': repeated('jwt.decode(req.headers.a);', { lines: true }),
    signatures: repeated('a === createHmac(b);', { lines: true }),
    'markup in markup': nested('a.innerHTML = `${', 'text', '}`;'),
    'groups in patterns': repeated('const r = /([([([([([(/;', { lines: true }),
    pairs: nested('x = {a: {', '', '}}'),
    'classes in classes': nested('class A { m() {', '', '}}'),
    'one name, many values': repeated("q += 'select a from b where c = ' + req.query.a; db.query(q);", {
      lines: true,
      before: "let q = '';\n",
    }),
    'checks of one value': repeated('if (!L.has(x)) return; fetch(x); db.query(`select a from b where c = ${x}`);', {
      lines: true,
      before: 'function f(x) {\n',
      after: '}',
    }),
    'calls of one function': repeated('f(req.query.a);', {
      lines: true,
      before: 'function f(x) { db.query(`select a from b where c = ${x}`); }\n',
    }),
    'functions that call each other': (size) =>
      Array.from(
        { length: size / 70 },
        (_, n) =>
          `function f${n}(x) { db.query('select a from b where c = ' + f${n + 1}(x)); return f${n + 1}(x) + x; }`,
      ).join('\n'),
    'a list that grows': repeated("p.push('a = ' + x); db.query('select a from b where ' + p.join(' and '));", {
      lines: true,
      before: 'const p = [];\n',
    }),
    'conditions of one text': (size) =>
      `db.query('select a from b where c = ' + ${"(a ? b : '') + ".repeat(size / 16)}'');`.replaceAll(
        /(.{400})/g,
        '$1\n',
      ),
    'objects in objects': nested('db.find({ a: ', 'req.body', '})'),
    imports: repeated("import { a } from './a.js';", { lines: true }),
  },
  py: {
    'calls in each other': nested('f(', '1', ')'),
    'calls in a row': repeated('.a()', { before: 'x' }),
    'values made of values': (size) =>
      Array.from({ length: size / 60 }, (_, n) => `v${n + 1} = v${n} + v${n} + v${n}\neval(v${n + 1})`).join('\n'),
    'defaults of one function': (size) =>
      `def f(${Array.from({ length: size / 20 }, (_, n) => `a${n}=[]`).join(',\n')}):\n${repeated('    a1.append(1)', { lines: true })(size / 2)}`,
    'odd names of defaults': repeated('def f((z-b)=[]):\n    z.append(1)', { lines: true }),
    'queries of values': repeated('db.execute(f"select a from b where c = {c} and {d}")', { lines: true }),
    'requests in one function': (size) =>
      `def f():\n${repeated('    open(request.args["a"]); redirect(request.args.get("b"))', { lines: true })(size)}`,
    'handlers of one try': (size) =>
      `try:\n${repeated('    a.b()', { lines: true })(size / 2)}${repeated('except Exception: pass', { lines: true })(size / 2)}`,
    comparisons: repeated('(a is ', { lines: false }),
    'a sum of many': (size) => `eval((${'a + '.repeat(size / 4)}"b"))`.replaceAll(/(.{400})/g, '$1\n'),
    assignments: repeated('a = b\neval(a)', { lines: true }),
    random: repeated('token = random.random()', { lines: true }),
    'values in branches': repeated(
      '    if a in b:\n        q += "x" + a\n    db.execute("select a from b where c = " + q)',
      {
        lines: true,
        before: 'def f(a):\n    q = "x"\n',
      },
    ),
    'calls of one function': (size) =>
      `def f(a):\n    os.system("x" + a)\n${repeated('f(b); os.system("x" + a)', { lines: true })(size)}`,
    'checks in each other': (size) =>
      Array.from({ length: Math.floor(Math.sqrt(size)) / 4 }, (_, n) => `${' '.repeat(n)}if a not in b: c`).join('\n'),
    'parts of one list': repeated('x.append(f"{a}"); db.execute("select a from b where " + ",".join(x))', {
      lines: true,
      before: 'x = []\n',
    }),
    'arguments of one call': (size) =>
      `f(${'a=b,\n'.repeat(size / 8)})\ndef f(a):\n${repeated('    eval(a)', { lines: true })(size / 2)}`,
    'decorators of one function': (size) =>
      `${repeated('@app.route("/<a>")', { lines: true })(size / 2)}def f(a):\n${repeated('    return "<b>" + a', { lines: true })(size / 2)}`,
    'texts made of texts': (size) =>
      Array.from(
        { length: size / 60 },
        (_, n) => `v${n + 1} = "%s" % v${n} + "{}".format(v${n})\ndb.execute(v${n + 1})`,
      ).join('\n'),
    'functions of functions': (size) =>
      Array.from(
        { length: size / 60 },
        (_, n) => `def f${n + 1}(a):\n    return "x" + f${n}(a)\nos.system(f${n + 1}(b))`,
      ).join('\n'),
    'spaces after names': repeated(`select${' '.repeat(9000)}x`, {
      lines: true,
      before: 'db.execute(f"',
      after: '{a}")',
    }),
  },
  go: {
    'calls in each other': nested('f(', '1', ')'),
    'calls in a row': repeated('.a()', { before: 'package a\nfunc f() { x', after: '}' }),
    'responses in one function': repeated('r, err := http.Get(u)', {
      lines: true,
      before: 'package a\nfunc f() {\n',
      after: '}\n',
    }),
    'defers in one loop': repeated('defer f.Close()', {
      lines: true,
      before: 'package a\nfunc f() { for {\n',
      after: '}}\n',
    }),
    'values made of values': (size) =>
      `package a\nfunc f() {\n${Array.from({ length: size / 60 }, (_, n) => `v${n + 1} := v${n} + v${n} + v${n}; db.Query("select " + v${n + 1})`).join('\n')}\n}`,
    'a sum of many': (size) =>
      `package a\nfunc f() { db.Query(${'a + '.repeat(size / 4)}"b") }`.replaceAll(
        '+ a + a + a + a + a ',
        '+ a +\n a + a + a + a ',
      ),
    'clients in one function': repeated('c := http.Client{}', {
      lines: true,
      before: 'package a\nfunc f() {\n',
      after: '}\n',
    }),
    'values in branches': repeated('if a == "x" { q += "x" + a }\ndb.Query("select a from b where c = " + q)', {
      lines: true,
      before: 'package a\nfunc f(a string) {\nq := "x"\n',
      after: '}\n',
    }),
    'calls of one function': (size) =>
      `package a\nfunc f(a string) {\n${repeated('f(b); exec.Command("sh", "-c", "x" + a)', { lines: true })(size)}}`,
    'checks in each other': nested('if _, ok := b[a]; !ok {', 'c()', '}'),
    'parts of one list': repeated('x = append(x, a); db.Query("select a from b where c = " + strings.Join(x, ","))', {
      lines: true,
      before: 'package a\nfunc f(a string) {\nx := []string{}\n',
      after: '}\n',
    }),
    'names of one package': (size) =>
      `package a\n${repeated('var a = b', { lines: true })(size / 2)}func f() {\n${repeated('db.Where("a = " + a); os.Create(a)', { lines: true })(size / 2)}}`,
    'texts made of texts': (size) =>
      `package a\nfunc f() {\n${Array.from({ length: size / 60 }, (_, n) => `v${n + 1} := fmt.Sprintf("%s%s", v${n}, v${n}); db.Query(v${n + 1})`).join('\n')}\n}`,
    'cases of one switch': (size) =>
      `package a\nfunc f(a string) {\nswitch a {\n${repeated('case "x": db.Query("select a from b where c = " + a)', { lines: true })(size)}}}`,
    'odd names': repeated('z[( := http.Get(u)', { lines: true, before: 'package a\nfunc f() {\n' }),
    'functions in each other': nested('func() {', 'r, _ := http.Get(u)', '}()'),
  },
};
