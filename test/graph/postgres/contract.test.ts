import { describeScans } from '../contract/describe-scans.js';
import { openPostgres } from './open-postgres.js';

describeScans('PostgreSQL', openPostgres);
