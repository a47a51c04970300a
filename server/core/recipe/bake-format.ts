import { concat } from '../value/text';
import { datumText, type ExprValue, known, type Value } from '../value/value';
import { isOpen } from './bake-hole';
import { listOf } from './bake-list-functions';
import { HEAVIEST, weightOf } from './bake-weight';

/** `format` of bake's standard library with the verbs `%s`, `%v`, `%d` and `%%`; undefined for all others. */
export function formatted(pattern: ExprValue, args: readonly ExprValue[]): Value | undefined {
  if (pattern.kind !== 'known' || typeof pattern.value !== 'string') return undefined;
  const pieces: Value[] = [];
  let next = 0;
  for (const piece of pattern.value.split(/(%[^a-zA-Z%]*[a-zA-Z%]?)/)) {
    if (piece === '%%') pieces.push(known('%'));
    else if (!piece.startsWith('%')) pieces.push(known(piece));
    else {
      const value = args[next++];
      const shown = value === undefined ? undefined : verb(piece, value);
      if (shown === undefined) return undefined;
      pieces.push(shown);
    }
  }
  // Arguments that no verb takes stop the build.
  return next === args.length ? joinedText(pieces) : undefined;
}

/** Texts one after the other, unless they are too many. */
export function joinedText(texts: readonly Value[]): Value | undefined {
  return texts.reduce((all, text) => all + weightOf(text), 0) > HEAVIEST ? undefined : concat(texts);
}

function verb(piece: string, value: ExprValue): Value | undefined {
  if (value.kind === 'list' || value.kind === 'object' || value.kind === 'unknown') return undefined;
  if (value.kind === 'known' && value.value === null) return undefined;
  if (piece === '%s' || piece === '%v') return value.kind === 'known' ? known(datumText(value.value)) : value;
  return piece === '%d' && value.kind === 'known' && Number.isSafeInteger(value.value) ? value : undefined;
}

/** `formatlist`: one text for each item of the lists among the arguments, which have to be as long as each other. */
export function formattedList(pattern: ExprValue, args: readonly ExprValue[]): ExprValue | undefined {
  if (args.some((arg) => arg.kind === 'object' || isOpen(arg))) return undefined;
  const lists = args.flatMap((arg) => (arg.kind === 'list' ? [arg] : []));
  const [first] = lists;
  if (first === undefined || lists.some(({ items }) => items.length !== first.items.length)) return undefined;
  // How a list goes on that is not all known matters only where others go along with it.
  if (lists.length > 1 && !lists.every(({ complete }) => complete)) return undefined;
  const items = first.items.map((_, at) =>
    formatted(
      pattern,
      args.map((arg) => (arg.kind === 'list' ? (arg.items[at] ?? known(null)) : arg)),
    ),
  );
  return items.every((item) => item !== undefined) ? listOf(items, first.complete) : undefined;
}
