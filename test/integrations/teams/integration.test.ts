import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { teams } from '../../../src/integrations/teams/integration.js';
import { ServiceLimitedError } from '../../../src/integrations/services/service-error.js';
import { allOf, callOf, errorOf, messageOf } from '../call-of.js';
import { LocalTeams, WEBHOOK_PATH } from './local-teams.js';

let server: LocalTeams;
beforeEach(async () => {
  server = new LocalTeams();
  await server.start();
});
afterEach(() => server.stop());

const call = (path = WEBHOOK_PATH, allowed = ['127.0.0.1']) =>
  callOf(teams, { config: {}, credentials: { webhook_url: `${server.url}${path}` }, allowed });
const { send } = teams.messages!;

describe('a message', () => {
  it('is an Adaptive Card in the envelope that the flow takes', async () => {
    const sent = await send(
      call(),
      messageOf({
        title: 'Payments need_two *people*',
        text: '# Why\n\nSee **[#12](https://github.com/acme/shop/pull/12)** and `a_b`\nnext <at>Dora</at>\n\n- a\n- b\n\n```ts\nlet a;\nlet b;\n```',
        url: 'https://github.com/acme/shop/pull/12',
        level: 'success',
        fields: [{ name: 'Author', value: '[dora](x)' }],
        buttons: [{ action: 'approve', label: 'Approve', value: '1' }],
      }),
      'k',
    );
    expect(sent).toEqual({ id: null, url: null });
    expect(server.cards).toEqual([
      {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        msteams: { width: 'Full' },
        body: [
          {
            type: 'TextBlock',
            text: 'Payments need_two \\*people\\*',
            wrap: true,
            weight: 'Bolder',
            size: 'Medium',
            color: 'Good',
            style: 'heading',
          },
          { type: 'TextBlock', text: '**Why**', wrap: true },
          {
            type: 'TextBlock',
            text: 'See **[#12](https://github.com/acme/shop/pull/12)** and a_b\n\nnext Dora',
            wrap: true,
          },
          { type: 'TextBlock', text: '- a\n\n- b', wrap: true },
          { type: 'TextBlock', text: 'let a;\n\nlet b;', wrap: true, fontType: 'Monospace' },
          { type: 'FactSet', facts: [{ title: 'Author', value: '\\[dora\\](x)' }] },
        ],
        actions: [{ type: 'Action.OpenUrl', title: 'Open', url: 'https://github.com/acme/shop/pull/12' }],
      },
    ]);
  });

  it('mentions nobody', async () => {
    await send(call(), messageOf({ title: '<at>Dora</at>', text: '`<at>Dora</at>` \\<at>Dora\\</at>' }), 'k');
    const texts = server.cards[0]?.body.map(({ text }) => text);
    expect(texts).toEqual(['\\<at>Dora\\</at>', '\\<at>Dora\\</at> \\<at>Dora\\</at>']);
  });

  it.each([
    ['long words', 'word '.repeat(20_000)],
    ['emojis', '😀'.repeat(20_000)],
    ['what grows when it is escaped', '*"`<a'.repeat(6000)],
    ['many lines', 'a "line" of words\n\n'.repeat(2000)],
    ['code', `\`\`\`ts\n${'const a = "<b>";\n'.repeat(390)}\`\`\``],
  ])('has at most 28 KB: %s', async (_, text) => {
    const fields = Array.from({ length: 60 }, (__, index) => ({ name: `n${index}`, value: '雪'.repeat(3000) }));
    await send(call(), messageOf({ title: '雪'.repeat(400), text, fields }), 'k');
    expect(server.cards).toHaveLength(1);
    expect(JSON.stringify(server.cards[0]?.body)).toContain('…');
    expect(JSON.stringify(server.cards)).not.toMatch(/\\ud[89ab]/i);
  });

  it('goes to the one channel of its webhook', async () => {
    expect(await errorOf(send(call(), messageOf({ to: 'General' }), 'k'))).toMatchObject({ why: 'invalid' });
    expect(server.asked).toHaveLength(0);
  });
});

