import type { RuleExample } from './rule-example.js';

const IN_FUNCTION = {
  path: 'server/app.go',
  before: 'package app\n\nfunc f(w http.ResponseWriter, r *http.Request) {\n',
  after: '\n}',
};

/** One fault for each rule on Go. */
export const GO_EXAMPLES: Readonly<Record<string, RuleExample>> = {
  'go/sql-injection': {
    ...IN_FUNCTION,
    code: 'db.Query(fmt.Sprintf("SELECT * FROM users WHERE id = %s", id))',
  },
  'go/command-injection': {
    ...IN_FUNCTION,
    code: 'exec.Command("sh", "-c", "git log " + branch)',
  },
  'go/path-traversal': {
    ...IN_FUNCTION,
    code: 'os.ReadFile(filepath.Join(root, r.URL.Query().Get("f")))',
  },
  'go/ssrf': {
    ...IN_FUNCTION,
    code: 'client.Get(fmt.Sprintf("%s/status", r.FormValue("host")))',
  },
  'go/open-redirect': {
    ...IN_FUNCTION,
    code: 'http.Redirect(w, r, r.FormValue("next"), 302)',
  },
  'go/unescaped-html': {
    ...IN_FUNCTION,
    code: 'x := template.HTML(r.FormValue("bio"))\nuse(x)',
  },
  'go/reflected-html': {
    ...IN_FUNCTION,
    code: 'fmt.Fprintf(w, "<h1>%s</h1>", r.FormValue("name"))',
  },
  'go/template-injection': {
    ...IN_FUNCTION,
    code: 't, err := template.New("page").Parse(r.FormValue("page"))',
  },
  'go/text-template-html': {
    path: 'server/app.go',
    before: 'package app\n\nimport "text/template"\n\nfunc f(w http.ResponseWriter, t *template.Template) {\n\t',
    code: 't.Execute(w, data)',
    after: '\n}',
  },
  'go/zip-slip': {
    path: 'server/app.go',
    before: 'package app\n\nimport "archive/zip"\n\nfunc f(z *zip.Reader) {\n\t',
    code: 'for _, entry := range z.File {\n\tos.Create(filepath.Join(folder, entry.Name))\n}',
    after: '\n}',
  },
  'go/tls-verification-off': {
    ...IN_FUNCTION,
    code: 'cfg.InsecureSkipVerify = true',
  },
  'go/ssh-host-key-unchecked': {
    ...IN_FUNCTION,
    code: 'cfg.HostKeyCallback = ssh.InsecureIgnoreHostKey()',
  },
  'go/weak-password-hash': {
    ...IN_FUNCTION,
    code: 'h := md5.Sum([]byte(password))\nuse(h)',
  },
  'go/insecure-random': {
    path: 'server/app.go',
    before: 'package app\n\nimport "math/rand"\n\nfunc f() {\n\t',
    code: 's.otp = rand.Intn(1000000)',
    after: '\n}',
  },
  'go/jwt-unverified': {
    ...IN_FUNCTION,
    code: 'return jwt.UnsafeAllowNoneSignatureType, nil',
  },
  'go/signing-secret': {
    ...IN_FUNCTION,
    code: 'signed, err := token.SignedString([]byte("our little secret"))',
  },
  'go/cookie-flags': {
    ...IN_FUNCTION,
    code: 'http.SetCookie(w, &http.Cookie{Name: "session", Value: id})',
  },
  'go/ignored-error': {
    ...IN_FUNCTION,
    code: 'f, _ := os.Open(path)\nuse(f)',
  },
  'go/swallowed-error': {
    ...IN_FUNCTION,
    code: 'if err := g(); err != nil {\n}',
  },
  'go/defer-in-loop': {
    ...IN_FUNCTION,
    code: 'for _, p := range paths {\n\tf, err := os.Open(p)\n\tdefer f.Close()\n\tuse(f, err)\n}',
  },
  'go/unclosed-body': {
    ...IN_FUNCTION,
    code: 'resp, err := client.Post(u, t, b)\nif err == nil && resp.StatusCode == 200 {\n\tok()\n}',
  },
  'go/unclosed-rows': {
    ...IN_FUNCTION,
    code: 'rs, err := tx.Query(q)\nlog.Println(err)\nrs.Next()',
  },
  'go/http-without-timeout': {
    ...IN_FUNCTION,
    code: 'hc := &http.Client{CheckRedirect: no}\nhc.Post(u, t, b)',
  },
  'go/wait-group-add-inside': {
    ...IN_FUNCTION,
    code: 'go func() {\n\twg.Add(1)\n\tdefer wg.Done()\n\twork()\n}()',
  },
};
