import type { PushEvent } from '../../event/event';
import { rule } from '../../lint/rule';
import type { Span } from '../../text/span';
import { fieldNamed, spanIn } from '../../workflow/field';
import type { Field, Step } from '../../workflow/model';

/**
 * An index that is made of the same image twice lacks the platform that the second should have been; mostly a line was copied and its
 * architecture left as it was (goauthentik/authentik, `_reusable-docker-build.yaml` of January 2025).
 */
export const indexSourceRepeated = rule({
  id: 'index-source-repeated',
  summary: 'Index is made of the same image twice',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'publish',
  failures: [],
  check({ events, step }, { report }) {
    for (const event of events) {
      if (event.kind !== 'push' || event.how !== 'index' || event.reached === false) continue;
      const twice = repeated(event, step);
      if (twice === undefined) continue;
      report({
        at: twice.again,
        message: `\`${shorten(twice.text)}\` is in the index twice, so the image that should stand here, mostly that of another platform, is left out`,
        confidence: event.reached === true ? 'certain' : 'likely',
        related: [{ at: twice.first, message: 'named first here' }],
        scenarios: [event.job.instance.scenarioId],
      });
    }
  },
});

interface Repeated {
  readonly text: string;
  readonly first: Span;
  readonly again: Span;
}

function repeated(event: PushEvent, step: Step): Repeated | undefined {
  const { command } = event;
  const { run } = step;
  if (command !== undefined && run !== undefined) return repeatedWord(event, run.field);
  const { action } = event.step;
  if (action.kind !== 'catalogued' || step.uses === undefined) return undefined;
  for (const effect of action.entry.effects) {
    if (effect.kind !== 'push' || effect.how !== 'index' || effect.from === undefined) continue;
    const field = fieldNamed(step.uses.with, effect.from)?.field;
    const found = field === undefined ? undefined : repeatedPiece(field);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Words of one command that are written alike have one value. */
function repeatedWord({ command }: PushEvent, field: Field): Repeated | undefined {
  const seen = new Map<string, Span>();
  let flag = false;
  for (const { word } of command?.words ?? []) {
    const text = field.text.slice(word.span.start, word.span.end).replace(/^(["'])(.*)\1$/, '$2');
    // The elements of a list are words of their own that are written in one place.
    const named = flag || !NAMES_IMAGE.test(text.replaceAll('[@]', ''));
    flag = /^(-t|--tag|-f|--file|--annotation|--builder)$/.test(text);
    if (named || text.startsWith('-')) continue;
    const first = seen.get(text);
    if (first !== undefined && first.start !== word.span.start)
      return { text, first: spanIn(field, first), again: spanIn(field, word.span) };
    seen.set(text, first ?? word.span);
  }
  return undefined;
}

/** Lines, or pieces between commas. */
function repeatedPiece(field: Field): Repeated | undefined {
  const seen = new Map<string, Span>();
  for (const match of field.text.matchAll(/[^\n,]+/g)) {
    const text = match[0].trim();
    if (!NAMES_IMAGE.test(text)) continue;
    const start = match.index + match[0].indexOf(text);
    const span = { start, end: start + text.length };
    const first = seen.get(text);
    if (first !== undefined) return { text, first: spanIn(field, first), again: spanIn(field, span) };
    seen.set(text, span);
  }
  return undefined;
}

const NAMES_IMAGE = /[@:/]/;

function shorten(text: string): string {
  return text.length > 40 ? `…${text.slice(-39)}` : text;
}
