import { createDataSource } from './src/database/data-source.js';

/** For the TypeORM command line (`npx typeorm migration:show -d ormconfig.ts`); the product migrates by itself. */
export default createDataSource({
  scope: 'system',
  url: process.env['DATABASE_URL'] ?? 'postgresql://localhost/nectr',
  poolSize: 1,
  applicationName: 'nectr typeorm',
});
