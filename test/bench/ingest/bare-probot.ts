import { run, type Probot } from 'probot';

/**
 * Probot alone, as its documentation deploys it: `run` makes a `Server` that verifies and parses each delivery, calls
 * an empty handler and writes its request log to stdout; LOG_FORMAT chooses `pretty`, its default, or `json`.
 */
const server = await run((app: Probot) => void app.on('pull_request', () => undefined));
process.send?.({ listening: server.port });
process.once('disconnect', () => process.exit());
