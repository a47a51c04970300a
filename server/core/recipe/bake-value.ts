import { asString, union } from '../value/text';
import { datumText, type ExprValue, known, type Value } from '../value/value';
import { joinedText } from './bake-format';
import { standardFunction } from './bake-functions';
import { isOpen, unreadHole } from './bake-hole';
import { LIBRARY } from './bake-library';
import { indexed, LONGEST_LIST, listOf, sorted } from './bake-list-functions';
import { answer, operated, opposite, truthOf } from './bake-operators';
import { besides, isNull } from './bake-types';
import { HEAVIEST, weightOf } from './bake-weight';
import { SPLAT_ITEM } from './hcl-expression';
import type { HclExpression } from './hcl-tree';

/** What the expressions of a bake or compose file see. */
export interface BakeScope {
  /** Names the file, so that holes of different files differ. */
  readonly key: string;
  /** Names the call, turn of a loop or leg that is worked out, by its place, so that its holes differ from those of others. */
  readonly frame: string;
  /** Undefined for a name that nothing defines. */
  variable(name: string): ExprValue | undefined;
  /** What a variable without a value is where it has one: certainly a text, or anything. */
  isText(name: string): boolean;
  /** `place` names where the call stands. */
  call?(name: string, args: readonly ExprValue[], place: string): ExprValue | undefined;
  /** An attribute of a target. */
  target?(name: string, attribute: string): ExprValue | undefined;
  /** Counts steps; true where too many were taken. */
  exhausted?(steps: number): boolean;
}

/** So much of a value counts as a step. */
const HEAVY = 200;

/** The value of an expression, with a hole for each part that only a build knows. Lists and objects keep what is known of them. */
export function bakeValue(expression: HclExpression, scope: BakeScope): ExprValue {
  const value = scope.exhausted?.(1) === true ? undefined : read(expression, scope);
  if (value === undefined) return unread(expression, scope);
  const weight = weightOf(value);
  // What is done with a heavy value takes as much longer.
  const spent = weight >= HEAVY && scope.exhausted?.(Math.ceil(weight / HEAVY)) === true;
  return spent || weight > HEAVIEST ? unread(expression, scope) : value;
}

/** Undefined where the expression as a whole is not known. */
function read(expression: HclExpression, scope: BakeScope): ExprValue | undefined {
  const value = (inner: HclExpression): ExprValue => bakeValue(inner, scope);
  switch (expression.kind) {
    case 'literal':
      return known(expression.value);
    case 'template': {
      const [only, ...others] = expression.parts;
      // An interpolation by itself keeps its type (hclsyntax/spec.md, "Template Interpolation Unwrapping").
      if (only !== undefined && typeof only !== 'string' && others.length === 0) return value(only);
      return joinedText(expression.parts.map((part) => (typeof part === 'string' ? known(part) : scalar(part, scope))));
    }
    case 'variable':
      return variable(expression, scope);
    case 'index':
      return indexed(value(expression.from), value(expression.index));
    case 'splat':
      return splat(expression, scope);
    case 'list':
      return listOf(expression.items.map(value));
    case 'object':
      return object(expression, scope);
    case 'conditional': {
      const test = truthOf(value(expression.test));
      const [yes, no] = [value(expression.yes), value(expression.no)];
      if (test !== 'unknown') return besides(test ? yes : no, test ? no : yes);
      return either(besides(yes, no), besides(no, yes));
    }
    case 'binary':
      return operated(expression.operator, value(expression.left), value(expression.right));
    case 'not':
      return answer(opposite(truthOf(value(expression.operand))));
    case 'call':
      return called(expression, scope);
    case 'for':
      return comprehension(expression, scope);
    case 'other':
      return undefined;
  }
}

type Of<Kind extends HclExpression['kind']> = Extract<HclExpression, { kind: Kind }>;

/** The text of a value in a template; lists, objects and null have none. */
function scalar(expression: HclExpression, scope: BakeScope): Value {
  const value = bakeValue(expression, scope);
  if (value.kind === 'list' || value.kind === 'object' || (value.kind === 'known' && value.value === null))
    return unread(expression, scope);
  return value;
}

