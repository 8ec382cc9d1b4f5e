// Starts the thread from TypeScript source, in tests and in development; see `src/review/analyzers/worker-from-source.mjs`.
import { register } from 'tsx/esm/api';

register();
await import('./open-body-thread.ts');
