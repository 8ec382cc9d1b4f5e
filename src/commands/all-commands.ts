import type { Command } from './command-line.js';

/** Every command by its name; loaded when asked for: the worker must not carry the demo along. */
export const COMMANDS: Readonly<Record<string, () => Promise<{ command: Command }>>> = {
  start: () => import('./start.js'),
  setup: () => import('./setup.js'),
  worker: () => import('./worker.js'),
  migrate: () => import('./migrate.js'),
  review: () => import('./review.js'),
  replay: () => import('./replay.js'),
  demo: () => import('./demo.js'),
  doctor: () => import('./doctor.js'),
  events: () => import('./events.js'),
  graph: () => import('./graph.js'),
  mcp: () => import('./mcp.js'),
  memories: () => import('./memories.js'),
  workflows: () => import('./workflows.js'),
  'forget-person': () => import('./forget-person.js'),
  login: () => import('./login.js'),
  logout: () => import('./logout.js'),
  api: () => import('./api.js'),
  skill: () => import('./skill.js'),
  backup: () => import('./backup.js'),
  restore: () => import('./restore.js'),
  'rotate-secrets': () => import('./rotate-secrets.js'),
  rules: () => import('./rules.js'),
  config: () => import('./config-schema.js'),
};
