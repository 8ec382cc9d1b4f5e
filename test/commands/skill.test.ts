import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { command } from '../../src/commands/skill.js';
import { skillText } from '../../src/mcp/skill.js';

const folder = mkdtempSync(join(tmpdir(), 'nectr-skill-'));
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe('nectr skill', () => {
  it('prints what the server has at /skill.md, with its address', async () => {
    const printed: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
    const env = { HOME: folder, XDG_CONFIG_HOME: folder, BACKEND_URL: 'https://nectr.example.com/' };
    await command.run([], env);
    expect(printed.join('')).toBe(skillText('https://nectr.example.com'));
    expect(printed.join('')).toMatch(/^---\nname: nectr\n/);
    expect(printed.join('')).toContain('`https://nectr.example.com/mcp`');
  });
});
