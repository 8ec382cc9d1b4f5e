import react from '@vitejs/plugin-react';
import tailwind from '@tailwindcss/vite';
import { defineConfig } from 'vite';

const here = import.meta.dirname;
/** `npm run dev:dashboard`: the page from its sources, the rest from a server that runs beside it. */
const server = process.env.BACKEND_URL ?? 'http://127.0.0.1:3000';
const SERVER_PATHS = ['/api', '/auth', '/health', '/mcp', '/skill.md', '/setup/api'];

export default defineConfig({
  root: here,
  plugins: [react(), tailwind()],
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
  worker: { format: 'es' },
  server: {
    port: 5173,
    proxy: Object.fromEntries(SERVER_PATHS.map((path) => [path, { target: server, changeOrigin: false }])),
  },
});
