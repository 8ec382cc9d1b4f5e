import { readFileSync, readdirSync } from 'node:fs';

/**
 * Names and versions of the packages that these files are of, with each licence's text, once: what licences ask for where
 * packages are passed on. Files of no package are left out.
 */
export function licencesOf(files) {
  const folders = files.flatMap((name) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(name) ?? []);
  const byText = new Map();
  for (const folder of [...new Set(folders)].sort()) {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const texts = readdirSync(folder)
      .filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file))
      .map((file) => readFileSync(`${folder}/${file}`, 'utf8').trim());
    const text = texts.join('\n\n') || `Licence: ${license}`;
    byText.set(text, (byText.get(text) ?? new Set()).add(`${name} ${version}`));
  }
  return [...byText].map(([text, names]) => `${[...names].join('\n')}\n\n${text}\n`).join(`\n${'-'.repeat(80)}\n\n`);
}
