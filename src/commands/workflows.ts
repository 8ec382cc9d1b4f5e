import { definitionJsonSchema } from '../workflows/definitions/definition-json-schema.js';
import { defineCommand, oneOf, UsageError } from './command-line.js';
import { check } from './workflows/check.js';

const HELP = `nectr workflows <verb> …

  schema                      the JSON schema of a workflow, such as .github/nectr/workflows/<name>.yml
  check <file> …              reads workflow files without a server: what is wrong, by field, or what each does

  --json                      the same for programs

Ends with 0: done; 1: a file is wrong; 2: bad arguments.
`;

/** `nectr workflows`. */
export const command = defineCommand({
  name: 'workflows',
  help: HELP,
  options: { json: { type: 'boolean', default: false } },
  mostArguments: 100,
  envFile: null,
  run: async ({ json }, [given, ...args]) => {
    if (given === undefined) throw new UsageError('a verb is missing, such as check');
    const verb = oneOf('workflows', ['schema', 'check'], given);
    if (verb === 'check') return check(args, { json });
    if (args[0] !== undefined) throw new UsageError(`unexpected argument ${JSON.stringify(args[0])}`);
    process.stdout.write(definitionJsonSchema());
  },
});
