import { applyEdits, type Edit, type Refusal } from '../text/edit';
import { positionAt } from '../text/line-index';
import { type SourceFile, sourceFile } from '../text/source-file';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/node';
import { documentOf } from '../yaml/parse';
import { readConfigFile } from './config-file';
import { linesOf } from './suppression';

/** What a configuration file says that only switches a rule off. */
export function switchedOff(rule: string): string {
  return `rules:\n  ${rule}: off\n`;
}

/**
 * The edit of `.github/plimsoll.yml` that switches a rule off. Refuses where the file is written in a way that leaves no safe place, and
 * where the rule stays on all the same, because `require` names its control.
 */
export function switchOffEdit(config: SourceFile, rule: string): Edit | Refusal {
  const edit = editOf(config, rule);
  if (edit === undefined) return { refused: `\`${config.path}\` leaves no safe place for it` };
  const after = applyEdits(config.text, [edit]);
  if (typeof after !== 'string') return after;
  const read = readConfigFile(sourceFile(config.path, after), [rule]);
  return read.rules.get(rule) === 'off' ? edit : { refused: `\`${config.path}\` keeps \`${rule}\` on` };
}

function editOf(config: SourceFile, rule: string): Edit | undefined {
  const { root, problems } = documentOf(config);
  if (problems.length > 0) return undefined;
  const newline = config.text.includes('\r\n') ? '\r\n' : '\n';
  if (root === undefined || isNull(root) || (root.kind === 'map' && entryOf(root, 'rules') === undefined)) {
    if (root?.kind === 'map' && root.flow) return undefined;
    const gap = config.text === '' || config.text.endsWith('\n') ? '' : newline;
    return insertion(config.text.length, gap + switchedOff(rule).replaceAll('\n', newline));
  }
  if (root.kind !== 'map') return undefined;
  const rules = entryOf(root, 'rules');
  if (rules === undefined || rules.value?.alias !== undefined) return undefined;
  if (rules.value === undefined) return insertion(endOfLine(config, rules.key.span.end), `${newline}  ${rule}: off`);
  return rules.value.kind === 'map' ? inMap(config, rules.value, rule, newline) : undefined;
}

function inMap(config: SourceFile, rules: YamlMap, rule: string, newline: string): Edit | undefined {
  const own = entryOf(rules, rule);
  if (own?.value !== undefined) return { span: own.value.span, text: 'off' };
  if (own !== undefined) return insertion(own.span.end, ' off');
  const last = rules.entries.at(-1);
  if (rules.flow)
    return last === undefined
      ? insertion(rules.span.start + 1, ` ${rule}: off `)
      : insertion(last.span.end, `, ${rule}: off`);
  if (last === undefined) return undefined;
  const indent = ' '.repeat(positionAt(config.lines, last.key.span.start).column);
  return insertion(endOfLine(config, last.span.end), `${newline}${indent}${rule}: off`);
}

function entryOf(map: YamlMap, key: string): YamlEntry | undefined {
  return map.entries.find((entry) => entry.key.value === key);
}

function isNull(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.type === 'null';
}

/** Behind a comment that may stand there. */
function endOfLine(file: SourceFile, offset: number): number {
  const { line } = positionAt(file.lines, offset);
  return (file.lines.starts[line] ?? 0) + (linesOf(file)[line] ?? '').trimEnd().length;
}

function insertion(at: number, text: string): Edit {
  return { span: { start: at, end: at }, text };
}
