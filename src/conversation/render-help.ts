import { DismissalReason } from './dismissal-reason.js';

const LINES = [
  '- `/nectr review [full]`: review this head now; `full` looks at everything again',
  '- `/nectr ask <question>`: answers with the lines it relies on',
  '- `/nectr explain <finding>`: why `F3` matters and how to mend it',
  `- \`/nectr dismiss <finding> <reason> [text]\`: folds it away. Reasons: ${DismissalReason.options.join(', ')}. Before the text \`in this file\` or \`in this repository\` means all like it, \`for 30d\` a time`,
  '- `/nectr reopen <finding>`: takes a dismissal back',
  '- `/nectr remember <rule> [in <path>] [for 90d]`: holds from then on, such as `we log with pino in src/**`; with the id of a rule in front (`js/eval is fine in scripts/**`) for that rule',
  '- `/nectr memories`: what is remembered for this repository',
  '- `/nectr forget <memory>`: takes a memory back, such as `M3`; a dismissal too',
  '- `/nectr pause`, `/nectr resume`: the automatic reviews of this pull request',
  '- `/nectr config`: the settings that hold here',
  '- `/nectr help`: this list',
];

/** The commands. */
export function renderHelp(): string {
  return [
    LINES.join('\n'),
    'In the thread of a finding its number can be left out. All but `config` and `help` need write permission.',
  ].join('\n\n');
}
