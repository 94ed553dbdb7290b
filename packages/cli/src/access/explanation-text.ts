/** An explanation as people read it. */
import type { ExplainedStatement, Explanation } from './explanation.ts';

/** Statements that do not apply are shown up to this number: of hundreds nobody reads the rest. */
const MAX_OTHERS = 20;

/** The lines of an explanation. Names in it are users' texts: the caller makes them harmless for a terminal. */
export function explanationText(explanation: Explanation): string {
  const { decision, principal, action, resource, reason, message, decidedBy, others, missingKeys, notes } = explanation;
  const head =
    decision === 'allowed' ? `ALLOWED: ${principal} may perform ${action} on ${resource}` : `DENIED: ${message ?? ''}`;
  const grounds =
    decision === 'allowed' && reason === 'root'
      ? ['  root: the root user has every right of its account']
      : decidedBy.map(line);
  const rest = others
    .slice(0, MAX_OTHERS)
    .map(each => `${line(each)}${each.because === undefined ? '' : `: ${each.because}`}`);
  return [
    head,
    ...section('decided by:', grounds),
    ...section('other statements about this action:', rest),
    ...(others.length > MAX_OTHERS ? [`  and ${others.length - MAX_OTHERS} more; \`--output json\` shows all`] : []),
    ...section(
      'the request was taken without these keys:',
      missingKeys.map(key => `  ${key}: say it with \`--context ${key}=VALUE\``),
    ),
    ...section(
      'note:',
      notes.map(note => `  ${note}`),
    ),
    '',
  ].join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function line({ effect, kind, index, sid, policy }: ExplainedStatement): string {
  if (kind === 'grant') return `  ${effect}, grant ${policy}`;
  return `  ${effect}, ${kind}: Statement[${index}]${sid === undefined ? '' : ` "${sid}"`} of ${policy}`;
}
