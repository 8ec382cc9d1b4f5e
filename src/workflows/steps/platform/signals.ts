/** What a platform or an agent leaves behind, and nobody else. */
export interface PlatformSignals {
  /** As it stands in results and conditions. */
  platform: string;
  /** A `platform` makes whole repositories, an `agent` changes them. */
  kind: 'platform' | 'agent';
  /** Its name among the known agents, whose accounts, addresses and branches count too. */
  agent?: string;
  /** Paths from the root of the project that it alone writes; one that ends with `/` is all that is below. */
  files?: readonly string[];
  /** Folders and files that a project is set up for it with: people write them as well, so that they prove little. */
  folders?: readonly string[];
  /** Lines with which it signs a commit. */
  signatures?: readonly RegExp[];
  /** The name that its commits have as author. */
  author?: RegExp;
  /** Lines of commit messages that speak for it, and are no signature. */
  commits?: readonly RegExp[];
  /** Packages that only its projects need; `*` stands for the rest of a name. */
  dependencies?: readonly string[];
  /** Scripts of its templates: name and command. */
  scripts?: readonly (readonly [string, string])[];
  /** Lines of the README that it writes. */
  readme?: readonly RegExp[];
  /** Addresses of single projects of it. */
  links?: readonly RegExp[];
}

/**
 * The platforms of the AutoPR engine and the agents of today, one row each, with the source of what it says. No rule
 * looks for a mere name. Agents that sign their commits are told by that: `CLAUDE.md` and the like say whom a repository
 * is prepared for, not who wrote it.
 */
