import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { DataSource } from 'typeorm';
import { encryptText } from '../../../src/access/encrypt.js';
import { API_KEY, startLocalDatadog } from '../../integrations/datadog/local-datadog.js';
import { LocalDiscord, WEBHOOK_URL } from '../../integrations/discord/local-discord.js';
import { startLocalSmtp } from '../../integrations/email/local-smtp.js';
import { startJira } from '../../integrations/jira/local-jira.js';
import { startLinear } from '../../integrations/linear/local-linear.js';
import { ROUTING_KEY, startLocalPagerDuty } from '../../integrations/pagerduty/local-pagerduty.js';
import { eventOf, startLocalSentry, TOKEN } from '../../integrations/sentry/local-sentry.js';
import { BOT_TOKEN, LocalSlack, SIGNING_SECRET } from '../../integrations/slack/local-slack.js';
import { LocalTeams, WEBHOOK_PATH } from '../../integrations/teams/local-teams.js';
import { openGate, type Watch } from './gate.js';

const KEYS = ['k'.repeat(40)] as const;
const LINEAR_KEY = `lin_api_${'canary'.repeat(7)}`;
const JIRA = { email: 'nectr@example.com', api_token: `ATATT3x${'canary'.repeat(8)}` };

/** In a file that the repository of the demo has. */
const THROWN = {
  type: 'TypeError',
  value: 'undefined',
  stacktrace: {
    frames: [
      {
        filename: 'src/payments/charge.ts',
        absPath: '/app/src/payments/charge.ts',
        module: null,
        function: 'charge',
        lineNo: 1,
        inApp: true,
      },
    ],
  },
};

/** Every service that a step can write to, each behind a gate, and what of a text stands there. */
export async function startServices(watch: Watch) {
  const [slack, discord, teams] = [new LocalSlack(), new LocalDiscord(), new LocalTeams()];
  await Promise.all([slack, discord, teams].map((each) => each.start()));
  const linear = await startLinear({ apiKey: LINEAR_KEY });
  const jira = await startJira({ email: JIRA.email, apiToken: JIRA.api_token });
  const [datadog, pagerDuty] = await Promise.all([startLocalDatadog(), startLocalPagerDuty()]);
  const sentry = await startLocalSentry();
  sentry.event = eventOf({ entries: [{ type: 'exception', data: { values: [THROWN] } }] });
  const smtp = await startLocalSmtp({ mailboxes: ['dora@acme.dev'], needsLogin: false });
  const heard: string[] = [];
  const own = createServer((request, response) => {
    void text(request).then((body) => {
      heard.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"said":"yes"}');
    });
  });
  own.listen(0, '127.0.0.1');
  await once(own, 'listening');
  const targets = {
    slack: slack.url,
    discord: discord.url,
    teams: teams.url,
    linear: linear.url,
    jira: jira.url,
    datadog: datadog.url,
    pagerduty: pagerDuty.url,
    sentry: sentry.url,
    own: `http://127.0.0.1:${(own.address() as AddressInfo).port}`,
  };
  const gates = Object.fromEntries(
    await Promise.all(
      Object.entries(targets).map(async ([name, url]) => [name, await openGate(name, url, watch)] as const),
    ),
  );
  const at = (name: keyof typeof targets) => gates[name]!.url;
  const connections = {
    slack: [
      { base_url: `${at('slack')}/api`, channel: 'C0123456789' },
      { bot_token: BOT_TOKEN, signing_secret: SIGNING_SECRET },
    ],
    discord: [{ base_url: at('discord') }, { webhook_url: WEBHOOK_URL }],
    teams: [{}, { webhook_url: `${at('teams')}${WEBHOOK_PATH}` }],
    linear: [{ base_url: `${at('linear')}/graphql`, team: 'ENG' }, { api_key: LINEAR_KEY }],
    jira: [{ base_url: at('jira'), project: 'SHOP' }, JIRA],
    datadog: [{ base_url: at('datadog') }, { api_key: API_KEY }],
    pagerduty: [{ base_url: at('pagerduty') }, { routing_key: ROUTING_KEY }],
    sentry: [
      { base_url: at('sentry'), organization: 'acme', repositories: { shop: 'acme/orchard' } },
      { auth_token: TOKEN },
    ],
    email: [
      { host: '127.0.0.1', port: smtp.port, security: 'none', from: 'nectr@acme.dev', to: ['dora@acme.dev'] },
      {},
    ],
  };
  const times = (texts: readonly unknown[], token: string) =>
    texts.filter((one) => (typeof one === 'string' ? one : JSON.stringify(one)).includes(token)).length;
  return {
    own: at('own'),
    slack,
    linear,
    connect: async (source: DataSource, installationId: number) => {
      for (const [type, [config, credentials]] of Object.entries(connections))
        await source.query(
          `INSERT INTO integrations (installation_id, name, type, config, credentials_encrypted) VALUES ($1, $2, $2, $3, $4)`,
          [installationId, type, config, encryptText(JSON.stringify(credentials), KEYS)],
        );
    },
    /** Nobody has worked on the tickets that the pull request names. */
    putBack: () => {
      const [ticket, story] = [linear.issues[0], jira.issues[0]];
      if (ticket !== undefined) ticket.state = ticket.team.states().nodes[0] as typeof ticket.state;
      if (story !== undefined) story.status = 'To Do';
      linear.moves.length = jira.moves.length = 0;
    },
    /** How often each service has done what has this text. */
    seen: (token: string): Record<string, number> => ({
      slack: times(slack.messages, `told ${token}`),
      'slack, asks': times(slack.messages, `${token} waits for approval`) + times(slack.messages, `${token}: approved`),
      discord: times(discord.messages, token),
      teams: times(teams.cards, token),
      linear: times(linear.issues, token),
      jira: times(jira.issues, token),
      'linear, moved': linear.moves.length,
      'jira, moved': jira.moves.length,
      sentry: times(sentry.comments, token),
      datadog: times(datadog.events, token),
      pagerduty: [...pagerDuty.alerts.values()].filter(({ body }) => JSON.stringify(body).includes(token)).length,
      email: times(smtp.mails, token),
      'http request': times(heard, token),
    }),
    close: async () => {
      await Promise.all(Object.values(gates).map((gate) => gate.close()));
      await Promise.all([slack, discord, teams].map((each) => each.stop()));
      await Promise.all([linear, jira, datadog, pagerDuty, sentry, smtp].map((each) => each.close()));
      own.closeAllConnections();
      own.close();
    },
  };
}
