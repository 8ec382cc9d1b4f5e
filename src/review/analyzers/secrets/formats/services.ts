import { pattern, token, type TokenFormat } from '../token-format.js';

const SLACK = { rule: 'slack-token' };
const STRIPE = { rule: 'stripe-key' };
const OPENAI = { rule: 'openai-key' };
const UUID = '[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}';

/** What software talks to: messages, money, models. */
export const SERVICE_FORMATS: readonly TokenFormat[] = [
  token(
    'Slack token',
    ['xoxa-', 'xoxb-', 'xoxo-', 'xoxp-', 'xoxr-', 'xoxs-'],
    '(?:[0-9]-)?[0-9]{8,14}(?:-[0-9]{8,14}){0,3}-[A-Za-z0-9]{10,64}(?!-)',
    {
      ...SLACK,
      entropy: 2.4,
    },
  ),
  token('Slack token', ['xoxe.xoxb-', 'xoxe.xoxp-', 'xoxe-'], '[0-9]-[A-Za-z0-9]{140,200}', SLACK),
  token('Slack token', 'xapp-', '[0-9]-[A-Z0-9]{8,}-[0-9]{8,}-[a-f0-9]{32,}', SLACK),
  pattern(
    'Slack webhook address',
    ['hooks.slack.com/'],
    String.raw`hooks\.slack\.com/(?:services/T[A-Z0-9]{7,}/B[A-Z0-9]{7,}/[A-Za-z0-9]{20,}|(?:services|workflows|triggers)/[A-Za-z0-9+/]{43,56}(?![A-Za-z0-9+/]))`,
    { rule: 'slack-webhook' },
  ),
  pattern(
    'Discord webhook address',
    ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'],
    String.raw`discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,80}`,
  ),
  pattern(
    'Microsoft Teams webhook address',
    ['.webhook.office.com/webhookb2/'],
    String.raw`\.webhook\.office\.com/webhookb2/[A-Za-z0-9-]{36}@[A-Za-z0-9-]{36}/IncomingWebhook/[A-Za-z0-9]{32}/[A-Za-z0-9-]{36}`,
  ),
  pattern(
    'Telegram bot token',
    [':A'],
    String.raw`(?<=(?<![0-9:A-Za-z])(?:bot)?[0-9]{5,16}):(A[A-Za-z0-9_-]{34})(?![A-Za-z0-9_-])`,
    {
      entropy: 3.4,
    },
  ),
  token('SendGrid key', 'SG.', '[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}(?![_-])', { rule: 'sendgrid-key' }),
  token('SendGrid key', 'SG.', '[A-Za-z0-9=_.-]{66}(?![=_.-])', { rule: 'sendgrid-key', entropy: 4 }),
  token('Brevo key', ['xkeysib-', 'xsmtpsib-'], '[a-f0-9]{64}-[A-Za-z0-9]{16}'),
  token('Mailgun key', 'key-', '[a-f0-9]{32}'),
  pattern('Mailchimp key', ['-us'], String.raw`(?<![A-Za-z0-9])[a-f0-9]{32}-us[0-9]{1,2}(?![A-Za-z0-9])`, { back: 32 }),
  token('Resend key', 're_', '[A-Za-z0-9]{8}_[A-Za-z0-9]{24}'),
  token('Twilio key', 'SK', '[a-f0-9]{32}', { tier: 'lead' }),
  token('HubSpot token', ['pat-na1-', 'pat-na2-', 'pat-eu1-', 'pat-ap1-'], UUID),
  token('PostHog key', 'phx_', '[A-Za-z0-9]{40,50}'),
  token('Facebook token', ['EAAM', 'EAAC', 'EAAG', 'EAAB'], '[A-Za-z0-9]{100,400}'),
  pattern(
    'Facebook app token',
    ['|', '%7C'],
    String.raw`(?<=(?<![0-9])[0-9]{15,16})(?:\||%7C)([A-Za-z0-9_-]{27,40})(?![A-Za-z0-9_-])`,
    {
      entropy: 3.3,
    },
  ),
  token('Twitter bearer token', 'AAAAAAAAAAAAAAAAAAAAAA', '[A-Za-z0-9%]{80,100}', { entropy: 3 }),
  token('Mapbox secret token', 'sk.eyJ', '[A-Za-z0-9_-]{60,120}\\.[A-Za-z0-9_-]{22}'),
  token('Stripe live key', ['sk_live_', 'rk_live_', 'sk_prod_', 'rk_prod_'], '[A-Za-z0-9]{20,247}', STRIPE),
  token('Stripe webhook secret', 'whsec_', '[A-Za-z0-9]{32,}', STRIPE),
  token('Square token', ['sq0atp-', 'sq0csp-'], '[A-Za-z0-9_-]{22,43}(?![_-])'),
  token('Square token', 'EAAA', '[A-Za-z0-9_-]{60}(?![_-])'),
  token('Braintree token', 'access_token$production$', '[a-z0-9]{16}\\$[a-f0-9]{32}'),
  token('Shopify token', ['shpat_', 'shpca_', 'shppa_', 'shpss_', 'shptka_'], '[A-Fa-f0-9]{32}'),
  token('Shippo token', 'shippo_live_', '[a-f0-9]{40}'),
  token('Shippo test token', 'shippo_test_', '[a-f0-9]{40}', { tier: 'lead' }),
  token('EasyPost key', 'EZAK', '[A-Za-z0-9]{54}'),
  token('EasyPost test key', 'EZTK', '[A-Za-z0-9]{54}', { tier: 'lead' }),
  token('Duffel token', 'duffel_live_', '[A-Za-z0-9_=-]{43}(?![_=-])'),
  token('Duffel test token', 'duffel_test_', '[A-Za-z0-9_=-]{43}(?![_=-])', { tier: 'lead' }),
  token('Flutterwave key', 'FLWSECK-', '[a-f0-9]{12,32}-X'),
  token('Flutterwave test key', 'FLWSECK_TEST-', '[a-f0-9]{12,32}(?:-X)?', { tier: 'lead', entropy: 2.5 }),
  token('Plaid token', ['access-production-', 'access-development-'], UUID, { entropy: 2.8 }),
  token('Lob key', 'live_', '[a-f0-9]{35}'),
  token('GoCardless token', 'live_', '[A-Za-z0-9_=-]{40}(?![_=-])', { entropy: 3.8, tier: 'lead' }),
  token('SettleMint token', ['sm_aat_', 'sm_pat_', 'sm_sat_'], '[A-Za-z0-9]{16}', { entropy: 2.8 }),
  token(
    'Anthropic key',
    ['sk-ant-api', 'sk-ant-admin', 'sk-ant-oat', 'sk-ant-sid', 'sk-ant-ort'],
    '[0-9]{2}-[A-Za-z0-9_-]{40,200}',
    {
      rule: 'anthropic-key',
    },
  ),
  token('OpenAI key', ['sk-proj-', 'sk-svcacct-', 'sk-admin-'], '[A-Za-z0-9_-]{40,200}', OPENAI),
  token('OpenAI key', 'sk-', '[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}', OPENAI),
  token('Hugging Face token', 'hf_', '[A-Za-z0-9]{34,40}', { rule: 'huggingface-token' }),
  token('Hugging Face token', 'api_org_', '[A-Za-z]{34}', { rule: 'huggingface-token' }),
  token('Perplexity key', 'pplx-', '[A-Za-z0-9]{48}'),
  token('Groq key', 'gsk_', '[A-Za-z0-9]{52}'),
  token('Replicate token', 'r8_', '[A-Za-z0-9]{37}'),
  token('xAI key', 'xai-', '[A-Za-z0-9]{80}'),
  token('OpenRouter key', 'sk-or-v1-', '[a-f0-9]{64}'),
  token('LangSmith key', ['lsv2_pt_', 'lsv2_sk_'], '[a-f0-9]{32}_[a-f0-9]{10}'),
  token('Pinecone key', 'pcsk_', '[A-Za-z0-9]{5,6}_[A-Za-z0-9]{60,66}'),
  token('NVIDIA key', 'nvapi-', '[A-Za-z0-9_-]{60,70}(?![_-])'),
  token('Cerebras key', 'csk-', '[a-z0-9]{48}'),
  token('ElevenLabs key', 'sk_', '[a-f0-9]{48}'),
  token('Tavily key', ['tvly-', 'tvly-dev-', 'tvly-prod-'], '[A-Za-z0-9]{32}'),
];
