import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { maskSecrets } from '../../../../src/review/analyzers/mask-secrets.js';
import { analyzeSecrets } from '../../../../src/review/analyzers/secrets/analyze-secrets.js';
import { analyzedFile } from '../analyzed-file.js';
import { fill } from '../cases/read-cases.js';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A token with the checksum that its provider would give it. */
function summed(prefix: string, body: string): string {
  let [sum, rest] = ['', crc32(body)];
  while (sum.length < 6) [sum, rest] = [`${DIGITS[rest % 62]}${sum}`, Math.floor(rest / 62)];
  return prefix + body + sum;
}

function webToken(payload: object, header: object = { alg: 'HS256', typ: 'JWT' }): string {
  const parts = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return [...parts, fill('{A43}')].join('.');
}

const UUID = '7f3c91de-4b2a-4e8d-9c15-d06a8e7b3f24';
const KEY = fill('{A64}\n{A64}\n{A30}');
const LIVE = summed('gh' + 'p_', fill('{A30}'));
const [BEGIN, END] = ['-----BEGIN', '-----END'];
const PGP_SECRET = Buffer.from('9501000460010203010010abcd000511', 'hex');
/** A version 4 RSA secret key: the octet behind its two numbers says how the rest is protected. */
const pgp = (usage: number) =>
  Buffer.concat([PGP_SECRET, Buffer.from([usage]), Buffer.alloc(60, 7)]).toString('base64');

type Row = [path: string, text: string];

const CERTAIN: Row[] = [
  // Formats, wherever they stand.
  ['src/a.ts', `const token = '${LIVE}';`],
  ['package-lock.json', `{ "resolved": "https://npm.corp.io/a.tgz?token=${LIVE}" }`],
  ['flake.lock', `url = https://x-access-token:${LIVE}@github.com/a/b`],
  ['vendor/x/conf.go', `const k = "${LIVE}"`],
  ['dist/app.js', `a={k:"${LIVE}"}`],
  ['tests/cassettes/login.yaml', `Authorization: [token ${LIVE}]`],
  ['tests/fixtures/a.json', fill('{"key": "sk_li' + 've_{A24}"}')],
  ['README.md', `export GITHUB_TOKEN=${LIVE}`],
  ['.npmrc', `//registry.example.io/:_authToken=${summed('npm_', fill('{A30}'))}`],
  ['src/a.ts', fill("const a = 'sk_li" + "ve_51H{A8}12345678{A8}';")],
  ['src/a.ts', fill("const a = 'xo" + "xb-123456789012-{A24}';")],
  ['src/mock/server.js', fill("key = 'lin_api_{A40}'")],
  ['src/a.py', fill('requests.get(u, headers={"X": "shpat_{h32}"})')],
  ['a.tf', fill('secret = "abcD8Q~{A34}"')],
  ['a.cs', fill('var c = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey={A86}==;"')],
  ['src/bot.py', fill("bot = Bot('918273645:AA{A33}')")],
  ['src/a.json', fill('{"text": "first\\nghs_1_{A40}.{A20}\\nlast"}')],
  ['.env', fill('GEMINI_API_KEY=AIza{A35}')],
  // Names, by the kind of file.
  ['app/settings.py', fill('SECRET_KEY = "{h64}"')],
  ['deploy/.env.production', fill('LOG=info\nDB_PASSWORD={A28}')],
  ['deploy/.env.production', fill('DB_PASSWORD={A28}\r\nLOG=info\r')],
  ['.env', fill('export ANODOT_TOKEN={A32}')],
  ['.env', fill('# OLD_API_TOKEN={A32}')],
  ['deploy/values.yaml', fill('env:\n  OPSGENIE_API_KEY: {A12}-{h8}-{U12}')],
  ['deploy/values.yaml', fill("client_secret: '{h40}'")],
  ['src/main/resources/application.properties', fill('spring.datasource.password={A26}')],
  ['Dockerfile', fill('ENV API_TOKEN={A32}')],
  ['Dockerfile', fill('FROM a\nENV JWT_SECRET {A40}')],
  ['k8s/app.yaml', fill('env:\n  - name: API_TOKEN\n    value: {A32}')],
  ['k8s/app.yaml', fill('env:\r\n  - name: "API_TOKEN"\r\n    value: "{A32}"\r\n')],
  ['main.tf', fill('env {\n  name  = "DB_PASSWORD"\n  value = "{A32}"\n}')],
  ['task.json', fill('{\n  "name": "DB_PASSWORD",\n  "value": "{A32}"\n}')],
  ['.npmrc', fill('//npm.corp.io/:_authToken={A36}')],
  ['.npmrc', fill('//npm.corp.io/:_password={A28}')],
  ['.npmrc', fill('//npm.corp.io/:_auth={A40}')],
  ['conf.fish', fill('set -gx DEPLOY_TOKEN {A30}')],
  ['conf.toml', fill('[api]\ntoken = "{A32}"')],
  ['kafka.conf', fill('sasl_password={A12}/+{A11}')],
  ['a.ini', fill('[x]\nauth_token = {A24}')],
  ['run.sh', fill('export DEPLOY_TOKEN="{A30}"')],
  ['run.sh', fill('tool --api-token {A30}')],
  ['web.xml', fill('<apiToken>{A30}</apiToken>')],
  ['web.xml', fill('<apiToken>\n    {A30}\n</apiToken>')],
  ['web.xml', fill('<add key="ClientSecret" value="{A30}" />')],
  ['Makefile', fill('DEPLOY_TOKEN ?= {A30}')],
  ['Makefile', fill('DEPLOY_TOKEN :::= "{A30}"')],
  ['a.php', fill('$dbPassword .= "{A24}";')],
  ['a.go', fill('var dbPassword string = "{A24}"')],
  ['a.kt', fill('val dbPassword: String = "{A24}"')],
  ['a.ts', fill("let dbPassword: string | null = '{A24}';")],
  ['A.java', fill('System.setProperty("DB_PASSWORD", "{A24}");')],
  ['a.ts', fill("const dbPassword = process.env.DB_PASSWORD ?? '{A24}';")],
  ['a.ts', fill('const awsSecretKey = "{A40}";')],
  // Keys, tokens and addresses.
  [
    'certs/server.key',
    `${BEGIN} RSA PRIVATE KEY-----\r\n${KEY.replaceAll('\n', '\r\n')}\r\n${END} RSA PRIVATE KEY-----`,
  ],
  [
    'gcp.json',
    `{"private_key": "${BEGIN} PRIVATE KEY-----\\n${KEY.replaceAll('\n', '\\n')}\\n${END} PRIVATE KEY-----\\n"}`,
  ],
  [
    'a.asc',
    `${BEGIN} PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n${KEY}\n=abcd\n${END} PGP PRIVATE KEY BLOCK-----`,
  ],
  ['a.asc', `${BEGIN} PGP PRIVATE KEY BLOCK-----\n\n${pgp(0)}\n=abcd\n${END} PGP PRIVATE KEY BLOCK-----`],
  ['id', `${BEGIN} OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU${KEY}\n${END} OPENSSH PRIVATE KEY-----`],
  [
    'a.ppk',
    `PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: a\nPublic-Lines: 1\nAAAA\nPrivate-Lines: 3\n${KEY}`,
  ],
  ['src/admin.ts', `const admin = '${webToken({ iss: 'supabase', role: 'service_role' })}';`],
  ['.env', `SESSION=${webToken({ sub: 'ci', exp: 2000000000 })}`],
  ['src/db.ts', fill("connect('postgres://app:{A16}@db1.corp.net/app');")],
  ['.env', fill('BROKER=amqps://app:{A16}@mq.corp.net')],
];

