import { settingsJsonSchema } from '../github/settings-json-schema.js';

/** `nectr config schema`: the JSON schema of `.github/nectr.yml`. */
export async function runConfigSchema(args: readonly string[]): Promise<void> {
  if (args[0] === 'schema' && args.length === 1) {
    process.stdout.write(settingsJsonSchema());
    return;
  }
  process.stderr.write('nectr config schema: prints the JSON schema of .github/nectr.yml\n');
  process.exitCode = 2;
}
