import { green, red, type Check } from './check.js';
import type { DoctorPorts } from './doctor-ports.js';

/** Whether an App is set, and which variables nobody reads. */
export async function checkConfig({ config }: DoctorPorts): Promise<Check[]> {
  const checks = [
    config.mode === 'configured'
      ? green('configuration', `App ${config.app.appId}, ${secrets(config.app.webhookSecrets.length)}`)
      : red('configuration', 'no GitHub App is set', 'run `nectr setup`, or open the link that `nectr start` prints'),
  ];
  if (config.unused.length > 0) {
    checks.push(green('unused variables', `${config.unused.join(', ')}: not used by this version`));
  }
  return checks;
}

const secrets = (count: number): string => `${count} webhook ${count === 1 ? 'secret' : 'secrets'}`;
