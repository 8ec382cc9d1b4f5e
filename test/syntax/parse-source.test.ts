import { describe, expect, it } from 'vitest';
import { countErrors } from '../../src/syntax/count-errors.js';
import { languageOf } from '../../src/syntax/language-of.js';
import { loadGrammar } from '../../src/syntax/load-grammar.js';
import { parseSource } from '../../src/syntax/parse-source.js';

const SOURCES = [
  ['a.ts', 'const a: number = 1;', 'const a: = ;'],
  ['a.tsx', 'const a = <b>c</b>;', 'const a = <b>c;'],
  ['a.mjs', 'export const a = 1;', 'export const = 1;'],
  ['a.py', 'def a(b):\n    return b\n', 'def a(:\n'],
  ['a.go', 'package a\n\nfunc b() {}\n', 'package a\n\nfunc ( {\n'],
  ['a.java', 'class A { int b = 1; }', 'class { int = ; '],
  ['a.rb', 'def a\n  1\nend\n', 'def \n 1 ((\n'],
  ['a.rs', 'fn a() -> u8 { 1 }', 'fn a( { 1 '],
  ['a.php', '<?php function a() { return 1; }', '<?php function ( { return ;'],
  ['a.cs', 'class A { int b = 1; }', 'class { int = ; '],
  ['a.cpp', 'int a() { return 1; }', 'int a( { return ; '],
] as const;

describe('parseSource', () => {
  it.each(SOURCES)('%s parses, and tells where it is broken', async (path, good, bad) => {
    const language = languageOf(path);
    if (!language) throw new Error(`${path} has no language`);
    const [whole, broken] = [await parseSource(language, good), await parseSource(language, bad)];
    expect(countErrors(whole)).toBe(0);
    expect(countErrors(broken)).toBeGreaterThan(0);
    whole.delete();
    broken.delete();
  });

  it('loads a grammar once', () => {
    expect(loadGrammar('go')).toBe(loadGrammar('go'));
  });

  it.each(['README.md', 'Makefile', 'a.unknown', ''])('has no language for %j', (path) => {
    expect(languageOf(path)).toBeNull();
  });
});
