// Starts a thread from TypeScript source, in tests and in development: Node 20 does not apply `--import tsx` to the
// entry of a worker thread. Source: https://tsx.is/dev-api/register-esm
import { register } from 'tsx/esm/api';

register();
await import(process.argv[2]);