const LEADS: Row[] = [
  // Their own checksum is wrong.
  ['src/a.ts', fill("const token = 'gh" + "p_{A36}';")],
  ['.npmrc', fill('//registry.example.io/:_authToken=npm_{A36}')],
  // In code programs carry keys and tokens that anyone may have.
  ['src/client.ts', fill("export const options = { apiKey: '{h32}' };")],
  ['src/a.py', fill('TWILIO_AUTH_TOKEN = "{h32}"')],
  ['src/a.ts', fill("const clientSecret = '{A40}';")],
  ['src/a.ts', fill("const url = 'https://api.corp.io/v1?api_key={A30}&x=1';")],
  ['src/a.ts', `const session = '${webToken({ sub: 'ci', exp: 2000000000 })}';`],
  ['src/a.ts', fill("// const dbPassword = '{A24}';")],
  ['src/a.py', fill('"""\npassword = "{A24}"\n"""')],
  // Short, or another thing's id as likely.
  ['.env', `HEROKU_API_KEY=${UUID}`],
  ['.env', fill('DB_PASSWORD={A14}')],
  ['.env', fill('API_TOKEN={h24}')],
  ['.env', fill('STRIPE_KEY_A={A32}').replace('_A', '')],
  ['src/maps.ts', fill("loadMaps({ key: 'AIza{A35}' });")],
  ['src/a.ts', fill("fetch('https://ada:{A16}@intranet.corp.net/');")],
  ['k8s/secret.yaml', `kind: Secret\ndata:\n  pin: ${Buffer.from(fill('{A20}')).toString('base64')}`],
  ['deploy.sh', fill('curl -sS -u admin:{A16} https://ci.corp.io')],
  ['deploy.sh', fill('curl --user "admin:{A16}" https://ci.corp.io')],
  ['deploy.sh', fill('sshpass -p {A16} ssh web1')],
  ['deploy.sh', fill('mysql -u root -p{A16} app')],
  ['src/oauth.py', fill('# an installed app\nCLIENT_SECRET = "GOCSPX-{A28}"')],
];

