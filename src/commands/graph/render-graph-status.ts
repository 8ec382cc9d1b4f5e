import { countOf } from '../../words/count-of.js';
import { onOneLine } from './on-one-line.js';
import { scanDetailLines } from './scan-detail-lines.js';
import type { GraphStatus, RepositoryStatus } from './graph-status.js';

/** What `nectr graph status` prints. */
export function renderGraphStatus({ store, failure, repositories }: GraphStatus, now: Date): string {
  const where = store === 'neo4j' ? 'Neo4j' : 'PostgreSQL';
  const scanned = repositories.filter(({ scannedAt }) => scannedAt !== null).length;
  const head =
    failure === null
      ? `${where}: ${scanned} of ${repositories.length} repositories scanned`
      : `${where}: ${onOneLine(failure)}`;
  return `${[head, ...repositories.flatMap((one) => ['', ...linesOf(one, now)])].join('\n')}\n`;
}

function linesOf(status: RepositoryStatus, now: Date): string[] {
  const { repository, scannedAt, scannedSha, historyImportedAt, counts, underWay, last } = status;
  const at = scannedSha === null ? '' : ` at ${scannedSha.slice(0, 12)}`;
  const lines = [
    repository,
    scannedAt === null ? '  not scanned yet' : `  scanned ${new Date(scannedAt).toISOString()}${at}`,
  ];
  if (counts !== null) {
    const { files, symbols, calls, pulls, developers } = counts;
    lines.push(
      `  ${files} files, ${symbols} symbols, ${calls} calls, ${countOf(pulls, 'pull request')}, ${countOf(developers, 'developer')}`,
    );
  }
  lines.push(
    historyImportedAt === null ? '  history not imported yet' : `  history imported ${historyImportedAt.toISOString()}`,
  );
  if (last !== null) lines.push(...scanDetailLines(last.details).map((line) => `  ${onOneLine(line)}`));
  for (const { kind, status: state, phase, filesRead, filesTotal, etaAt } of underWay) {
    if (state === 'pending') lines.push(`  a ${kind} scan waits`);
    else {
      const share = filesTotal === null ? '' : `, ${filesRead} of ${filesTotal} files`;
      const left =
        etaAt === null
          ? ''
          : `, about ${Math.max(0, Math.round((new Date(etaAt).getTime() - now.getTime()) / 1000))} s left`;
      lines.push(`  a ${kind} scan runs: ${onOneLine(phase ?? 'it begins')}${share}${left}`);
    }
  }
  if (last?.status === 'failed') {
    lines.push(
      `  the last scan failed: ${onOneLine(last.error ?? 'no reason was kept')}`,
      `  → nectr graph rescan ${repository}`,
    );
  } else if (last?.reason === 'forgotten') lines.push(`  forgotten: nectr graph rescan ${repository} reads it again`);
  return lines;
}
