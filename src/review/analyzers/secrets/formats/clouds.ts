import { pattern, token, type TokenFormat } from '../token-format.js';

const AWS = { rule: 'aws-access-key', entropy: 2.5 };
const UUID = '[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}';

/** Where software runs, and what watches over it. */
export const CLOUD_FORMATS: readonly TokenFormat[] = [
  token('AWS access key', ['AKIA', 'ASIA', 'ABIA', 'ACCA'], '[A-Z2-7]{16}', AWS),
  token('Amazon Bedrock key', 'ABSKQmVkcm9ja0FQSUtleS', '[A-Za-z0-9+/]{90,260}={0,2}'),
  token('Amazon Bedrock key', 'bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t', '[A-Za-z0-9+/=_-]{40,2000}'),
  token('Google credential', 'GOCSPX-', '[A-Za-z0-9_-]{28}(?![_-])', { rule: 'google-key' }),
  token('Google credential', 'ya29.', '[A-Za-z0-9_-]{60,400}', { rule: 'google-key' }),
  // Google documents that this key names a project, and that web pages carry it: what it may do is set at Google.
  token('Google API key', 'AIza', '[A-Za-z0-9_-]{35}(?![_-])', { rule: 'google-key', tier: 'lead' }),
  token('Alibaba Cloud key', 'LTAI', '[A-Za-z0-9]{12,20}', { entropy: 3 }),
  pattern(
    'Microsoft Entra client secret',
    ['Q~'],
    String.raw`(?<![A-Za-z0-9~_.-])[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9~_-])`,
    { back: 4, entropy: 3.3 },
  ),
  // But for that of the emulator, which is the same everywhere.
  pattern('Azure storage key', ['AccountKey='], String.raw`AccountKey=(?!Eby8vdM02x)([A-Za-z0-9+/]{86}==)`, {
    entropy: 4,
  }),
  pattern('Azure access key', ['SharedAccessKey='], String.raw`SharedAccessKey=([A-Za-z0-9+/]{43}=)`, { entropy: 3.8 }),
  pattern(
    'Azure DevOps token',
    ['AZDO'],
    String.raw`(?<![A-Za-z0-9])[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}(?![A-Za-z0-9])`,
    {
      back: 76,
    },
  ),
  token('DigitalOcean token', ['dop_v1_', 'doo_v1_', 'dor_v1_'], '[a-f0-9]{64}', { rule: 'digitalocean-token' }),
  token('Yandex Cloud key', 'AQVN', '[A-Za-z0-9_-]{35,38}(?![_-])', { entropy: 3.5 }),
  token('Yandex Cloud token', 't1.', '[A-Z0-9a-z_-]{1,20}={0,2}\\.[A-Za-z0-9_-]{86}={0,2}'),
  token('Heroku key', 'HRKU-', 'AA[A-Za-z0-9_-]{58}'),
  token('Fly.io token', 'fo1_', '[A-Za-z0-9_-]{43}(?![_-])'),
  token('Fly.io token', ['fm1a_', 'fm1r_', 'fm2_'], '[A-Za-z0-9+/]{100,1000}={0,3}'),
  token('Scalingo token', 'tk-us-', '[A-Za-z0-9_-]{48}(?![_-])'),
  token('Render key', 'rnd_', '[A-Za-z0-9]{28,32}', { entropy: 3.5 }),
  token('Netlify token', 'nfp_', '[A-Za-z0-9]{36}'),
  token('Supabase key', ['sbp_', 'sbp_oauth_'], '[a-f0-9]{40}'),
  token('Supabase key', 'sb_secret_', '[A-Za-z0-9_-]{20,60}'),
  token('Neon key', 'napi_', '[a-z0-9]{64}'),
  token('PlanetScale credential', ['pscale_tkn_', 'pscale_pw_', 'pscale_oauth_'], '[A-Za-z0-9_.=-]{32,64}'),
  token('Aiven credential', 'AVNS_', '[A-Za-z0-9_-]{19}(?![_-])'),
  token('Cloudflare origin key', 'v1.0-', '[a-f0-9]{24}-[a-f0-9]{146}'),
  token('Databricks token', 'dapi', '[a-f0-9]{32}(?:-[0-9])?', { entropy: 2.8 }),
  token('OpenShift token', 'sha256~', '[A-Za-z0-9_-]{43}(?![_-])'),
  token('Pulumi token', 'pul-', '[a-f0-9]{40}'),
  token('Doppler token', ['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.'], '[A-Za-z0-9_.-]{40,60}'),
  token('Vault token', ['hvs.', 'hvb.', 'hvr.'], '[A-Za-z0-9_-]{24,300}', { entropy: 3.5 }),
  pattern(
    'HCP Terraform token',
    ['.atlasv1.'],
    String.raw`(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}(?![A-Za-z0-9])`,
    {
      back: 14,
    },
  ),
  pattern('Infracost key', ['ico-'], '(?<![A-Za-z0-9.])ico-[A-Za-z0-9]{32}(?![A-Za-z0-9])', { entropy: 3.5 }),
  token('Prefect key', ['pnu_', 'pnb_'], '[A-Za-z0-9]{36}'),
  token('Harness token', ['pat.', 'sat.'], '[A-Za-z0-9_-]{22}\\.[A-Za-z0-9]{24}\\.[A-Za-z0-9]{20}'),
  token('1Password token', 'ops_eyJ', '[A-Za-z0-9+/_-]{200,1500}={0,3}', { entropy: 3.8 }),
  token(
    '1Password secret key',
    'A3-',
    '[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}',
    { entropy: 3.5 },
  ),
  token('age secret key', 'AGE-SECRET-KEY-1', '[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}'),
  token('New Relic key', ['NRAK-', 'NRAA-'], '[A-Za-z0-9]{27,32}'),
  token('New Relic insert key', 'NRII-', '[A-Za-z0-9_-]{32}(?![_-])'),
  token('Grafana token', 'glc_', '[A-Za-z0-9+/]{32,400}={0,3}', { entropy: 3.5 }),
  token('Grafana token', 'glsa_', '[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}'),
  token('Grafana key', 'eyJrIjoi', '[A-Za-z0-9]{70,400}={0,3}'),
  token('Dynatrace token', ['dt0c01.', 'dt0s16.'], '[A-Za-z0-9]{24}\\.[A-Za-z0-9]{64}'),
  token('Tailscale key', ['tskey-auth-', 'tskey-api-', 'tskey-client-'], '[A-Za-z0-9]{6,20}-[A-Za-z0-9]{24,40}'),
  token('ClickHouse Cloud key', '4b1d', '[A-Za-z0-9]{38}', { entropy: 3.6 }),
  token('LaunchDarkly key', 'sdk-', UUID, { entropy: 2.8 }),
  pattern('MaxMind key', ['_mmk'], String.raw`(?<![A-Za-z0-9])[A-Za-z0-9]{6}_[A-Za-z0-9_]{29}_mmk(?![A-Za-z0-9])`, {
    back: 36,
  }),
  token('Adobe client secret', 'p8e-', '[A-Za-z0-9]{32}'),
  token('Defined Networking key', 'dnkey-', '[A-Za-z0-9_=-]{26}-[A-Za-z0-9_=-]{52}'),
  token(
    'Authress key',
    ['sc_', 'ext_', 'scauth_', 'authress_'],
    '[A-Za-z0-9]{5,30}\\.[A-Za-z0-9]{4,6}\\.acc[_-][A-Za-z0-9-]{10,32}\\.[A-Za-z0-9+/_=-]{30,120}',
  ),
];