describe('what goes wrong', () => {
  it.each<[what: string, path: string, why: string, says: string]>([
    ['a wrong signature', WEBHOOK_PATH.replace('canary', 'x'), 'credentials', 'DirectApiAuthorizationRequired'],
  ])('%s', async (_, path, why, says) => {
    expect(await errorOf(send(call(path), messageOf(), 'k'))).toMatchObject({
      why,
      message: expect.stringContaining(says),
    });
  });

  it('the flow was deleted', async () => {
    server.isDeleted = true;
    expect(await errorOf(send(call(), messageOf(), 'k'))).toMatchObject({
      why: 'not-found',
      message: 'Teams does not find it: WorkflowNotFound',
    });
  });

  it.each([
    { status: 302, headers: { location: '/sign-in' } },
    { status: 200, body: '<!DOCTYPE html><html><title>Sign in</title></html>' },
  ])('somebody else answers with %j: it was not posted', async (page) => {
    server.fail(page);
    const error = await errorOf(send(call(), messageOf(), 'k'));
    expect(error).toMatchObject({ message: expect.stringMatching(/^Teams(?:: .* redirects| gave an answer)/) });
    expect(server.cards).toHaveLength(0);
  });

  it('a limit', async () => {
    server.fail({ status: 429, headers: { 'retry-after': '20' } });
    expect(await errorOf(send(call(), messageOf(), 'k'))).toBeInstanceOf(ServiceLimitedError);
  });

  it.each(['lost', 'late 5xx'] as const)('%s: it may have been posted, which nobody can look up', async (trouble) => {
    server.fail(trouble);
    expect(await errorOf(send(call(), messageOf(), 'k'))).toMatchObject({ mayBeDone: true });
    expect(server.cards).toHaveLength(1);
    expect(teams.messages!.find).toBeUndefined();
    expect(teams.health).toBeUndefined();
  });

  it('the address stands in no error', async () => {
    const statuses = [301, 302, 400, 401, 403, 404, 413, 429, 500].map((status) => ({
      status,
      headers: { location: `https://canary.example.com${WEBHOOK_PATH}` },
      body: { error: { code: 'canary 1', message: WEBHOOK_PATH } },
    }));
    for (const trouble of [...statuses, 'lost', 'late 5xx'] as const) {
      server.fail(trouble);
      expect(allOf(await errorOf(send(call(), messageOf(), 'k')))).not.toContain('canary-sig');
    }
    expect(allOf(await errorOf(send(call(WEBHOOK_PATH, []), messageOf(), 'k')))).not.toContain('canary');
    await server.stop();
    expect(allOf(await errorOf(send(call(), messageOf(), 'k')))).not.toContain('canary');
  });
});

describe('settings', () => {
  const NEW =
    'https://default0123.45.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/ab/triggers/manual/paths/invoke?api-version=1&sp=%2F&sv=1.0&sig=canary';
  const OLD = 'https://prod-12.westeurope.logic.azure.com:443/workflows/ab/triggers/manual/paths/invoke?sig=canary';
  it.each<[what: string, url: string, says: string | null]>([
    ['an address of today', NEW, null],
    ['an address of before', OLD, null],
    ['one that was cut', OLD.replace('?sig=canary', ''), 'no webhook of Workflows'],
    ['a retired connector', 'https://acme.webhook.office.com/webhookb2/canary/IncomingWebhook/x/y', 'retired'],
    ['another host', 'https://logic.azure.com.example.com/x?sig=canary', 'no webhook of Workflows'],
    ['http', OLD.replace('https', 'http'), 'https://'],
  ])('%s', (_, url, says) => {
    const { success, error } = teams.credentials.safeParse({ webhook_url: url });
    expect(success).toBe(says === null);
    if (says !== null) expect(error?.message).toContain(says);
    expect(error?.message ?? '').not.toContain('canary');
  });

  it('have a JSON schema', () => {
    expect(z.toJSONSchema(teams.credentials, { io: 'input' })).toMatchObject({ required: ['webhook_url'] });
  });
});
