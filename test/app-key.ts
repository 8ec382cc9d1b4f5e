import { generateKeyPairSync } from 'node:crypto';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The private key of the App of the tests; one for each process, since to make one takes a quarter of a second. */
export const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
