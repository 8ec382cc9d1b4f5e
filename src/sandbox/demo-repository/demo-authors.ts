import type { DemoAuthor } from './demo-commit.js';

/** The team of the demo shop; none of them exists. */
export const MAYA = person('maya-okafor', 'Maya Okafor');
export const JONAS = person('jonas-lind', 'Jonas Lind');
export const PRIYA = person('priya-raman', 'Priya Raman');
export const TOM = person('tom-becker', 'Tom Becker');

function person(login: string, name: string): DemoAuthor {
  return { login, name, email: `${login}@orchard.example` };
}
