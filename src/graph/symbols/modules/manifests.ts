import { readJson, type JsonObject } from './read-json.js';

/** `tsconfig.base.json`, `jsconfig.json`, or one of a package of such (`packages/typescript-config/react.json`). */
const CONFIG = /(?:^|\/)(?:(?:ts|js)config[^/]*|[^/]*(?:ts|typescript)-?config\/[^/]+)\.json$/;

/** Whether the text of that file is one of the manifests of `createModules`. */
export function isManifest(path: string): boolean {
  return (isTsconfig(path) || /(?:^|\/)(?:package\.json|go\.mod)$/.test(path)) && !path.includes('node_modules/');
}

/** Whether it may hold settings of the TypeScript compiler. */
export function isTsconfig(path: string): boolean {
  return CONFIG.test(path);
}

/** Whether it speaks of scripts: it is JSON. */
export function isScriptManifest(path: string): boolean {
  return path.endsWith('.json') && isManifest(path);
}

/** The manifests of scripts by what they say; a broken one says nothing. */
export function jsonManifests(texts: ReadonlyMap<string, string>): Map<string, JsonObject> {
  const read = new Map<string, JsonObject>();
  for (const [path, text] of texts) {
    const json = isScriptManifest(path) ? readJson(text) : null;
    if (json) read.set(path, json);
  }
  return read;
}
