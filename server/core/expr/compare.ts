import { alternatives, isSame, parts } from '../value/text';
import {
  type Datum,
  datumText,
  type ExprValue,
  type Hole,
  type Known,
  onlyHole,
  type Template,
  type TemplatePart,
  type Truth,
} from '../value/value';

/** `==` with GitHub's loose rules (docs: expressions, operators): numbers where types differ, text without case. */
export function equal(a: ExprValue, b: ExprValue): Truth {
  if (a.kind === 'object' || a.kind === 'list' || b.kind === 'object' || b.kind === 'list') return 'unknown';
  // Nearly all that is compared is settled, and names are compared with names all through a run.
  return isSettled(a) && isSettled(b) ? settledEqual(a, b) : overAlternatives(a, b, settledEqual);
}

function isSettled(value: ExprValue): value is Known | Template {
  return value.kind === 'known' || value.kind === 'template';
}

function settledEqual(left: Known | Template, right: Known | Template): Truth {
  if (left.kind === 'known' && right.kind === 'known') return looselyEqual(left.value, right.value);
  return isSame(left, right) ? true : textEqual(left, right);
}

export function ordered(operator: '<' | '<=' | '>' | '>=', a: ExprValue, b: ExprValue): Truth {
  if (a.kind === 'object' || a.kind === 'list' || b.kind === 'object' || b.kind === 'list') return 'unknown';
  return overAlternatives(a, b, (left, right) => {
    if (left.kind !== 'known' || right.kind !== 'known') return 'unknown';
    const order = compareData(left.value, right.value);
    if (order === undefined) return false;
    return operator === '<' ? order < 0 : operator === '<=' ? order <= 0 : operator === '>' ? order > 0 : order >= 0;
  });
}

export function startsWith(text: ExprValue, start: ExprValue): Truth {
  return overTexts(text, start, (left, wanted) => {
    const lead = leading(parts(left)).toLowerCase();
    if (lead.startsWith(wanted)) return true;
    if (left.kind === 'known') return false;
    return wanted.startsWith(lead) ? 'unknown' : false;
  });
}

export function endsWith(text: ExprValue, end: ExprValue): Truth {
  return overTexts(text, end, (left, wanted) => {
    const list = parts(left);
    const last = list[list.length - 1];
    const tail = typeof last === 'string' ? last.toLowerCase() : '';
    if (tail.endsWith(wanted)) return true;
    if (left.kind === 'known') return false;
    return wanted.endsWith(tail) ? 'unknown' : false;
  });
}

export function containsText(text: ExprValue, piece: ExprValue): Truth {
  return overTexts(text, piece, (left, wanted) => {
    if (wanted === '') return true;
    const list = parts(left);
    if (
      list.some((part) =>
        typeof part === 'string'
          ? part.toLowerCase().includes(wanted)
          : part.holds?.some((held) => held.toLowerCase().includes(wanted)) === true ||
            part.prefix?.toLowerCase().includes(wanted) === true,
      )
    )
      return true;
    if (left.kind === 'known') return false;
    // A single character cannot lie across two parts, so it is absent when every hole is known to lack it.
    return wanted.length === 1 &&
      list.every(
        (part) =>
          typeof part === 'string' ||
          part.lacks?.includes(wanted) === true ||
          part.domain?.every((datum) => !datumText(datum).toLowerCase().includes(wanted)) === true,
      )
      ? false
      : 'unknown';
  });
}

export function toNumber(value: Datum): number {
  if (value === null) return 0;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  const text = value.trim();
  return text === '' ? 0 : Number(text);
}

function looselyEqual(a: Datum, b: Datum): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.toUpperCase() === b.toUpperCase();
  if (typeof a === typeof b && a !== null && b !== null) return a === b;
  if (a === null && b === null) return true;
  return toNumber(a) === toNumber(b);
}

function compareData(a: Datum, b: Datum): number | undefined {
  if (typeof a === 'string' && typeof b === 'string') {
    const [x, y] = [a.toUpperCase(), b.toUpperCase()];
    return x < y ? -1 : x > y ? 1 : 0;
  }
  const [x, y] = [toNumber(a), toNumber(b)];
  return Number.isNaN(x) || Number.isNaN(y) ? undefined : x - y;
}

/** Two texts of which at least one has holes: known ends can refute equality, nothing but equal parts can prove it. */
function textEqual(a: Known | Template, b: Known | Template): Truth {
  if (a.kind === 'known' && typeof a.value !== 'string') return holeEquals(b, a.value);
  if (b.kind === 'known' && typeof b.value !== 'string') return holeEquals(a, b.value);
  if (isTyped(a) && b.kind === 'known') return holeEquals(a, b.value);
  if (isTyped(b) && a.kind === 'known') return holeEquals(b, a.value);
  const [left, right] = withoutCommonEnds(parts(a), parts(b));
  if (left.length === 0 && right.length === 0) return true;
  const [l, r] = [left[0], right[0]];
  if (
    left.length === 1 &&
    right.length === 1 &&
    l !== undefined &&
    r !== undefined &&
    typeof l !== 'string' &&
    typeof r !== 'string'
  )
    return holesEqual(l, r);
  if (left.length <= 1 && right.length === 1 && r !== undefined && typeof r !== 'string')
    return holeIs(r, l === undefined ? '' : String(l));
  if (right.length <= 1 && left.length === 1 && l !== undefined && typeof l !== 'string')
    return holeIs(l, r === undefined ? '' : String(r));
  // Different literals at either end cannot be equal, unless a hole begins or ends there.
  if (typeof l === 'string' && typeof r === 'string') return false;
  const [x, y] = [left[left.length - 1], right[right.length - 1]];
  if (typeof x === 'string' && typeof y === 'string') return false;
  if (left.length === 0) return right.some((part) => typeof part === 'string') ? false : 'unknown';
  if (right.length === 0) return left.some((part) => typeof part === 'string') ? false : 'unknown';
  return 'unknown';
}

