import { defineCommand, oneOf, UsageError } from './command-line.js';
import { settingsJsonSchema } from '../github/settings/settings-json-schema.js';
import { settingsReference } from '../github/settings/settings-reference.js';

const WHAT = ['schema', 'reference'] as const;

const HELP = `nectr config schema | reference

  schema                      the JSON schema of .github/nectr.yml
  reference                   its keys, with their defaults, as a Markdown table
`;

/** `nectr config`. */
export const command = defineCommand({
  name: 'config',
  verbs: WHAT,
  help: HELP,
  options: {},
  mostArguments: 1,
  envFile: null,
  run: async (_values, [given]) => {
    if (given === undefined) throw new UsageError(`config takes ${WHAT.join(' or ')}`);
    process.stdout.write(oneOf('config', WHAT, given) === 'schema' ? settingsJsonSchema() : settingsReference());
  },
});
