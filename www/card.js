// A model's card, from the little Markdown that cards are written in to blocks that can be put on a page.

/** @typedef {{ text: string, as?: 'strong' | 'code' }} Span */
/** @typedef {{ kind: 'heading', level: number, spans: Span[] } | { kind: 'text', spans: Span[] } | { kind: 'list', items: Span[][] } | { kind: 'code', text: string } | { kind: 'table', head: Span[][], rows: Span[][][] }} Block */

/**
 * Headings, paragraphs, lists of one level, tables, code; strong and code inside them. Anything else stays text.
 * @param {string} markdown
 * @returns {Block[]}
 */
export function blocks(markdown) {
  /** @type {Block[]} */
  const found = [];
  const lines = markdown.split(/\r?\n/);
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    const heading = /^(#{1,6}) +(.*)$/.exec(line);
    if (line.trim() === '') {
      at += 1;
    } else if (heading) {
      found.push({ kind: 'heading', level: heading[1].length, spans: spans(heading[2]) });
      at += 1;
    } else if (line.startsWith('```')) {
      const end = lines.findIndex((other, i) => i > at && other.startsWith('```'));
      const stop = end < 0 ? lines.length : end;
      found.push({ kind: 'code', text: lines.slice(at + 1, stop).join('\n') });
      at = stop + 1;
    } else if (line.startsWith('|')) {
      const rows = run(lines, at, (other) => other.startsWith('|'));
      at += rows.length;
      const [head, ...body] = rows.filter((row) => !/^[|:\- ]+$/.test(row)).map(cells);
      found.push({ kind: 'table', head, rows: body });
    } else if (line.startsWith('- ')) {
      const rows = run(lines, at, (other) => other.startsWith('- ') || other.startsWith('  '));
      at += rows.length;
      const items = rows.join('\n').split(/^- /m).slice(1);
      found.push({ kind: 'list', items: items.map((item) => spans(joined(item))) });
    } else {
      const rows = run(lines, at, (other, i) => i === at || (other.trim() !== '' && !/^(#|- |\||```)/.test(other)));
      at += rows.length;
      found.push({ kind: 'text', spans: spans(joined(rows.join('\n'))) });
    }
  }
  return found;
}

/**
 * The lines from `at` on for which something holds.
 * @param {string[]} lines
 * @param {number} at
 * @param {(line: string, index: number) => boolean} holds
 */
function run(lines, at, holds) {
  let end = at;
  while (end < lines.length && holds(lines[end], end)) end += 1;
  return lines.slice(at, end);
}

/** @param {string} row */
function cells(row) {
  return row
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => spans(cell.trim()));
}

/** @param {string} text */
function joined(text) {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}

/**
 * @param {string} text
 * @returns {Span[]}
 */
function spans(text) {
  return text
    .split(/(\*\*[^*]+\*\*|`[^`]+`)/)
    .filter((part) => part !== '')
    .map((part) => {
      if (part.startsWith('**')) return { text: part.slice(2, -2), as: 'strong' };
      if (part.startsWith('`')) return { text: part.slice(1, -1), as: 'code' };
      return { text: part };
    });
}