const NOTHING: Row[] = [
  ['src/a.ts', "const token = 'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx';"],
  ['src/a.ts', `const token = 'gh${'p_'}PersonalAccessToken01245678900000000';`],
  ['src/a.ts', "const id = 'AKIAIOSFODNN7EXAMPLE';"],
  ['src/a.ts', fill("open('https://b.s3.amazonaws.com/x?X-Amz-Credential=AKIA{U16}%2F2019');")],
  ['src/firebase.ts', fill("init({ apiKey: 'AIza{A35}', authDomain: 'a.firebaseapp.com' });")],
  ['app/google-services.json', fill('{"current_key": "AIza{A35}"}')],
  ['index.html', fill('<script src="https://maps.googleapis.com/maps/api/js?key=AIza{A35}"></script>')],
  ['src/posthog.ts', fill("posthog.init('phc_{A43}', {});")],
  ['src/posthog.ts', fill("const token = 'phc_{A43}';")],
  ['src/pay.ts', fill("const publicKey = 'pk_li" + "ve_{A24}';")],
  ['docs.config.ts', fill("algolia: { appId: 'A', apiKey: '{h32}', indexName: 'docs' }")],
  ['src/sb.ts', `const anon = '${webToken({ iss: 'supabase', role: 'anon' })}';`],
  ['src/a.ts', `const none = '${webToken({ sub: 'a' }, { alg: 'none' })}';`],
  ['src/a.ts', fill("const tokenizationId = '{h32}';")],
  ['src/a.ts', fill("const access_key_id = '{A24}';")],
  ['src/a.ts', fill("const publicKey = '{A40}';")],
  ['src/a.ts', fill("const csrfToken = '{A40}';")],
  ['src/a.ts', fill("const nextPageToken = '{A40}';")],
  ['src/a.ts', fill("const passwordHash = '{A40}';")],
  ['src/a.ts', fill("const cacheKey = '{A40}';")],
  ['src/a.ts', "const secretName = 'checkout-service-prod-2024-09-01-v3';"],
  ['src/a.ts', "const apiKeyHeader = 'X-Acme-Api-Key-2024-V2-Prod';"],
  ['src/a.ts', "const t = { password: 'at-least-12-characters-1-digit-1-symbol' };"],
  ['src/a.ts', 'const token = fetchToken(user2fa1id9);'],
  ['src/a.ts', "const alphabetToken = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';"],
  ['.env', 'API_TOKEN=${API_TOKEN_1a2b3c4d5e6f7}'],
  ['.env', 'API_TOKEN=<your-key-1a2b3c4d5e6f7>'],
  ['.env', 'DB_PASSWORD=changeme1234567890abc'],
  ['.env', 'GITHUB_API_KEY=\nDYNATRACE_API_KEY='],
  [
    'deploy.sh',
    'curl -u "$USER:$PASSWORD1234567" https://ci.corp.io\nmysql -u root -p app\ncurl -u admin:changeme123456 x',
  ],
  ['k8s/app.yaml', fill('env:\n  - name: DB_PASSWORD\n    valueFrom:\n      key: {A32}')],
  ['k8s/app.yaml', fill('env:\n  - name: LOG_LEVEL\n    value: {A32}')],
  ['Dockerfile', fill('ENV IMAGE_DIGEST {A40}\nARG API_TOKEN\nRUN echo API_TOKEN {A32}')],
  ['.env.example', fill('API_TOKEN={A32}')],
  ['docs/guide.md', fill('API_TOKEN={A32}')],
  ['openapi.yaml', fill('  token: {A32}')],
  ['src/user.dto.ts', fill("apiToken = '{A32}';")],
  ['src/a.ts', fill("@ApiProperty({ example: 'x', dbPassword: '{A24}' })")],
  ['yarn.lock', fill('  "token" "{A40}"\n  secret = "{h64}"')],
  ['package-lock.json', '"integrity": "sha512-3yxmVcyFWSy0AuKJ9x1k2LM4iPz6wKQ7Zt5uNf8sVbHgRdEoTqXcJpIaMlOvSyWn=="'],
  ['src/commit.yaml', fill('revision: {h40}')],
  ['test/a.test.ts', fill("const password = '{A24}';")],
  ['k8s/sealed.yaml', fill('kind: SealedSecret\nspec:\n  encryptedData:\n    password: AgB{A180}==')],
  ['infra/main.tf', 'secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-a1b2c3"'],
  ['.env', 'VAULT_TOKEN=vault:v1:8SDd3WHDOjf7mq69CyCqYjBXAiQQAVZRkFM13ok481zoCmHnSeDX9vyf7w=='],
  ['src/hash.ts', "const password = '$2b$12$K3g6XGf0Qm8r1vWn5yT9UeJ4sLhPzA7cBdEfGhIjKlMnOpQrStUvW';"],
  ['src/db.ts', fill("connect('postgres://app:{A16}@localhost/app');")],
  ['compose.yml', fill('DATABASE_URL: postgres://app:{A16}@db:5432/app')],
  ['src/db.ts', fill("connect('redis://:{A16}@redis.default.svc/0');")],
  ['src/db.ts', 'connect(`postgres://app:${password}@db1.corp.net/app`);'],
  ['src/db.ts', "connect('postgres://postgres:postgres@db1.corp.net/app');"],
  [
    'src/az.ts',
    'const c = "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";',
  ],
  ['keys/pub.pem', `${BEGIN} PUBLIC KEY-----\n${KEY}\n${END} PUBLIC KEY-----`],
  ['keys/locked.pem', `${BEGIN} ENCRYPTED PRIVATE KEY-----\n${KEY}\n${END} ENCRYPTED PRIVATE KEY-----`],
  ['keys/locked.pem', `${BEGIN} RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n${KEY}\n${END} RSA PRIVATE KEY-----`],
  [
    'id',
    `${BEGIN} OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHI${KEY}\n${END} OPENSSH PRIVATE KEY-----`,
  ],
  ['a.asc', `${BEGIN} PGP PRIVATE KEY BLOCK-----\n\n${pgp(254)}\n=abcd\n${END} PGP PRIVATE KEY BLOCK-----`],
  ['a.ppk', `PuTTY-User-Key-File-2: ssh-rsa\nEncryption: aes256-cbc\nPrivate-Lines: 3\n${KEY}`],
  ['tests/key.pem', `${BEGIN} PRIVATE KEY-----\n${KEY}\n${END} PRIVATE KEY-----`],
];

