import data from '../../data/failure-modes.json';

/** A failure that runs are known to end with, and what to do about it. */
export interface ErrorExplanation {
  readonly id: string;
  readonly title: string;
  readonly cause: string;
  readonly cure: string;
  /** Rules that see it before the run. */
  readonly rules: readonly string[];
  readonly sources: readonly string[];
  /** The line of the log that says it, one-based, and its text without time stamps and colours. */
  readonly line: number;
  readonly text: string;
}

/** The failure mode with an id (F-nnn), with the text that runs say first; undefined where it is not described here. */
export function failureMode(id: string): ErrorExplanation | undefined {
  const mode = data.modes.find((one) => one.id === id.toUpperCase());
  if (mode === undefined) return undefined;
  const { messages, ...rest } = mode;
  return { ...rest, line: 1, text: (messages[0] ?? '').replaceAll('{}', '…') };
}

/** What goes wrong in a failure mode, by its id (F-nnn), in one line; undefined where it is not described here. */
export function failureTitle(id: string): string | undefined {
  return data.modes.find((mode) => mode.id === id)?.title;
}

/**
 * The failure modes that a text pasted from a run's log shows, the most telling first; empty when it shows none that is known.
 * A longer message says more than a shorter one, and one that is part of another counts only where the longer one does not stand. A text
 * that several modes end with gives all of them.
 */
export function explainError(log: string): readonly ErrorExplanation[] {
  const lines = log.split(/\r?\n/).map(plain);
  const found: { readonly explanation: ErrorExplanation; readonly weight: number }[] = [];
  for (const mode of data.modes) {
    let best: { readonly line: number; readonly weight: number } | undefined;
    for (const message of mode.messages) {
      const pieces = piecesOf(message);
      const weight = pieces.join('').length;
      const line = lines.findIndex((text) => holdsInOrder(text, pieces));
      if (line >= 0 && weight > (best?.weight ?? 0)) best = { line, weight };
    }
    if (best === undefined) continue;
    const { id, title, cause, cure, rules, sources } = mode;
    found.push({
      weight: best.weight,
      explanation: { id, title, cause, cure, rules, sources, line: best.line + 1, text: lines[best.line] ?? '' },
    });
  }
  const sorted = found.sort((a, b) => b.weight - a.weight);
  return sorted
    .filter(
      ({ explanation, weight }, index) =>
        !sorted
          .slice(0, index)
          .some((better) => better.explanation.line === explanation.line && better.weight > weight),
    )
    .map(({ explanation }) => explanation);
}

/** `{}` stands for whatever the run puts there. */
function piecesOf(message: string): readonly string[] {
  return message
    .split('{}')
    .map(folded)
    .filter((piece) => piece !== '');
}

function holdsInOrder(line: string, pieces: readonly string[]): boolean {
  const text = folded(line);
  let at = 0;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return pieces.length > 0;
}

/** Case, kinds of quotes and runs of white space do not matter. */
function folded(text: string): string {
  return text
    .toLowerCase()
    .replace(/[‘’`´]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\s+/g, ' ')
    .trim();
}

/** An escape sequence of a terminal; written by its code point, for a control character is nothing to look at. Copying from a browser drops the escape itself. */
const COLOUR = new RegExp(`${String.fromCodePoint(27)}\\[[0-9;]*[A-Za-z]|\\[(?:\\d{1,3};)*\\d{1,3}m|\\[0?m`, 'g');

/** A log line without what is around it: names of job and step (`gh run view --log`), GitHub's time stamp, its `##[error]` and colours. */
function plain(line: string): string {
  return line
    .replaceAll(COLOUR, '')
    .replace(/^\uFEFF/, '')
    .replace(/^[^\t]*\t[^\t]*\t\uFEFF?(?=\d{4}-)/, '')
    .replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z\s*/, '')
    .replace(/^##\[[a-z]+\]/, '')
    .trim();
}
