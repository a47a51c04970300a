import type { Span } from '../text/span';
import type { SourceRun, YamlScalar } from './node';

/**
 * The place in the file of a range of a scalar's decoded text. An edge inside an escape or a folded break takes the whole of it,
 * so that the span always stands for at least the range asked for.
 */
export function sourceSpan(scalar: YamlScalar, from: number, to: number): Span {
  const start = startOf(scalar, from);
  if (to <= from) return { start, end: start };
  return { start, end: endOf(scalar, to) };
}

/** The index in the decoded text of a source offset; undefined where the offset is not text of the scalar (indentation, quotes). */
export function decodedOffset(scalar: YamlScalar, offset: number): number | undefined {
  for (const run of scalar.map) {
    const width = run.width ?? run.length;
    if (offset < run.source) return undefined;
    if (offset < run.source + width) return run.width === undefined ? run.index + offset - run.source : run.index;
  }
  const last = scalar.map[scalar.map.length - 1];
  if (last === undefined) return undefined;
  return offset === last.source + (last.width ?? last.length) ? last.index + last.length : undefined;
}

function startOf(scalar: YamlScalar, index: number): number {
  const run = runAt(scalar.map, index);
  if (run === undefined) return emptyPlace(scalar);
  if (index >= run.index + run.length) return run.source + (run.width ?? run.length);
  return run.width === undefined ? run.source + index - run.index : run.source;
}

function endOf(scalar: YamlScalar, index: number): number {
  const run = runAt(scalar.map, index - 1);
  if (run === undefined) return emptyPlace(scalar);
  return run.width === undefined ? run.source + Math.min(index - run.index, run.length) : run.source + run.width;
}

/** The run that holds a decoded index, the last one for an index behind the end. */
function runAt(map: readonly SourceRun[], index: number): SourceRun | undefined {
  let low = 0;
  let high = map.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((map[middle]?.index ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return map[low];
}

/** Where text would go in a scalar that has none: inside the quotes, or at its end. */
function emptyPlace(scalar: YamlScalar): number {
  return scalar.style === 'single' || scalar.style === 'double' ? scalar.span.start + 1 : scalar.span.end;
}
