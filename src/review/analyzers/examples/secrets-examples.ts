import type { RuleExample } from './rule-example.js';

/** One fault for each rule on secrets. `{A40}` stands for 40 letters and digits of a token, so that none is here. */
export const SECRET_EXAMPLES: Readonly<Record<string, RuleExample>> = {
  'secrets/aws-access-key': { path: 'src/aws.ts', code: "const id = 'AKIA{U16}';" },
  'secrets/aws-secret-key': { path: 'src/aws.ts', code: 'aws_secret_access_key = {A40}' },
  'secrets/github-token': { path: 'src/github.ts', code: "const token = 'ghp_{A36}';" },
  'secrets/gitlab-token': { path: 'ci/deploy.sh', code: "curl -H 'PRIVATE-TOKEN: glpat-{A20}' $URL" },
  'secrets/slack-token': { path: 'src/slack.ts', code: "const t = 'xoxb-{912}-{912}-{A24}';" },
  'secrets/slack-webhook': {
    path: 'src/slack.ts',
    code: "post('https://hooks.slack.com/services/T{U9}/B{U9}/{A24}');",
  },
  'secrets/stripe-key': { path: 'src/pay.ts', code: "new Stripe('sk_live_{A24}');" },
  'secrets/google-key': { path: 'src/maps.ts', code: "const key = 'AIza{A35}';" },
  'secrets/npm-token': { path: '.npmrc', code: '//npm.example.com/:_authToken=npm_{A36}' },
  'secrets/pypi-token': { path: '.pypirc', code: 'password = pypi-AgEIcHlwaS5vcmc{A60}' },
  'secrets/anthropic-key': { path: 'src/claude.ts', code: "const key = 'sk-ant-api03-{A80}-AA';" },
  'secrets/openai-key': { path: 'src/openai.ts', code: "const key = 'sk-proj-{A80}';" },
  'secrets/sendgrid-key': { path: 'src/mail.ts', code: "sg.setApiKey('SG.{A22}.{A43}');" },
  'secrets/huggingface-token': { path: 'src/model.py', code: "login(token='hf_{A34}')" },
  'secrets/digitalocean-token': { path: 'main.tf', code: 'token = "dop_v1_{h64}"' },
  'secrets/provider-token': { path: 'src/issues.ts', code: "const key = 'lin_api_{A40}';" },
  'secrets/private-key': { path: 'deploy/key.pem', code: "const k = '-----BEGIN EC PRIVATE KEY-----\\n{A64}\\n';" },
  'secrets/jwt': { path: 'src/call.ts', code: "const t = 'eyJ{A20}.eyJ{A40}.{A43}';" },
  'secrets/database-url': { path: 'src/db.ts', code: "const url = 'postgres://app:{A16}@db1.internal.net/app';" },
  'secrets/generic': { path: 'src/config.ts', code: "const apiKey = '{A32}';" },
};
