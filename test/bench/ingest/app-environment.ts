import { generateKeyPairSync } from 'node:crypto';

export const SECRET = 's'.repeat(40);

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
/** The settings of an App that reaches nobody. */
export const app = {
  APP_ID: '1',
  PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  WEBHOOK_SECRET: SECRET,
  HOST: '127.0.0.1',
  NODE_ENV: 'production',
  // Nobody listens there: nothing of this run reaches GitHub.
  GHE_HOST: '127.0.0.1:9',
  GHE_PROTOCOL: 'http',
};
