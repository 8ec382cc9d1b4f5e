import { settingsJsonSchema } from '../github/settings/settings-json-schema.js';
import { settingsReference } from '../github/settings/settings-reference.js';

/** `nectr config schema | reference`: the JSON schema of `.github/nectr.yml`, or its keys as a Markdown table. */
export async function runConfigSchema(args: readonly string[]): Promise<void> {
  const [what] = args;
  if (args.length === 1 && (what === 'schema' || what === 'reference')) {
    process.stdout.write(what === 'schema' ? settingsJsonSchema() : settingsReference());
    return;
  }
  process.stderr.write(
    'nectr config schema | reference: the JSON schema of .github/nectr.yml, or its keys as a table\n',
  );
  process.exitCode = 2;
}
