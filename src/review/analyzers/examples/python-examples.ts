import type { RuleExample } from './rule-example.js';

/** One fault for each rule on Python. */
export const PYTHON_EXAMPLES: Readonly<Record<string, RuleExample>> = {
  'py/sql-injection': { path: 'src/app.py', code: 'cur.execute(f"SELECT * FROM users WHERE id = {user_id}")' },
  'py/eval': { path: 'src/app.py', code: 'eval(request.args["q"])' },
  'py/command-injection': { path: 'src/app.py', code: 'os.system(f"rm {name}")' },
  'py/unsafe-deserialization': { path: 'src/app.py', code: 'pickle.loads(request.data)' },
  'py/yaml-load': { path: 'src/app.py', code: 'yaml.load(f)' },
  'py/path-traversal': { path: 'src/app.py', code: 'open(os.path.join(root, request.args["f"]))' },
  'py/ssrf': { path: 'src/app.py', code: 'requests.get(request.args["url"])' },
  'py/open-redirect': { path: 'src/app.py', code: 'return redirect(request.args.get("next"))' },
  'py/template-injection': { path: 'src/app.py', code: 'render_template_string(f"<b>{name}</b>")' },
  'py/reflected-html': { path: 'src/app.py', code: 'return HttpResponse("<h1>" + request.GET["q"] + "</h1>")' },
  'py/weak-password-hash': { path: 'src/app.py', code: 'hashlib.md5(password.encode())' },
  'py/insecure-random': { path: 'src/app.py', code: 'token = "".join(random.choices(letters, k=32))' },
  'py/tls-verification-off': { path: 'src/app.py', code: 'requests.get(url, verify=False)' },
  'py/jwt-unverified': { path: 'src/app.py', code: 'jwt.decode(t, options={"verify_signature": False})' },
  'py/assert-authorization': { path: 'src/app.py', code: 'assert user.is_admin' },
  'py/cookie-flags': { path: 'src/app.py', code: 'resp.set_cookie("session", sid)' },
  'py/debug-server': { path: 'src/app.py', code: 'app.run(debug=True)' },
  'py/predictable-temporary-file': { path: 'src/app.py', code: 'p = tempfile.mktemp()' },
  'py/swallowed-exception': { path: 'src/app.py', code: 'try:\n    session.commit()\nexcept Exception:\n    pass' },
  'py/mutable-default': { path: 'src/app.py', code: 'def f(x, seen={}):\n    seen[x] = 1' },
  'py/http-without-timeout': { path: 'src/app.py', code: 'requests.get(url)' },
  'py/regex-backtracking': { path: 'src/app.py', code: 're.compile(r"^(a+)+$b")' },
  'py/blocking-in-async': { path: 'src/app.py', code: 'async def f():\n    time.sleep(1)' },
  'py/is-literal': { path: 'src/app.py', code: 'y = n is 1000' },
};
