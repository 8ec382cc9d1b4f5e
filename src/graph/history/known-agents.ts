/**
 * A coding agent, by what only it leaves behind: an account or App of its own, an address in commits, a branch prefix.
 */
export interface KnownAgent {
  name: string;
  /** Logins, in lower case, of the accounts and App bots it opens pull requests with. */
  logins: readonly string[];
  /** Addresses, in lower case, that it signs `Co-authored-by` with. */
  emails: readonly string[];
  /** What its branches begin with. */
  branches: readonly string[];
}

/**
 * The agents we know. No rule looks for a mere word: a person may be called Claude, and a branch `fix/cursor-jumps`.
 * A GitHub no-reply address (`<id>+<login>@users.noreply.github.com`) counts by its login.
 */
export const KNOWN_AGENTS: readonly KnownAgent[] = [
  {
    name: 'GitHub Copilot',
    logins: ['copilot', 'copilot[bot]', 'copilot-swe-agent', 'copilot-swe-agent[bot]'],
    emails: ['copilot@github.com'],
    branches: ['copilot/'],
  },
  { name: 'Claude Code', logins: ['claude', 'claude[bot]'], emails: ['noreply@anthropic.com'], branches: ['claude/'] },
  {
    name: 'OpenAI Codex',
    logins: ['chatgpt-codex-connector[bot]'],
    emails: ['codex@openai.com', 'noreply@openai.com'],
    branches: ['codex/'],
  },
  {
    name: 'Cursor',
    logins: ['cursoragent', 'cursor[bot]'],
    emails: ['cursoragent@cursor.com'],
    branches: ['cursor/'],
  },
  { name: 'Devin', logins: ['devin-ai-integration[bot]'], emails: [], branches: ['devin/'] },
  { name: 'Jules', logins: ['google-labs-jules[bot]'], emails: [], branches: [] },
  { name: 'Gemini CLI', logins: ['gemini-cli[bot]'], emails: [], branches: [] },
  {
    name: 'OpenHands',
    logins: ['openhands-agent', 'openhands-ai[bot]'],
    emails: ['openhands@all-hands.dev'],
    branches: ['openhands/'],
  },
  { name: 'Amp', logins: [], emails: ['amp@ampcode.com'], branches: ['amp/'] },
  { name: 'Aider', logins: [], emails: ['noreply@aider.chat', 'aider@aider.chat'], branches: ['aider/'] },
  { name: 'Sweep', logins: ['sweep-ai[bot]', 'sweep-nightly[bot]'], emails: [], branches: ['sweep/'] },
  { name: 'Codegen', logins: ['codegen-sh[bot]'], emails: [], branches: ['codegen-bot/'] },
  { name: 'opencode', logins: ['opencode-agent[bot]'], emails: ['noreply@opencode.ai'], branches: ['opencode/'] },
  { name: 'Factory', logins: ['factory-droid[bot]'], emails: [], branches: ['droid/'] },
  { name: 'Junie', logins: [], emails: ['junie@jetbrains.com'], branches: [] },
  { name: 'Continue', logins: [], emails: ['noreply@continue.dev'], branches: [] },
  { name: 'Amazon Q Developer', logins: ['amazon-q-developer[bot]'], emails: [], branches: [] },
  { name: 'Lovable', logins: ['lovable-dev[bot]', 'gpt-engineer-app[bot]'], emails: [], branches: [] },
  { name: 'Emergent', logins: [], emails: ['github@emergent.sh'], branches: [] },
];
