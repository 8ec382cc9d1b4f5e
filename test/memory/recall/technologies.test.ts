import { expect, it } from 'vitest';
import { queryOfChange } from '../../../src/memory/recall/recall-query.js';
import { technologiesOf } from '../../../src/memory/recall/technologies.js';

it.each([
  ['of its language', ['app/Mail/Ticket.php'], 'Laravel', 'Rails'],
  ['whatever the case of the ending', ['app/LEASE.RB'], 'ActiveRecord', 'Laravel'],
  ['of one that is written in several languages', ['src/A.kt'], 'JUnit', 'SwiftUI'],
  ['of the framework that the ending names', ['src/Cart.vue'], 'Pinia', 'React'],
  ['of each file', ['a.py', 'b.rb'], 'Rails', 'Laravel'],
])('A change is asked about with the technologies %s, and not with those of others', (_, paths, named, other) => {
  const names = technologiesOf(paths).split(' ');
  expect(names).toContain(named);
  expect(names).not.toContain(other);
  expect(new Set(names).size).toBe(names.length);
});

it('A file of no language, or of one that every project has, names none', () => {
  expect(technologiesOf(['README.md', 'LICENSE', 'db/schema.sql', 'config.yml', ''])).toBe('');
  const change = { title: 'Words', body: '', paths: ['README.md'], symbols: [], added: [] };
  expect(queryOfChange(change).pieces.map(({ text }) => text)).not.toContain('');
});
