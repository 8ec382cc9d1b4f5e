import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { secretKeyFile } from '../../src/database/secret-key-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nectr-key-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('secretKeyFile', () => {
  it('makes a key of 32 bytes once, for its owner only, and another one in another folder', () => {
    const key = secretKeyFile(folder);
    expect(Buffer.from(key, 'base64url')).toHaveLength(32);
    expect(secretKeyFile(folder)).toBe(key);
    expect(statSync(join(folder, 'secret-key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['secret-key']);
    const other = mkdtempSync(join(tmpdir(), 'nectr-key-'));
    expect(secretKeyFile(other)).not.toBe(key);
    rmSync(other, { recursive: true });
  });

  it('takes no half key that a crash left beside its place', () => {
    writeFileSync(join(folder, 'secret-key.new'), 'half');
    expect(secretKeyFile(folder)).toHaveLength(43);
  });

  it('reads a key that somebody wrote with an editor', () => {
    writeFileSync(join(folder, 'secret-key'), `${'k'.repeat(40)}\n`);
    expect(secretKeyFile(folder)).toBe('k'.repeat(40));
  });

  it.each(['', '\n', 'short', 'k'.repeat(31)])(
    'says what to do about a file that holds no key (%j), and keeps it',
    (text) => {
      writeFileSync(join(folder, 'secret-key'), text);
      expect(() => secretKeyFile(folder)).toThrow(/holds no key: restore it, or set SECRET_KEY/);
      expect(readFileSync(join(folder, 'secret-key'), 'utf8')).toBe(text);
    },
  );

  it.skipIf(process.getuid?.() === 0)('throws where the file cannot be read, and makes no other', () => {
    const key = secretKeyFile(folder);
    chmodSync(join(folder, 'secret-key'), 0);
    expect(() => secretKeyFile(folder)).toThrow('EACCES');
    chmodSync(join(folder, 'secret-key'), 0o600);
    expect(secretKeyFile(folder)).toBe(key);
  });
});
