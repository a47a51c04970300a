/** A Markdown file cut into its headings and fenced blocks; nothing else of Markdown matters here. */
export interface Page {
  readonly path: string;
  readonly text: string;
  readonly sections: readonly Section[];
}

export interface Section {
  /** Headings from the second level down to this one, e.g. `['Flags', 'Through a called workflow']`. */
  readonly headings: readonly string[];
  readonly blocks: readonly Block[];
  /** The text without its blocks. */
  readonly prose: string;
}

export interface Block {
  readonly language: string;
  /** Words behind the language that are not `name=value`. */
  readonly words: readonly string[];
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
  /** One-based line of the opening fence. */
  readonly line: number;
}

export function readPage(path: string, text: string): Page {
  const sections: Section[] = [];
  let headings: readonly string[] = [];
  let blocks: Block[] = [];
  let prose: string[] = [];
  const close = () => {
    sections.push({ headings, blocks, prose: prose.join('\n').trim() });
    blocks = [];
    prose = [];
  };
  const lines = text.replace(/\r\n/g, '\n').split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const fence = /^(`{3,})\s*(.*)$/.exec(line);
    const heading = /^(#{2,6})\s+(.*)$/.exec(line);
    if (fence !== null) {
      const end = closingFence(lines, at, fence[1] ?? '```');
      if (end === undefined) throw new Error(`${path}:${at + 1}: this block is not closed`);
      blocks.push(blockOf(fence[2] ?? '', lines.slice(at + 1, end).join('\n'), at + 1));
      at = end;
    } else if (heading !== null) {
      close();
      headings = [...headings.slice(0, (heading[1] ?? '##').length - 2), (heading[2] ?? '').trim()];
    } else prose.push(line);
  }
  close();
  return { path, text, sections };
}

function closingFence(lines: readonly string[], open: number, fence: string): number | undefined {
  for (let at = open + 1; at < lines.length; at++) if ((lines[at] ?? '').trimEnd() === fence) return at;
  return undefined;
}

function blockOf(info: string, text: string, line: number): Block {
  const [language = '', ...rest] = info.trim().split(/\s+/);
  const attributes = new Map<string, string>();
  const words: string[] = [];
  for (const word of rest) {
    const equals = word.indexOf('=');
    if (equals > 0) attributes.set(word.slice(0, equals), word.slice(equals + 1));
    else words.push(word);
  }
  return { language, words, attributes, text, line };
}