export const SIGNALS: readonly PlatformSignals[] = [
  // https://docs.replit.com/core-concepts/project-editor/app-setup/configuration; the trailer stands in its commits.
  // `@replit/codemirror-*` are libraries for everybody.
  {
    platform: 'replit',
    kind: 'platform',
    files: ['.replit', 'replit.nix', 'replit.md'],
    folders: ['.cache/replit/', '.local/state/replit/', '.upm/'],
    signatures: [/^Replit-Commit-Author: (?:Agent|Assistant)\s*$/m],
    commits: [/^Replit-Commit-(?:Author|Session-Id|Checkpoint-Type): /m],
    dependencies: ['@replit/vite-plugin-*', '@replit/database', '@replit/object-storage'],
    links: [/https:\/\/(?:www\.)?(?:replit\.com|repl\.it)\/@[\w-]{1,60}\/[\w-]/],
  },
  // https://docs.lovable.dev/integrations/github, https://www.npmjs.com/package/lovable-tagger, and its README.
  {
    platform: 'lovable',
    kind: 'platform',
    agent: 'Lovable',
    files: ['.lovable/'],
    dependencies: ['lovable-tagger', '@lovable.dev/*'],
    scripts: [['build:dev', 'vite build --mode development']],
    readme: [
      /^# Welcome to your Lovable project\s*$/m,
      /^Simply visit the \[Lovable Project\]\(/m,
      /^This project was built with \[Lovable\]\(/m,
    ],
    links: [/https:\/\/lovable\.dev\/projects\/[\w-]/],
  },
  // https://support.bolt.new: its exports have `.bolt/config.json`, with the name of the template, and `.bolt/prompt`.
  // `@slack/bolt` is something else.
  {
    platform: 'bolt',
    kind: 'platform',
    files: ['.bolt/config.json', '.bolt/prompt', '.bolt/ignore', '.bolt/supabase_discarded_migrations/'],
    folders: ['.bolt/'],
    readme: [/^\[Edit in StackBlitz next generation editor ⚡️\]\(https:\/\/stackblitz\.com\//m],
    links: [/https:\/\/bolt\.new\/~\/[\w-]/],
  },
  // https://docs.same.new; its template loads `same-runtime`, and its agent keeps `.same/todos.md`.
  {
    platform: 'same',
    kind: 'platform',
    files: ['.same/'],
    dependencies: ['same-runtime'],
    links: [/https:\/\/same\.new\/chat\/[\w-]/],
  },
  // https://help.emergent.sh/github-integration; the file holds the name of the image the agent worked in.
  {
    platform: 'emergent',
    kind: 'platform',
    agent: 'Emergent',
    files: ['.emergent/emergent.yml'],
    folders: ['.emergent/'],
    author: /^emergent-agent-e\d{1,3}$/,
    commits: [/^(?:auto-commit for [\da-f-]{8,40}|Auto-generated changes)\s*$/m],
    dependencies: ['@emergentbase/*'],
    links: [/https:\/\/app\.emergent\.sh\/[\w?]/],
  },
  // https://docs.base44.com/developers, https://www.npmjs.com/package/@base44/sdk, and its README.
  {
    platform: 'base44',
    kind: 'platform',
    files: ['base44/config.jsonc', 'base44/.app.jsonc', 'base44/entities/'],
    folders: ['base44/'],
    dependencies: ['@base44/sdk', '@base44/vite-plugin'],
    readme: [
      /^# Base44 App\s*$/m,
      /^This app was created automatically by Base44\.\s*$/m,
      /^For more information and support, please contact Base44 support at /m,
    ],
    links: [/https:\/\/app\.base44\.com\/apps\/[\w-]/],
  },
  // https://docs.windsurf.com/windsurf/cascade/memories and …/workflows
  {
    platform: 'windsurf',
    kind: 'agent',
    files: ['.windsurfrules', '.windsurf/rules/', '.windsurf/workflows/'],
    folders: ['.windsurf/', '.codeiumignore'],
  },
  // https://docs.continue.dev/customize/deep-dives/rules; its CLI signs as the known agent.
  {
    platform: 'continue',
    kind: 'agent',
    agent: 'Continue',
    files: ['.continuerules', '.continuerc.json', '.continue/rules/', '.continue/config.yaml', '.continue/assistants/'],
    folders: ['.continue/', '.continueignore'],
    signatures: [/^Generated with \[Continue\]\(https:\/\/continue\.dev\)\s*$/m],
  },
  // https://aider.chat/docs/git.html (author and trailer), https://aider.chat/docs/config/aider_conf.html
  {
    platform: 'aider',
    kind: 'agent',
    agent: 'Aider',
    files: ['.aider.conf.yml', '.aider.chat.history.md', '.aider.input.history', '.aider.model.settings.yml'],
    folders: ['.aiderignore'],
    author: / \(aider\)$/,
    commits: [/^aider: \S/m],
  },
  // https://docs.aws.amazon.com/amazonq/latest/qdeveloper-ug/context-project-rules.html
  {
    platform: 'amazon_q',
    kind: 'agent',
    agent: 'Amazon Q Developer',
    files: ['.amazonq/rules/', '.amazonq/cli-agents/', '.amazonq/default.json'],
    folders: ['.amazonq/'],
  },
  // https://ai.google.dev/gemini-api/docs/aistudio-build-mode; what it exports has this README.
  {
    platform: 'google_ai_studio',
    kind: 'platform',
    folders: ['.aistudio/', 'assets/.aistudio/'],
    readme: [/^# Run and deploy your AI Studio app\s*$/m, /^View your app in AI Studio: https:\/\/ai\.studio\//m],
    links: [/https:\/\/ai\.studio\/apps\/[\w-]/],
  },
  // https://huggingface.co/docs/hub/spaces-config-reference: the README of a Space begins with its settings.
  {
    platform: 'huggingface_code',
    kind: 'platform',
    readme: [
      /^---\n(?:(?!---)[^\n]{0,300}\n){0,30}sdk: ?(?:gradio|streamlit|docker|static)\s*\n/,
      /^---\n(?:(?!---)[^\n]{0,300}\n){0,30}colorFrom: ?\w/,
      /^Check out the configuration reference at https:\/\/huggingface\.co\/docs\/hub\/spaces/m,
    ],
    links: [/https:\/\/huggingface\.co\/spaces\/[\w-]{1,100}\/[\w-]/],
  },
  // https://docs.codegpt.co documents no file of a repository; its extension keeps settings in a folder of its name.
  { platform: 'codegpt', kind: 'agent', files: ['.codegpt/'] },
  // Phind documented no file of a repository: only a folder of its name can tell.
  { platform: 'phind', kind: 'agent', files: ['.phind/'] },
  // https://github.com/supermaven-inc/supermaven-nvim (README, `.supermavenignore`)
  { platform: 'supermaven', kind: 'agent', files: ['.supermavenignore', '.supermaven/'] },
  // https://code.claude.com/docs/en/settings (attribution, `.claude/`)
  {
    platform: 'claude_code',
    kind: 'agent',
    agent: 'Claude Code',
    folders: ['CLAUDE.md', '.claude/'],
    signatures: [/^(?:🤖 )?Generated with \[Claude Code\]\(https:\/\/claude\.(?:com|ai)\/(?:claude-)?code\)\s*$/mu],
  },
  // https://docs.cursor.com/context/rules
  { platform: 'cursor', kind: 'agent', agent: 'Cursor', folders: ['.cursor/', '.cursorrules', '.cursorignore'] },
  // https://docs.github.com/copilot/concepts/agents/coding-agent/about-coding-agent
  {
    platform: 'copilot',
    kind: 'agent',
    agent: 'GitHub Copilot',
    folders: ['.github/copilot-instructions.md', '.github/workflows/copilot-setup-steps.yml', '.github/instructions/'],
  },
  // https://developers.openai.com/codex
  { platform: 'codex', kind: 'agent', agent: 'OpenAI Codex', folders: ['.codex/'] },
  // https://docs.devin.ai/integrations/gh
  { platform: 'devin', kind: 'agent', agent: 'Devin', folders: ['.devin/'] },
  // https://jules.google/docs
  { platform: 'jules', kind: 'agent', agent: 'Jules', folders: ['.jules/'] },
  // https://github.com/google-gemini/gemini-cli (docs/cli)
  { platform: 'gemini_cli', kind: 'agent', agent: 'Gemini CLI', folders: ['GEMINI.md', '.gemini/'] },
  // https://docs.openhands.dev (repository customisation)
  { platform: 'openhands', kind: 'agent', agent: 'OpenHands', folders: ['.openhands/'] },
  // https://ampcode.com/manual (threads)
  {
    platform: 'amp',
    kind: 'agent',
    agent: 'Amp',
    folders: ['.agents/commands/', '.amp/'],
    signatures: [/^Amp-Thread(?:-ID)?: https:\/\/ampcode\.com\/threads\/T-[\w-]/m],
  },
  { platform: 'sweep', kind: 'agent', agent: 'Sweep', folders: ['sweep.yaml'] },
  { platform: 'codegen', kind: 'agent', agent: 'Codegen', folders: ['.codegen/'] },
  // https://opencode.ai/docs/github
  {
    platform: 'opencode',
    kind: 'agent',
    agent: 'opencode',
    folders: ['opencode.json', '.opencode/'],
    signatures: [/^(?:🤖 )?Generated with \[opencode\]\(https:\/\/opencode\.ai\)\s*$/mu],
  },
  // https://docs.factory.ai
  { platform: 'factory', kind: 'agent', agent: 'Factory', folders: ['.factory/'] },
  // https://junie.jetbrains.com/docs
  { platform: 'junie', kind: 'agent', agent: 'Junie', folders: ['.junie/'] },
];
