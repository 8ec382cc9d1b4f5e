import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { cachedArchive } from '../cached-archive.js';
import { cachedDiff } from '../cached-diff.js';
import type { Environment } from '../environment.js';
import { GitError, gitText } from '../../checkout/git.js';
import { readObject, type GitObject } from '../git-objects.js';
import { resolveCommit } from '../resolve-commit.js';
import { GitHubError, notFound } from '../github-error.js';
import { openRepository } from '../open-repository.js';
import { findMergeBase } from '../pull-diff.js';
import { renderFile } from '../render/render-pull.js';
import { apiUrl, fullName, type SandboxState } from '../state.js';
import type { Repository } from '../types.js';

const READ = { any: ['contents'], level: 'read' } as const;
/** Larger blobs are not answered by the contents API: https://docs.github.com/rest/repos/contents */
const MAX_CONTENT_BYTES = 100 * 1024 * 1024;
const MOST_FOLDER_ENTRIES = 1000;
const FOLDER_TYPES: Readonly<Record<string, string>> = { tree: 'dir', commit: 'submodule' };

/** What lies in the repository: contents, blobs, trees, comparisons, tarballs. */
export function contentRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.get('/repos/:owner/:repo/contents/:path{.+}', async (c) => {
    const { repository } = openRepository(state, c, READ);
    const commit = await commitOf(repository, c.req.query('ref') ?? repository.defaultBranch);
    const path = c.req.param('path');
    const folder = await readObject(repository.folder, `${commit}:${path}`);
    if (folder?.type === 'tree') return c.json(await folderRows(state, repository, { commit, path, sha: folder.sha }));
    const { sha, bytes } = await blobNamed(repository, `${commit}:${path}`);
    if (bytes.length > MAX_CONTENT_BYTES) throw new GitHubError(403, 'This API returns blobs up to 100 MB in size.');
    if (c.req.header('accept')?.includes('raw')) {
      return c.body(new Uint8Array(bytes), 200, { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' });
    }
    const url = `${apiUrl(state)}/repos/${fullName(repository)}/contents/${path}?ref=${commit}`;
    return c.json({
      type: 'file',
      encoding: 'base64',
      size: bytes.length,
      name: path.split('/').at(-1) ?? path,
      path,
      content: bytes.toString('base64'),
      sha,
      url,
      git_url: `${apiUrl(state)}/repos/${fullName(repository)}/git/blobs/${sha}`,
      html_url: `${state.url}/${fullName(repository)}/blob/${commit}/${path}`,
      download_url: null,
      _links: { self: url, git: null, html: null },
    });
  });
  routes.get('/repos/:owner/:repo/git/blobs/:sha', async (c) => {
    const { repository } = openRepository(state, c, READ);
    const { bytes } = await blobNamed(repository, hexOf(c.req.param('sha')));
    if (c.req.header('accept')?.includes('raw')) {
      return c.body(new Uint8Array(bytes), 200, { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' });
    }
    const sha = c.req.param('sha');
    const url = `${apiUrl(state)}/repos/${fullName(repository)}/git/blobs/${sha}`;
    return c.json({
      sha,
      node_id: sha,
      size: bytes.length,
      url,
      content: bytes.toString('base64'),
      encoding: 'base64',
    });
  });
  routes.get('/repos/:owner/:repo/git/trees/:sha', async (c) => {
    const { repository } = openRepository(state, c, READ);
    const sha = c.req.param('sha');
    const recursive = c.req.query('recursive') !== undefined ? ['-r', '-t'] : [];
    const text = await gitText(repository.folder, ['ls-tree', '-z', '-l', ...recursive, hexOf(sha)]).catch(orNotFound);
    const tree = text
      .split('\0')
      .filter(Boolean)
      .map((row) => treeEntry(state, repository, row));
    const url = `${apiUrl(state)}/repos/${fullName(repository)}/git/trees/${sha}`;
    const most = state.mostTreeEntries;
    return c.json({ sha, url, tree: tree.slice(0, most), truncated: tree.length > most });
  });
  routes.get('/repos/:owner/:repo/compare/:range{.+}', async (c) => {
    const { repository } = openRepository(state, c, READ);
    const [from = '', to = ''] = c.req.param('range').split('...');
    const [base, head] = [await commitOf(repository, from), await commitOf(repository, to)];
    const [files, mergeBase] = await Promise.all([
      cachedDiff(state, repository, base, head),
      findMergeBase(repository.folder, base, head),
    ]);
    const count = async (range: string) => Number(await gitText(repository.folder, ['rev-list', '--count', range]));
    const [ahead, behind] = [await count(`${mergeBase}..${head}`), await count(`${mergeBase}..${base}`)];
    return c.json({
      status: ahead === 0 ? (behind === 0 ? 'identical' : 'behind') : behind === 0 ? 'ahead' : 'diverged',
      ahead_by: ahead,
      behind_by: behind,
      total_commits: ahead,
      merge_base_commit: { sha: mergeBase },
      commits: [],
      files: files.slice(0, 300).map((file) => renderFile(state, repository, head, file)),
    });
  });
  routes.get('/repos/:owner/:repo/tarball/:ref{.+}', async (c) => {
    const { repository } = openRepository(state, c, READ);
    const sha = await commitOf(repository, c.req.param('ref'));
    const key = randomUUID();
    const root = `${repository.owner.login}-${repository.name}-${sha.slice(0, 7)}/`;
    state.downloads.set(key, { folder: repository.folder, sha, root });
    return c.redirect(`${state.url}/codeload/${key}`, 302);
  });
  return routes;
}

/** The address that a tarball is redirected to; it needs no token and works once. */
export function downloadRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.get('/codeload/:key', async (c) => {
    const download = state.downloads.get(c.req.param('key'));
    if (!download) return c.text('Not Found', 404);
    return c.body(new Uint8Array(await cachedArchive(state, download)), 200, { 'content-type': 'application/x-gzip' });
  });
  return routes;
}

async function commitOf(repository: Repository, ref: string): Promise<string> {
  const sha = await resolveCommit(repository.folder, ref);
  if (sha === null) throw new GitHubError(404, `No commit found for the ref ${ref}`);
  return sha;
}

async function blobNamed(repository: Repository, name: string): Promise<GitObject> {
  const object = await readObject(repository.folder, name);
  if (object?.type !== 'blob') throw notFound();
  return object;
}

/** https://docs.github.com/rest/repos/contents#get-repository-content, of a folder: its entries without their contents. */
async function folderRows(
  state: SandboxState,
  repository: Repository,
  { commit, path, sha }: { commit: string; path: string; sha: string },
) {
  const text = await gitText(repository.folder, ['ls-tree', '-z', '-l', sha]);
  const rows = text.split('\0').filter(Boolean);
  return rows.slice(0, MOST_FOLDER_ENTRIES).map((row) => {
    const entry = treeEntry(state, repository, row);
    const at = `${path}/${entry.path}`;
    const url = `${apiUrl(state)}/repos/${fullName(repository)}/contents/${at}?ref=${commit}`;
    const type = entry.mode === '120000' ? 'symlink' : (FOLDER_TYPES[entry.type] ?? 'file');
    const html = `${state.url}/${fullName(repository)}/${type === 'dir' ? 'tree' : 'blob'}/${commit}/${at}`;
    return {
      name: entry.path,
      path: at,
      sha: entry.sha,
      size: entry.size ?? 0,
      url,
      html_url: html,
      git_url: entry.url,
      download_url: null,
      type,
      _links: { self: url, git: entry.url, html },
    };
  });
}

function treeEntry(state: SandboxState, repository: Repository, row: string) {
  const [, mode = '', type = '', sha = '', size = '', path = ''] =
    /^(\d+) (\w+) ([0-9a-f]+) +(-|\d+)\t([\s\S]*)$/.exec(row) ?? [];
  const url = `${apiUrl(state)}/repos/${fullName(repository)}/git/${type}s/${sha}`;
  return { path, mode, type, sha, url, ...(size !== '-' && { size: Number(size) }) };
}

function hexOf(sha: string): string {
  if (!/^[0-9a-f]{40,64}$/.test(sha)) throw notFound();
  return sha;
}

function orNotFound(error: unknown): never {
  throw error instanceof GitError ? notFound() : error;
}
