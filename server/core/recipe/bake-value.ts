import { concat, union } from '../value/text';
import { datumText, type ExprValue, hole, known, type Value } from '../value/value';
import { standardFunction } from './bake-functions';
import { identityOf, UNREAD } from './bake-hole';
import { indexed, LONGEST_LIST, listOf, sorted } from './bake-list-functions';
import { answer, operated, opposite, truthOf } from './bake-operators';
import type { HclExpression } from './hcl';

/** What the expressions of a bake or compose file see. */
export interface BakeScope {
  /** Names the file, so that holes of different files differ. */
  readonly key: string;
  /** Names the call, turn of a loop or leg that is worked out, so that its holes differ from those of others. */
  readonly frame: string;
  /** Undefined for a name that nothing defines. */
  variable(name: string): ExprValue | undefined;
  call?(name: string, args: readonly ExprValue[]): ExprValue | undefined;
  /** An attribute of a target. */
  target?(name: string, attribute: string): ExprValue | undefined;
  /** Counts a step; true where too many were taken. */
  exhausted?(): boolean;
}

/** The value of an expression, with a hole for each part that only a build knows. Lists and objects keep what is known of them. */
export function bakeValue(expression: HclExpression, scope: BakeScope): ExprValue {
  return (scope.exhausted?.() === true ? undefined : read(expression, scope)) ?? unread(expression, scope);
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
      return concat(expression.parts.map((part) => (typeof part === 'string' ? known(part) : scalar(part, scope))));
    }
    case 'variable':
      return variable(expression, scope);
    case 'index':
      return indexed(value(expression.from), value(expression.index));
    case 'splat':
      return splat(value(expression.from), expression.path);
    case 'list':
      return listOf(expression.items.map(value));
    case 'object':
      return object(expression, scope);
    case 'conditional': {
      const test = truthOf(value(expression.test));
      if (test !== 'unknown') return value(test ? expression.yes : expression.no);
      return either(value(expression.yes), value(expression.no));
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

function unread(expression: HclExpression, { key, frame, variable }: BakeScope): Value {
  const whole = expression.kind === 'variable' && expression.path.length === 0;
  // A variable of the file is the same wherever it stands.
  const shared = whole && variable(expression.name) === undefined;
  return hole({
    key: shared ? `${key}@${expression.name}` : `${key}@${expression.span.start}${frame}`,
    shown: whole ? expression.name : UNREAD,
    reason: 'is worked out while building',
  });
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

function splat(from: ExprValue, path: readonly string[]): ExprValue | undefined {
  if (from.kind !== 'list') return undefined;
  const items = from.items.map((item) => property(item, path));
  return items.every((item) => item !== undefined) ? listOf(items, from.complete) : undefined;
}

function object({ entries }: Of<'object'>, scope: BakeScope): ExprValue {
  const read = new Map<string, ExprValue>();
  let complete = true;
  for (const { key, computed, value } of entries) {
    const name = computed === undefined ? known(key) : bakeValue(computed, scope);
    if (name.kind === 'known') read.set(datumText(name.value), bakeValue(value, scope));
    else complete = false;
  }
  return { kind: 'object', entries: read, complete };
}

/** Either of two values: text has both as alternatives, and a list the items of both. */
function either(yes: ExprValue, no: ExprValue): ExprValue | undefined {
  if (yes.kind === 'list' && no.kind === 'list') return listOf([...yes.items, ...no.items], false);
  if (yes.kind === 'list' || no.kind === 'list' || yes.kind === 'object' || no.kind === 'object') return undefined;
  return union([yes, no]);
}

function called({ name, arguments: written, spread, span }: Of<'call'>, scope: BakeScope): ExprValue | undefined {
  const inner: BakeScope = { ...scope, frame: `${scope.frame}/${span.start}` };
  if (name === 'convert') return converted(written, scope);
  let args = written.map((argument) => bakeValue(argument, inner));
  if (spread === true) {
    const last = args.at(-1);
    if (last?.kind !== 'list' || !last.complete) return undefined;
    args = [...args.slice(0, -1), ...last.items];
  }
  return standardFunction(name, args) ?? scope.call?.(name, args);
}

/** `convert(value, type)`; the text of a value, or the value where it is of that type already. */
function converted([given, type]: readonly HclExpression[], scope: BakeScope): ExprValue | undefined {
  const value = given === undefined ? undefined : bakeValue(given, scope);
  if (type?.kind === 'call') return type.name === 'list' && value?.kind === 'list' ? value : undefined;
  if (type?.kind !== 'variable' || value?.kind !== 'known' || value.value === null) return undefined;
  if (type.name === 'string') return known(datumText(value.value));
  if (type.name === 'bool') return answer(truthOf(value));
  return typeof value.value === type.name ? value : undefined;
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
  const items: ExprValue[] = [];
  const entries = new Map<string, ExprValue>();
  let { complete } = source;
  for (const [key, item] of turns) {
    const turn = turnOf(loop, scope, key, item);
    const kept = loop.condition === undefined ? true : truthOf(bakeValue(loop.condition, turn));
    if (kept === false) continue;
    if (kept === 'unknown') complete = false;
    const value = bakeValue(loop.value, turn);
    if (loop.key === undefined) {
      items.push(value);
      continue;
    }
    const name = bakeValue(loop.key, turn);
    if (name.kind !== 'known') complete = false;
    else {
      const text = datumText(name.value);
      const earlier = entries.get(text);
      if (earlier !== undefined && !loop.grouped) return undefined;
      const group = earlier?.kind === 'list' ? earlier.items : [];
      entries.set(text, loop.grouped ? listOf([...group, value], complete) : value);
    }
  }
  return loop.key === undefined ? listOf(items, complete) : { kind: 'object', entries, complete };
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
    frame: `${scope.frame}/${loop.span.start}:${identityOf(index)}${identityOf(item)}`,
    variable: (name) => own.get(name) ?? scope.variable(name),
  };
}
