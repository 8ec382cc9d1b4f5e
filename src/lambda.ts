import { createWebhook } from './lambda/create-webhook.js';
import { createWork } from './lambda/create-work.js';

/**
 * AWS Lambda: `webhook` stands behind the App's webhook URL, `work` is called by a schedule (`.github/docs/lambda.md`).
 */
export const webhook = createWebhook(process.env);
export const work = createWork(process.env);
