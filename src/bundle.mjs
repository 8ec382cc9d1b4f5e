// Puts the built modules of an entry into few files, and with them the packages that are not in `dependencies`: those
// are too large, or bring too much along, to be installed by everybody. `npm run build` runs it after the compiler.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const { files, dependencies, optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

/** gaxios, of Google's library, loads this CommonJS package by `import()`, and only behind a proxy. */
const namedProxyAgent = {
  name: 'named-proxy-agent',
  setup({ onResolve, onLoad }) {
    const namespace = 'named';
    onResolve({ filter: /^https-proxy-agent$/ }, ({ kind, path, resolveDir }) =>
      kind === 'dynamic-import' ? { path, namespace, pluginData: resolveDir } : undefined,
    );
    onLoad({ filter: /^/, namespace }, ({ path, pluginData: resolveDir }) => ({
      contents: `export { HttpsProxyAgent } from ${JSON.stringify(path)};`,
      resolveDir,
    }));
  },
};

const { metafile } = await build({
  // `main`, `cli`, `lambda`, and what `entryFile` is asked for: what is started as a process or a thread.
  entryPoints: files.filter((file) => file.startsWith('dist/src/')),
  outbase: 'dist',
  outdir: 'dist',
  allowOverwrite: true,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: Object.keys({ ...dependencies, ...optionalDependencies }),
  mainFields: ['module', 'main'],
  plugins: [namedProxyAgent],
  // What a CommonJS package asks for at run time is a module of Node's.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  keepNames: true,
  sourcemap: true,
  chunkNames: 'chunks/[name]-[hash]',
  metafile: true,
  logLevel: 'warning',
});
refuseLostNames(metafile);
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licences(inlined(metafile)));

/** What a CommonJS module exports by name is lost where it is loaded by `import()`: esbuild hands on `default` alone. */
function refuseLostNames({ inputs, outputs }) {
  const lost = Object.values(outputs).flatMap(({ entryPoint = '' }) =>
    inputs[entryPoint]?.format === 'cjs' && !entryPoint.startsWith('dist/') ? [entryPoint] : [],
  );
  if (lost.length > 0)
    throw new Error(
      `import() of CommonJS: put the package into dependencies, or import it statically:\n${lost.join('\n')}`,
    );
}

/** The folders of the packages of which something came into the build. */
function inlined({ outputs }) {
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([name, { bytesInOutput }]) => (bytesInOutput > 0 ? [name] : [])),
  );
  const folders = files.flatMap((name) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(name) ?? []);
  return [...new Set(folders)].sort();
}

/** Names and versions with each licence's text, once: what licences ask for where packages are passed on. */
function licences(folders) {
  const byText = new Map();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const texts = readdirSync(folder)
      .filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file))
      .map((file) => readFileSync(`${folder}/${file}`, 'utf8').trim());
    const text = texts.join('\n\n') || `Licence: ${license}`;
    byText.set(text, (byText.get(text) ?? new Set()).add(`${name} ${version}`));
  }
  return [...byText].map(([text, names]) => `${[...names].join('\n')}\n\n${text}\n`).join(`\n${'-'.repeat(80)}\n\n`);
}
