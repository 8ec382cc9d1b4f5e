import { z } from 'zod';
import { settingsSchema } from './settings-schema.js';

/** The JSON schema of `.github/nectr.yml` as committed in `.github/nectr.schema.json` (formatted there by Prettier). */
export function settingsJsonSchema(): string {
  const schema = z.toJSONSchema(settingsSchema, { io: 'input' });
  return `${JSON.stringify({ title: 'Nectr repository settings', ...schema }, null, 2)}\n`;
}
