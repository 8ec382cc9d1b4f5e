import { defineCommand, oneOf, UsageError } from './command-line.js';

const HELP = `nectr graph status [<owner>/<repo>] | show <owner>/<repo> <path>[#<symbol>] | rescan <owner>/<repo> | forget <owner>/<repo>

What the reviewer knows of the repositories. Uses the database of the running server, or opens it.

  status [<owner>/<repo>]     what is known, which scans run and how far they are, which failed and why; the default
  show <owner>/<repo> <path>  of a file, or of a symbol in it: who knows it, what changes with it, what changed it, who calls
                              and tests it. Of a folder (. is all of it): its people, bus factor, hotspots, bug-prone
                              files, and what changes with it
  rescan <owner>/<repo>       reads the repository anew; what is known stays until the new scan has ended
  forget <owner>/<repo>       removes what is known; it is read again when somebody asks for it or pushes

  --json                      the same for programs
  --markdown                  of show: as Markdown

Ends with 0: done; 1: the graph's store gives no answer; 2: there is no such repository, or bad arguments.
`;

const VERBS = ['status', 'show', 'rescan', 'forget'] as const;

/** `nectr graph`. */
export const command = defineCommand({
  name: 'graph',
  verbs: VERBS,
  help: HELP,
  options: { json: { type: 'boolean', default: false }, markdown: { type: 'boolean', default: false } },
  mostArguments: 3,
  envFile: 'all',
  run: async ({ json, markdown }, [given = 'status', repo = null, place = null], env) => {
    const verb = oneOf('graph', VERBS, given);
    if (verb !== 'status' && repo === null) throw new UsageError(`${verb} takes the name of a repository: owner/repo`);
    if (repo !== null && !/^[\w.-]+\/[\w.-]+$/.test(repo)) {
      throw new UsageError(`a repository is owner/repo, not ${JSON.stringify(repo)}`);
    }
    if (verb === 'show' && place === null)
      throw new UsageError('show takes a path of the repository, path#symbol, or . for all of it');
    if (verb !== 'show' && (place !== null || markdown)) throw new UsageError(`${verb} takes a repository only`);
    const { runGraph } = await import('./graph/run-graph.js');
    await runGraph(env, { verb, repo, json, place, markdown });
  },
});
