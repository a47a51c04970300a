import type { StepSite } from '../core/image/analysis';
import { analysisOf, type Project } from '../core/index';
import { scenarioTags } from '../core/run/metadata-scenarios';
import { overlaps, type Span } from '../core/text/span';
import { showAsWritten } from '../core/value/shell-as-written';
import { show } from '../core/value/text';
import { fieldNamed, spanIn } from '../core/workflow/field';

/** Text shown behind a place of the file that is not part of it. */
export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  /** Markdown for whoever points at it. */
  readonly tooltip: string;
}

const SHOWN = 3;

/** What expressions in references become, and what each entry of a metadata step gives, within a range of the file. */
export function inlayHints(project: Project, path: string, range: Span): readonly InlayHint[] {
  const analysis = analysisOf(project, path);
  if (analysis === undefined) return [];
  const tags = analysis.steps.flatMap(entryHints);
  const references = analysis.sites.flatMap(({ events, step }) => {
    const byPlace = new Map<number, Map<string, Set<string>>>();
    for (const event of events) {
      if (event.kind !== 'build') continue;
      const { tags: operand, known, references: all } = event;
      // Of a list only partly known the rest would look like all of it.
      if (operand?.given !== true || all === undefined || !holdsExpression(step.owner.file.text, operand.span))
        continue;
      const texts = byPlace.get(operand.span.end) ?? new Map<string, Set<string>>();
      byPlace.set(operand.span.end, texts);
      const written = step.owner.file.text.slice(operand.span.start, operand.span.end);
      // What says the same as the text itself is no help.
      for (const { value } of known)
        if (!written.includes(show(value))) add(texts, showAsWritten(value), event.job.instance.scenario.says);
    }
    return [...byPlace].flatMap(([offset, texts]) => hintOf(offset, texts));
  });
  return [...tags, ...references]
    .filter(({ offset }) => overlaps({ start: offset, end: offset + 1 }, range) || offset === range.end)
    .sort((a, b) => a.offset - b.offset);
}

/** Behind each line of `tags:` the tags it gives, over all starts. */
function entryHints({ step, instances }: StepSite): readonly InlayHint[] {
  const field = step.uses === undefined ? undefined : fieldNamed(step.uses.with, 'tags')?.field;
  if (field === undefined) return [];
  const lines = new Map<number, Map<string, Set<string>>>();
  for (const { result, says } of scenarioTags(instances)) {
    for (const { entry, applies, tag } of result?.entries ?? []) {
      if (applies !== true || tag === undefined || entry.range === undefined) continue;
      const { end } = spanIn(field, entry.range);
      const texts = lines.get(end) ?? new Map<string, Set<string>>();
      lines.set(end, texts);
      add(texts, showAsWritten(tag), says);
    }
  }
  return [...lines].flatMap(([offset, texts]) => hintOf(offset, texts));
}

function add(texts: Map<string, Set<string>>, text: string, start: string): void {
  texts.set(text, (texts.get(text) ?? new Set()).add(start));
}

/** A text of several lines has no place behind it that would not be taken for its last line's. */
function holdsExpression(text: string, { start, end }: Span): boolean {
  const own = text.slice(start, end);
  return own.includes('${{') && !own.includes('\n');
}

function hintOf(offset: number, texts: ReadonlyMap<string, ReadonlySet<string>>): readonly InlayHint[] {
  if (texts.size === 0) return [];
  const all = [...texts.keys()];
  const more = all.length > SHOWN ? ` and ${all.length - SHOWN} more` : '';
  const lines = [...texts].map(([text, starts]) => `- \`${text}\` on ${[...starts].join(', ')}`);
  return [{ offset, label: `→ ${all.slice(0, SHOWN).join(', ')}${more}`, tooltip: lines.join('\n') }];
}
