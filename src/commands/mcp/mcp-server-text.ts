import type { ListedServer, ShownTool } from '../../integrations/mcp-client/list-servers.js';

const LONGEST = 160;

/** A server as `nectr mcp list` prints it; the words of its tools are a stranger's, each on one line. */
export function mcpServerText({ name, installationId, url, enabled, tools, pending, ...seen }: ListedServer): string {
  const only = seen.onlyAccounts === null ? '' : ` for ${seen.onlyAccounts.join(' and ')} alone`;
  const whose = installationId === null ? `the operator's${only}` : `of installation ${installationId}`;
  const lines = [
    `${name}  ${whose}, ${url}${enabled ? '' : ', switched off'}`,
    tools === null
      ? '  not asked yet'
      : `  asked with: ${tools.map((tool) => oneLine(tool.name)).join(', ') || 'no tool'}`,
    ...(seen.approvedAt === null
      ? []
      : [`  approved ${dayOf(seen.approvedAt)} by ${seen.approvedBy ?? 'nobody known'}`]),
    ...(seen.lastSeenAt === null ? [] : [`  seen ${dayOf(seen.lastSeenAt)}`]),
    ...(seen.lastError === null ? [] : [`  the last time: ${oneLine(seen.lastError)}`]),
    ...(pending === null ? [] : pendingLines(name, tools ?? [], pending)),
  ];
  return `${lines.join('\n')}\n`;
}

function pendingLines(
  name: string,
  before: readonly ShownTool[],
  { tools, since }: NonNullable<ListedServer['pending']>,
): string[] {
  const known = new Map(before.map((tool) => [tool.name, tool.description]));
  const now = new Set(tools.map((tool) => tool.name));
  const gone = before.filter((tool) => !now.has(tool.name));
  return [
    `  CHANGED ${dayOf(since)}: it is not asked until \`nectr mcp approve ${name}\``,
    ...gone.map((tool) => `    - ${oneLine(tool.name)}`),
    ...tools.map((tool) => {
      const mark = !known.has(tool.name) ? '+' : known.get(tool.name) === tool.description ? ' ' : '~';
      return `    ${mark} ${oneLine(tool.name)}: ${oneLine(tool.description)}`;
    }),
  ];
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 16).replace('T', ' ');
}
