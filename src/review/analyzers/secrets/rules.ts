import type { RuleInfo } from '../types.js';

/** A kind of credential. */
export interface SecretRule extends RuleInfo {
  /**
   * `format`: the shape alone proves it. `loose`: only where it stands makes it one, so it is not looked for in test
   * code.
   */
  kind: 'format' | 'loose';
}

const BODY =
  'Anyone who can read the repository, a fork or its history can use this credential. Revoke it at the provider first, because removing the line does not undo the leak. Then load it from the environment or a secret store.';

export const SECRET_RULES: readonly SecretRule[] = [
  format('aws-access-key', 'AWS access key'),
  loose('aws-secret-key', 'AWS secret access key'),
  format('github-token', 'GitHub token', 'both'),
  format('gitlab-token', 'GitLab token'),
  format('slack-token', 'Slack token'),
  format('slack-webhook', 'Slack webhook address'),
  format('stripe-key', 'Stripe live key'),
  format('google-key', 'Google credential', 'both'),
  format('npm-token', 'npm token', 'both'),
  format('pypi-token', 'PyPI token'),
  format('anthropic-key', 'Anthropic key'),
  format('openai-key', 'OpenAI key'),
  format('sendgrid-key', 'SendGrid key'),
  format('huggingface-token', 'Hugging Face token'),
  format('digitalocean-token', 'DigitalOcean token'),
  format('provider-token', 'Token of a provider', 'both'),
  loose('private-key', 'Private key'),
  loose('jwt', 'Signed JSON Web Token', 'both'),
  loose('database-url', 'Database address with its password', 'both'),
  loose('generic', 'Credential', 'both'),
];

const BY_NAME = new Map(SECRET_RULES.map((rule) => [rule.id.replace('secrets/', ''), rule]));

/** The rule `secrets/<name>`. Throws where there is none. */
export function secretRule(name: string): SecretRule {
  const rule = BY_NAME.get(name);
  if (rule === undefined) throw new Error(`There is no rule secrets/${name}`);
  return rule;
}

function format(name: string, what: string, tiers: RuleInfo['tiers'] = 'certain'): SecretRule {
  return { ...info(name, what), kind: 'format', tiers };
}

function loose(name: string, what: string, tiers: RuleInfo['tiers'] = 'certain'): SecretRule {
  return { ...info(name, what), kind: 'loose', tiers };
}

function info(name: string, what: string): RuleInfo {
  return { id: `secrets/${name}`, severity: 'must-fix', category: 'security', title: inSource(what), body: BODY };
}

/** The title of a finding about `what`. */
export function inSource(what: string): string {
  return `${what} in the source`;
}
