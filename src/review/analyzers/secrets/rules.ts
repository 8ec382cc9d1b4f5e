import type { RuleInfo } from '../types.js';

/** A token format. The first group of `pattern` is the secret itself. */
export interface SecretRule extends RuleInfo {
  /** Global; linear in the length of the text. */
  pattern: RegExp;
  /** `format`: the shape alone proves it. `loose`: needs entropy, and is not looked for in test code. */
  kind: 'format' | 'loose';
  /** Shannon entropy in bits per character that a value must reach. */
  entropy: number;
}

const BODY =
  'Anyone who can read the repository, a fork or its history can use this credential. Revoke it at the provider first, because removing the line does not undo the leak. Then load it from the environment or a secret store.';

/** Token formats as their providers document them; each provider's prefix makes the match exact. */
export const SECRET_RULES: readonly SecretRule[] = [
  format('aws-access-key', 'AWS access key in the source', /\b((?:AKIA|ASIA)[A-Z2-7]{16})(?![A-Za-z0-9])/g, 2.5),
  format(
    'aws-secret-key',
    'AWS secret access key in the source',
    /\baws.{0,20}?(?:secret|key)\\?["']?\s{0,4}[:=]{1,2}>?\s{0,4}\\?["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
    4.2,
  ),
  format(
    'github-token',
    'GitHub token in the source',
    /\b(gh[pour]_[A-Za-z0-9]{36,255}|ghs_[A-Za-z0-9._-]{36,}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})(?![A-Za-z0-9])/g,
  ),
  format('gitlab-token', 'GitLab token in the source', /\b(gl(?:pat|dt|rt|ptt|ft|soat)-[A-Za-z0-9_-]{20,})/g),
  format(
    'slack-token',
    'Slack token in the source',
    /\b(xox[abposr]-\d{8,}-[A-Za-z0-9-]{20,}|xapp-\d-[A-Z0-9]{8,}-\d{8,}-[a-f0-9]{32,})/g,
  ),
  format(
    'slack-webhook',
    'Slack webhook address in the source',
    /(hooks\.slack\.com\/services\/T[A-Z0-9]{7,}\/B[A-Z0-9]{7,}\/[A-Za-z0-9]{20,})/g,
  ),
  format('stripe-key', 'Stripe live key in the source', /\b((?:sk|rk)_live_[A-Za-z0-9]{20,}|whsec_[A-Za-z0-9]{32,})/g),
  format(
    'google-key',
    'Google credential in the source',
    /\b(AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{28})(?![\w-])/g,
  ),
  format('npm-token', 'npm token in the source', /\b(npm_[A-Za-z0-9]{36})(?![A-Za-z0-9])/g),
  format('pypi-token', 'PyPI token in the source', /\b(pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,})/g),
  format('anthropic-key', 'Anthropic key in the source', /\b(sk-ant-[a-z0-9]{3,10}-[A-Za-z0-9_-]{40,})/g),
  format(
    'openai-key',
    'OpenAI key in the source',
    /\b(sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,}|sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})/g,
  ),
  format('sendgrid-key', 'SendGrid key in the source', /\b(SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})(?![\w-])/g),
  format('huggingface-token', 'Hugging Face token in the source', /\b(hf_[A-Za-z0-9]{34,40})(?![A-Za-z0-9])/g),
  format('digitalocean-token', 'DigitalOcean token in the source', /\b(do[por]_v1_[a-f0-9]{64})(?![a-f0-9])/g),
  loose(
    'private-key',
    'Private key in the source',
    /-----BEGIN (?:RSA |EC |DSA |OPENSSH )?PRIVATE KEY-----(?:\s|\\[nr]|["'+,]){1,12}([A-Za-z0-9+/=]{40,})/g,
  ),
  loose(
    'jwt',
    'Signed JSON Web Token in the source',
    // What comes first makes sure that there is a token: it is not looked for again at each `eyJ` of a long word.
    /(?<![A-Za-z0-9_-])(?=[A-Za-z0-9_-]{13,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20})[A-Za-z0-9_-]*?\b(eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,})/g,
  ),
  loose(
    'database-url',
    'Database address with its password in the source',
    /\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql):\/\/[^\s:@/"'`$<{]{0,80}:([^\s@/"'`$<{}]{6,200})@(?!localhost|127\.|0\.0\.0\.0|\[?::1|host\b|db\b|example\.)[\w-]/g,
    2.5,
  ),
  loose(
    'generic',
    'High-entropy credential in the source',
    /(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)s?["'\]\\]{0,3}\s{0,4}(?::=|=>|[:=])\s{0,4}\\?["'`]([A-Za-z0-9+/=_.!@#%^&*~-]{20,200})\\?["'`]/gi,
    4.1,
  ),
];

function format(name: string, title: string, pattern: RegExp, entropy = 3): SecretRule {
  return { ...info(name, title), pattern, kind: 'format', entropy };
}

function loose(name: string, title: string, pattern: RegExp, entropy = 3): SecretRule {
  return { ...info(name, title), pattern, kind: 'loose', entropy };
}

function info(name: string, title: string): RuleInfo {
  return { id: `secrets/${name}`, severity: 'must-fix', category: 'security', title, body: BODY };
}
