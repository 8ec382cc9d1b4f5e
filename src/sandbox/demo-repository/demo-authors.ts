import type { DemoAuthor } from './demo-commit.js';

/** The team of the demo shop; none of them exists. */
export const MAYA = person('maya-okafor', 'Maya Okafor');
export const JONAS = person('jonas-lind', 'Jonas Lind');
export const PRIYA = person('priya-raman', 'Priya Raman');
export const TOM = person('tom-becker', 'Tom Becker');
export const DANA = person('dana-cole', 'Dana Cole');
export const LUIS = person('luis-ferreira', 'Luis Ferreira');
/** No person: what it opens, nobody knows better than others. */
export const DEPENDABOT = person('dependabot[bot]', 'dependabot[bot]');

function person(login: string, name: string): DemoAuthor {
  return { login, name, email: `${login}@orchard.example` };
}
