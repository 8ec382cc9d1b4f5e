import { z } from 'zod';
import { defineIntegration } from '../services/integration-type.js';

const NOTHING =
  'Axolo documents no API and no webhook, so Nectr cannot send to it or ask it. It brings comments on a pull request into its Slack channel by itself: use post_comment, or connect Slack to write to a channel.';

/**
 * Axolo opens a Slack channel for each pull request and tells there what happens on GitHub. Its documentation
 * (https://axolo.co/docs) names no API, no token and no webhook, neither in nor out, so there is nothing to be called.
 */
export const axolo = defineIntegration({
  type: 'axolo',
  title: 'Axolo',
  config: z.strictObject({}),
  credentials: z.strictObject({}),
  nothingToConnect: NOTHING,
  events: {},
  async health() {
    return { status: 'unknown', detail: NOTHING };
  },
});
