// Puts the built modules of an entry into few files, and with them the packages that are not in `dependencies`: those
// are too large, or bring too much along, to be installed by everybody. `npm run build` runs it after the compiler.
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { licencesOf } from './licences-of.mjs';

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
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licencesOf(inlined(metafile)));

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

/** The files of which something came into the build. */
function inlined({ outputs }) {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([name, { bytesInOutput }]) => (bytesInOutput > 0 ? [name] : [])),
  );
}
