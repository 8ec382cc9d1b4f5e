import { describeGraph } from '../contract/describe-graph.js';
import { openPostgres } from './open-postgres.js';

describeGraph('PostgreSQL', openPostgres);
