import { command } from './commands/start.js';

await command.run(process.argv.slice(2), process.env);
