/** The document of recorded behaviour in the reference folder, row by row, each under an id of its own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A row of a table, a bullet or a paragraph. */
export interface BehaviourRow {
  /** The section's number and the row's first words: `1 name exists`. */
  readonly id: string;
  readonly text: string;
  /** Whether AWS was recorded to do so, or a test verified it there: such a row is a requirement. */
  readonly isRecorded: boolean;
}

/** Every row of the numbered sections, in order. */
export function readBehaviour(folder: string): readonly BehaviourRow[] {
  return behaviourRows(readFileSync(join(folder, 'reference/secretsmanager-behaviour.md'), 'utf8'));
}

/** The rows of a text. */
export function behaviourRows(text: string): readonly BehaviourRow[] {
  const rows: BehaviourRow[] = [];
  let section = '';
  /** The marks of the heading, and those of the paragraph that a list of bullets belongs to. */
  let [headingMarks, listMarks] = ['', ''];
  // A line that ends in a plus goes on in the next one.
  for (const line of text.replaceAll('+\n', '+ ').split('\n')) {
    const heading = /^## (\d+) (.*)$/.exec(line);
    if (heading !== null) {
      [section, headingMarks, listMarks] = [heading[1] ?? '', marksIn(heading[2] ?? ''), ''];
    } else if (section !== '' && line !== '' && !isTableFrame(line)) {
      const own = line.startsWith('|') ? lastCell(line) : marksIn(line);
      const marks = `${own || (line.startsWith('- ') ? listMarks : '')} ${headingMarks}`;
      if (!line.startsWith('- ')) listMarks = line.endsWith(':') ? own : '';
      rows.push({
        id: `${section} ${firstWords(line)}`,
        text: line,
        isRecorded: /\b(?:R-LS|R-ST|V|AWS-validated)\b/.test(marks),
      });
    }
  }
  return rows;
}

function isTableFrame(line: string): boolean {
  return /^\|(?:---| Case \|| Fact \|)/.test(line);
}

/** A group in brackets that says where a fact comes from. */
const MARK = /\[(?:R-LS|R-ST|V|S|D|I|U|CD|LocalStack)\b[^\]]*\]/g;

function marksIn(line: string): string {
  return (line.match(MARK) ?? []).join(' ');
}

/** The last cell, if it says where the row comes from; where it does not, the heading does. */
function lastCell(line: string): string {
  const last = line.split('|').at(-2)?.trim() ?? '';
  return /^(?:R-LS|R-ST|V|S|D|I|U|CD|LocalStack)\b/.test(last) ? last : '';
}

const MAX_WORDS = 6;

function firstWords(line: string): string {
  const cell = line.startsWith('|') ? (line.split('|')[1] ?? '') : line.replace(/^- /, '');
  const words =
    cell
      .replaceAll(MARK, '')
      .replaceAll(/[`*]/g, '')
      .match(/[\w./:!'-]+/g) ?? [];
  return words
    .filter(word => /\w/.test(word))
    .slice(0, MAX_WORDS)
    .join(' ');
}