function unread(expression: HclExpression, { key, frame, variable, isText }: BakeScope): Value {
  const whole = expression.kind === 'variable' && expression.path.length === 0;
  // A variable of the file is the same wherever it stands.
  const shared = whole && variable(expression.name) === undefined;
  const text = whole ? isText(expression.name) : expression.kind === 'template' && expression.parts.length > 1;
  return unreadHole(
    shared ? `${key}@${expression.name}` : `${key}@${expression.span.start}${frame}`,
    whole ? expression.name : undefined,
    !text,
  );
}

function variable({ name, path }: Of<'variable'>, scope: BakeScope): ExprValue | undefined {
  const own = scope.variable(name);
  const [target, attribute, ...rest] = path;
  if (own === undefined && name === 'target' && target !== undefined && attribute !== undefined)
    return property(scope.target?.(target, attribute), rest);
  return property(own, path);
}

function property(value: ExprValue | undefined, path: readonly string[]): ExprValue | undefined {
  return path.reduce<ExprValue | undefined>(
    (from, name) => (from === undefined ? undefined : indexed(from, known(name))),
    value,
  );
}

/** Something that is no list counts as a list of itself alone, and null as an empty one (hclsyntax/spec.md, "Splat Operators"). */
function splat({ from, each }: Of<'splat'>, scope: BakeScope): ExprValue | undefined {
  const source = bakeValue(from, scope);
  if (isOpen(source)) return undefined;
  if (source.kind === 'known' && source.value === null) return listOf([]);
  const items = source.kind === 'list' ? source.items : [source];
  const all = items.map((item, index) => {
    const turn = `${scope.frame}/${from.span.end}#${index}`;
    return bakeValue(each, {
      ...scope,
      frame: turn,
      variable: (name) => (name === SPLAT_ITEM ? item : scope.variable(name)),
    });
  });
  return listOf(all, source.kind !== 'list' || source.complete);
}

function object({ entries }: Of<'object'>, scope: BakeScope): ExprValue {
  const read = new Map<string, ExprValue>();
  let complete = true;
  for (const { key, computed, value } of entries) {
    const name = computed === undefined ? known(key) : bakeValue(computed, scope);
    if (name.kind === 'known' && name.value !== null) read.set(datumText(name.value), bakeValue(value, scope));
    else {
      // It may be any of those before it.
      read.clear();
      complete = false;
    }
  }
  return { kind: 'object', entries: read, complete };
}

/** Either of two values: text has both as alternatives, and a list the items of both. */
function either(yes: ExprValue | undefined, no: ExprValue | undefined): ExprValue | undefined {
  if (yes === undefined || no === undefined || isOpen(yes) || isOpen(no)) return undefined;
  if (yes.kind === 'list' && no.kind === 'list') return listOf([...yes.items, ...no.items], false);
  if (yes.kind === 'list' || no.kind === 'list' || yes.kind === 'object' || no.kind === 'object') return undefined;
  return union([yes, no]);
}

function called({ name, arguments: written, spread, span }: Of<'call'>, scope: BakeScope): ExprValue | undefined {
  const place = `${scope.frame}/${span.start}`;
  const inner: BakeScope = { ...scope, frame: place };
  if (name === 'convert') return converted(written, scope);
  if (name === 'try') return tried(written[0], scope);
  let args = written.map((argument) => bakeValue(argument, inner));
  if (spread === true) {
    const last = args.at(-1);
    if (last?.kind !== 'list' || !last.complete) return undefined;
    args = [...args.slice(0, -1), ...last.items];
  }
  return LIBRARY.has(name) ? standardFunction(name, args) : scope.call?.(name, args, `${scope.key}@${place}`);
}

/** `try(a, b)` is `a` where working that out cannot fail; only plain names and texts are trusted with it. */
function tried(first: HclExpression | undefined, scope: BakeScope): ExprValue | undefined {
  const value = first === undefined || !isPlain(first) ? undefined : bakeValue(first, scope);
  return value === undefined || isOpen(value) || value.kind === 'template' || value.kind === 'oneOf'
    ? undefined
    : value;
}

