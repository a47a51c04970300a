import { withoutMarks } from './marks';

/** A rule's page as users read it: without header marks, without the marks in its examples and with what each block is in words. */
export function pageText(text: string): string {
  const lines: string[] = [];
  let block: { readonly info: string; readonly body: string[] } | undefined;
  for (const line of text.replace(/\r\n/g, '\n').split('\n')) {
    if (block !== undefined && line.trimEnd() === '```') {
      lines.push(...shown(block.info, block.body.join('\n')), '```');
      block = undefined;
    } else if (block !== undefined) block.body.push(line);
    else if (line.startsWith('```')) block = { info: line.slice(3).trim(), body: [] };
    else if (!/^<!-- (generated: \w+|end) -->$/.test(line)) lines.push(line);
  }
  return `${lines.join('\n').trim()}\n`;
}

function shown(info: string, body: string): readonly string[] {
  const [language = '', ...words] = info.split(/\s+/);
  const file = words.find((word) => word.startsWith('file='))?.slice('file='.length);
  const title = titleOf(language, words, file);
  return [
    ...(title === undefined ? [] : [title, '']),
    `\`\`\`${language === 'facts' ? 'yaml' : language}`,
    withoutMarks(body),
  ];
}

function titleOf(language: string, words: readonly string[], file: string | undefined): string | undefined {
  if (language === 'facts') return 'Where this is known of the repository:';
  if (words.includes('config')) return 'With `.github/plimsoll.yml`:';
  if (words.includes('fixed')) return file === undefined ? 'After the fix:' : `And \`${file}\` after the fix:`;
  return file === undefined ? undefined : `With \`${file}\`:`;
}
