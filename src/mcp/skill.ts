import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../version.js';

/** How a coding agent works with findings, for a server at this address. */
export function skillText(backendUrl: string): string {
  const text = readFileSync(join(packageFolder, '.github', 'skills', 'nectr', 'SKILL.md'), 'utf8');
  return text.replaceAll('{{BACKEND_URL}}', backendUrl.replace(/\/$/, ''));
}
