import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url).pathname;

/** Statements that stand outside of the tenant transaction, and why they may: none of these tables has an installation. */
const OUTSIDE: Record<string, string> = {
  'src/api/door/idempotent.ts': 'idempotency_keys belong to a user',
  'src/api/door/count-request.ts': 'request_counts belong to a user',
  'src/api/queries/read-profile.ts': 'users, of whom only the caller is read',
  'src/api/stream/changed-rows.ts': 'one listener hears of all installations, and the stream filters for each reader',
  'src/api/stream/watch-changes.ts': 'LISTEN of that listener',
};
/** Who may open that transaction: with what the caller sees, and nowhere else. */
const OPENERS = ['src/api/door/open-tenant.ts', 'src/api/tokens.ts'];

const files = ['src/api', 'src/mcp'].flatMap((folder) =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ file: `${folder}/${name}`, text: readFileSync(`${ROOT}${folder}/${name}`, 'utf8') })),
);

it('asks the database only through the tenant transaction, or says why not', () => {
  const asking =
    /\b(?!manager\b)(\w+)(?:<[^>]*>)?\.(?:query|transaction|createQueryRunner|createQueryBuilder|getRepository|manager)\b[^:]/;
  const outside = files.filter(({ text }) =>
    text.split('\n').some((line) => asking.test(line) && !/context\.req\.query|\breq\.query/.test(line)),
  );
  expect(outside.map(({ file }) => file).toSorted()).toEqual(Object.keys(OUTSIDE).toSorted());
});

it('opens that transaction only where the caller is known', () => {
  const opening = files.filter(({ text }) => /\bwithTenant\(/.test(text)).map(({ file }) => file);
  expect(opening.toSorted()).toEqual(OPENERS);
});

it('opens no pool and no system scope of its own', () => {
  const opening = files.filter(({ text }) =>
    /createDataSource\(|new (?:pg\.)?(?:Pool|Client)\(|scope: 'system'|setScope\(/.test(text),
  );
  expect(opening.map(({ file }) => file)).toEqual([]);
});

it('names nothing that no policy holds for', () => {
  expect(files.filter(({ text }) => /\bmv_\w+/.test(text)).map(({ file }) => file)).toEqual([]);
});