function tiersOf([path, text]: Row): string[] {
  return analyzeSecrets(analyzedFile(path, text)).map(({ tier }) => tier ?? 'certain');
}

describe('secrets', () => {
  it.each(CERTAIN)('%s: certain: %j', (...row) => expect(tiersOf(row)).toEqual(['certain']));
  it.each(LEADS)('%s: a lead: %j', (...row) => expect(tiersOf(row)).toEqual(['lead']));
  it.each(NOTHING)('%s: nothing: %j', (...row) => expect(tiersOf(row)).toEqual([]));

  it.each([...CERTAIN, ...LEADS])('%s: masked before it is stored: %j', (path, text) => {
    const masked = maskSecrets(text);
    for (const { line } of analyzeSecrets(analyzedFile(path, text))) {
      expect(masked.split('\n')[line - 1]).toContain('[masked]');
      expect(masked.split('\n')).toHaveLength(text.split('\n').length);
    }
    expect(maskSecrets(masked)).toBe(masked);
  });

  it.each([
    ['docs/setup.md', fill('curl -H "token: glpat-{A20}"'), 'minor'],
    ['src/a.dto.ts', fill("@ApiProperty({ example: 'glpat-{A20}' })"), 'minor'],
    ['docs/setup.md', `curl -H "token: ${LIVE}"`, 'must-fix'],
    ['docs/key.pem', `${BEGIN} PRIVATE KEY-----\n${KEY}\n${END} PRIVATE KEY-----`, 'minor'],
    ['web/index.html', fill('<script>var k = "lin_api_{A40}"</script>'), 'must-fix'],
    ['analysis.ipynb', fill('"source": ["key = \\"lin_api_{A40}\\"\\n"]'), 'must-fix'],
    ['src/maps.ts', fill("load({ key: 'AIza{A35}' });"), 'should-fix'],
  ])('%s: %j is %s', (path, text, severity) => {
    expect(analyzeSecrets(analyzedFile(path, text)).map((claim) => claim.severity)).toEqual([severity]);
  });

  it('names the provider', () => {
    const [claim] = analyzeSecrets(analyzedFile('src/a.ts', fill("key = 'lin_api_{A40}'")));
    expect(claim).toMatchObject({ rule: 'secrets/provider-token', title: 'Linear key in the source' });
  });

  it('names what a value is assigned to', () => {
    const [claim] = analyzeSecrets(analyzedFile('.env', fill('DB_PASSWORD={A28}')));
    expect(claim?.title).toBe('Credential in the source: `DB_PASSWORD`');
  });

  it('says the surest thing of a line', () => {
    const text = fill(`{ apiKey: '{h32}', token: '${LIVE}' }`);
    expect(analyzeSecrets(analyzedFile('src/a.ts', text))).toMatchObject([{ rule: 'secrets/github-token' }]);
  });
});