function isPlain(expression: HclExpression): boolean {
  if (expression.kind === 'template')
    return expression.parts.every((part) => typeof part === 'string' || isPlain(part));
  return expression.kind === 'literal' || expression.kind === 'variable';
}

/** `convert(value, type)`; the text of a value or of each item, or the value where it is of that type already. */
function converted(written: readonly HclExpression[], scope: BakeScope): ExprValue | undefined {
  const [given, type, ...more] = written;
  const value = given === undefined || more.length > 0 ? undefined : bakeValue(given, scope);
  if (value === undefined || type === undefined) return undefined;
  const [inner, ...others] = type.kind === 'call' && type.name === 'list' ? type.arguments : [];
  if (inner?.kind === 'variable' && inner.name === 'string' && others.length === 0) return textsOf(value);
  if (type.kind !== 'variable' || value.kind !== 'known' || value.value === null) return undefined;
  if (type.name === 'string') return known(datumText(value.value));
  if (type.name === 'bool') return answer(truthOf(value));
  return typeof value.value === type.name ? value : undefined;
}

function textsOf(value: ExprValue): ExprValue | undefined {
  const plain =
    value.kind === 'list' &&
    !value.items.some((item) => item.kind === 'list' || item.kind === 'object' || isOpen(item));
  return value.kind === 'list' && plain && !value.items.some(isNull)
    ? listOf(value.items.map(asString), value.complete)
    : undefined;
}

/** A loop over a list or an object, whose entries come in the order of their keys. */
function comprehension(loop: Of<'for'>, scope: BakeScope): ExprValue | undefined {
  const source = bakeValue(loop.source, scope);
  if (source.kind !== 'list' && source.kind !== 'object') return undefined;
  const turns: readonly (readonly [ExprValue | undefined, ExprValue])[] =
    source.kind === 'object'
      ? sorted(source).map(([key, item]) => [known(key), item])
      : source.items.map((item, index) => [source.complete ? known(index) : undefined, item]);
  if (turns.length > LONGEST_LIST) return undefined;
  const kept: { readonly turn: BakeScope; readonly value: ExprValue }[] = [];
  let { complete } = source;
  for (const [at, [key, item]] of turns.entries()) {
    const turn = turnOf(loop, { ...scope, frame: `${scope.frame}/${loop.span.start}#${at}` }, key, item);
    const keeps = loop.condition === undefined ? true : truthOf(bakeValue(loop.condition, turn));
    if (keeps === 'unknown') complete = false;
    if (keeps !== false) kept.push({ turn, value: bakeValue(loop.value, turn) });
  }
  if (loop.key === undefined)
    return listOf(
      kept.map(({ value }) => value),
      complete,
    );
  // An object has its entries for certain, so none may be missing.
  if (!complete) return undefined;
  const entries = new Map<string, ExprValue>();
  for (const { turn, value } of kept) {
    const name = bakeValue(loop.key, turn);
    if (name.kind !== 'known' || name.value === null) return undefined;
    const text = datumText(name.value);
    const earlier = entries.get(text);
    if (earlier !== undefined && !loop.grouped) return undefined;
    const group = earlier?.kind === 'list' ? earlier.items : [];
    entries.set(text, loop.grouped ? listOf([...group, value]) : value);
  }
  return { kind: 'object', entries, complete };
}

function turnOf(loop: Of<'for'>, scope: BakeScope, key: ExprValue | undefined, item: ExprValue): BakeScope {
  const index: ExprValue = key ?? {
    kind: 'unknown',
    reason: 'is a place in a list that is not all known',
  };
  const [first, second] = loop.names;
  const own = new Map(
    second === undefined
      ? [[first, item]]
      : [
          [first, index],
          [second, item],
        ],
  );
  return {
    ...scope,
    variable: (name) => own.get(name) ?? scope.variable(name),
  };
}
