import { skillText } from '../mcp/skill.js';
import { defineCommand } from './command-line.js';
import { readLogin } from './login/stored-login.js';

const HELP = `nectr skill

Prints how a coding agent works with findings: a SKILL.md, as the server has it at /skill.md. The address in it is that of the server
where this machine is signed in, or else BACKEND_URL.
`;

/** `nectr skill`. */
export const command = defineCommand({
  name: 'skill',
  help: HELP,
  options: {},
  mostArguments: 0,
  envFile: 'all',
  run: async (_values, _args, env) => {
    process.stdout.write(skillText(readLogin(env)?.server ?? env.BACKEND_URL ?? 'http://localhost:3000'));
  },
});