function holesEqual(a: Hole, b: Hole): Truth {
  if (a.key === b.key) return true;
  if (a.differs?.includes(b.key) === true || b.differs?.includes(a.key) === true) return false;
  return 'unknown';
}

/** Whether a hole can be this text. */
function holeIs(hole: Hole, text: string): Truth {
  const wanted = text.toLowerCase();
  if (hole.nonEmpty === true && text === '') return false;
  if (hole.domain !== undefined && !hole.domain.some((datum) => datumText(datum).toLowerCase() === wanted))
    return false;
  if (hole.not?.some((datum) => datumText(datum).toLowerCase() === wanted) === true) return false;
  if (hole.prefix !== undefined && !wanted.startsWith(hole.prefix.toLowerCase())) return false;
  if (hole.lacks?.some((piece) => wanted.includes(piece.toLowerCase())) === true) return false;
  if (hole.holds?.some((piece) => !wanted.includes(piece.toLowerCase())) === true) return false;
  return 'unknown';
}

/** Whether a value is a single hole that is no text, such as a boolean input, which no text but a number's can equal. */
function isTyped(value: Known | Template): boolean {
  return onlyHole(value)?.domain?.every((datum) => typeof datum !== 'string') === true;
}

function holeEquals(value: Known | Template, datum: Datum): Truth {
  // A text is compared with what is no text as a number, and no number has a slash.
  const pieces = typeof datum === 'string' ? [] : parts(value);
  if (pieces.some((part) => (typeof part === 'string' ? part.includes('/') : part.holds?.includes('/')))) return false;
  return onlyHole(value)?.domain?.some((option) => looselyEqual(option, datum)) === false ? false : 'unknown';
}

/** What is left of two texts when equal parts are taken off both ends; holes are equal when they are the same hole. */
function withoutCommonEnds(
  a: readonly TemplatePart[],
  b: readonly TemplatePart[],
): readonly [readonly TemplatePart[], readonly TemplatePart[]] {
  const left = [...a];
  const right = [...b];
  while (dropCommonStart(left, right)) {}
  while (dropCommonEnd(left, right)) {}
  return [left, right];
}

function dropCommonStart(a: TemplatePart[], b: TemplatePart[]): boolean {
  const [x, y] = [a[0], b[0]];
  if (x === undefined || y === undefined) return false;
  if (typeof x === 'string' && typeof y === 'string') {
    const length = common(x, y, (text, index) => text.charAt(index));
    if (length === 0) return false;
    a.splice(0, 1, ...rest(x.slice(length)));
    b.splice(0, 1, ...rest(y.slice(length)));
    return true;
  }
  if (typeof x === 'string' || typeof y === 'string' || x.key !== y.key) return false;
  a.shift();
  b.shift();
  return true;
}

function dropCommonEnd(a: TemplatePart[], b: TemplatePart[]): boolean {
  const [x, y] = [a[a.length - 1], b[b.length - 1]];
  if (x === undefined || y === undefined) return false;
  if (typeof x === 'string' && typeof y === 'string') {
    const length = common(x, y, (text, index) => text.charAt(text.length - 1 - index));
    if (length === 0) return false;
    a.splice(-1, 1, ...rest(x.slice(0, x.length - length)));
    b.splice(-1, 1, ...rest(y.slice(0, y.length - length)));
    return true;
  }
  if (typeof x === 'string' || typeof y === 'string' || x.key !== y.key) return false;
  a.pop();
  b.pop();
  return true;
}

/** How many characters two texts share, read in the order `at` gives; case does not count in comparisons of expressions. */
function common(x: string, y: string, at: (text: string, index: number) => string): number {
  const limit = Math.min(x.length, y.length);
  let length = 0;
  while (length < limit && at(x, length).toLowerCase() === at(y, length).toLowerCase()) length++;
  return length;
}

function rest(text: string): readonly string[] {
  return text === '' ? [] : [text];
}

function leading(list: readonly TemplatePart[]): string {
  const [first, second] = list;
  if (first === undefined) return '';
  if (typeof first !== 'string') return first.prefix ?? '';
  return second !== undefined && typeof second !== 'string' ? first + (second.prefix ?? '') : first;
}

function overTexts(a: ExprValue, b: ExprValue, decide: (left: Known | Template, wanted: string) => Truth): Truth {
  if (a.kind === 'object' || a.kind === 'list' || b.kind === 'object' || b.kind === 'list') return 'unknown';
  return overAlternatives(a, b, (left, right) =>
    right.kind === 'known'
      ? decide(left, datumText(right.value).toLowerCase())
      : isSame(left, right)
        ? true
        : 'unknown',
  );
}

/** The common answer over all alternatives of both sides, unknown where they disagree. */
function overAlternatives(
  a: ExprValue,
  b: ExprValue,
  decide: (left: Known | Template, right: Known | Template) => Truth,
): Truth {
  const left = a.kind === 'object' || a.kind === 'list' ? undefined : alternatives(a);
  const right = b.kind === 'object' || b.kind === 'list' ? undefined : alternatives(b);
  if (left === undefined || right === undefined) return 'unknown';
  let answer: Truth | undefined;
  for (const x of left) {
    for (const y of right) {
      const one = decide(x, y);
      if (one === 'unknown' || (answer !== undefined && answer !== one)) return 'unknown';
      answer = one;
    }
  }
  return answer ?? 'unknown';
}
