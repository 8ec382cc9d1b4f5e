import react from '@vitejs/plugin-react';
import tailwind from '@tailwindcss/vite';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { licencesOf } from '../licences-of.mjs';

const here = import.meta.dirname;
/** `npm run dev:dashboard`: the page from its sources, the rest from a server that runs beside it. */
const server = process.env.BACKEND_URL ?? 'http://127.0.0.1:3000';
const SERVER_PATHS = ['/api', '/auth', '/health', '/mcp', '/skill.md', '/setup/api'];

const bundled: string[] = [];
/** Notes what comes into a bundle; fonts and workers, too, which Vite's own list leaves out. */
const noteBundled = (): Plugin => ({
  name: 'note-bundled',
  generateBundle(_options, bundle) {
    for (const part of Object.values(bundle))
      bundled.push(
        ...(part.type === 'chunk' ? Object.keys(part.modules) : part.originalFileNames.map((name) => join(here, name))),
      );
  },
});
const writeLicences: Plugin = {
  name: 'write-licences',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source: licencesOf(bundled) });
  },
};

export default defineConfig({
  root: here,
  plugins: [react(), tailwind(), noteBundled(), writeLicences],
  build: {
    outDir: `${here}/../../dist/dashboard`,
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    // The page's policy allows no `data:` for scripts and styles; fonts and pictures stay files that browsers keep.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es', plugins: () => [noteBundled()] },
  server: {
    port: 5173,
    proxy: Object.fromEntries(SERVER_PATHS.map((path) => [path, { target: server, changeOrigin: false }])),
  },
});
