import type { Span } from '../text/span';
import { alternatives, splitText } from '../value/text';
import {
  datumText,
  type ExprValue,
  type Known,
  known,
  type Template,
  type Truth,
  unknown,
  type Value,
} from '../value/value';
import { fieldNamed, textSpan } from '../workflow/field';
import type { Field, Step } from '../workflow/model';
import type { StepInstance } from './run';

/** A value with the place where it is written; `given` is false where a default speaks. */
export interface Operand {
  readonly value: Value;
  readonly span: Span;
  readonly given: boolean;
}

/** An input of an action with its place; undefined when it is not given and has no default. */
export function inputOperand(step: StepInstance, name: string | undefined): Operand | undefined {
  if (name === undefined) return undefined;
  const given = step.step.uses === undefined ? undefined : fieldNamed(step.step.uses.with, name);
  const memo = given?.field === undefined ? undefined : FIXED.get(given.field);
  if (memo !== undefined) return memo;
  const value = step.input(name);
  if (value === undefined) return undefined;
  const span = given?.field === undefined ? (given?.entry.span ?? usesSpan(step)) : textSpan(given.field);
  const operand: Operand = { value: asValue(value), span, given: given !== undefined };
  if (given?.field?.template.segments.every(({ kind }) => kind === 'text') === true) FIXED.set(given.field, operand);
  return operand;
}

/** Inputs that hold no expression: the same in every run. */
const FIXED = new WeakMap<Field, Operand>();

/** The same, only when it is given and not empty. */
export function givenOperand(step: StepInstance, name: string | undefined): Operand | undefined {
  const operand = inputOperand(step, name);
  if (operand === undefined || !operand.given) return undefined;
  return operand.value.kind === 'known' && datumText(operand.value.value).trim() === '' ? undefined : operand;
}

/** The text of an input as the file writes it, expressions and all; undefined when it is not given. */
export function writtenInput(step: Step, name: string): string | undefined {
  return step.uses === undefined ? undefined : fieldNamed(step.uses.with, name)?.field?.text.trim();
}

/** Whether an input is written with one of the workflow or action, so that whoever calls it decides. */
export function readsInputs(step: Step, name: string): boolean {
  return /\binputs\b/.test(writtenInput(step, name) ?? '');
}

export function usesSpan(step: StepInstance): Span {
  const { uses, run } = step.step;
  return uses?.field.span ?? run?.entry.key.span ?? step.step.node.span;
}

export function asValue(value: ExprValue): Value {
  return value.kind === 'object' || value.kind === 'list' ? unknown('is not text') : value;
}

/** How the toolkit's getBooleanInput reads a boolean: YAML 1.2 core spellings, and empty as false. */
export function booleanTruth(operand: Operand | undefined): Truth {
  if (operand === undefined) return false;
  return overOptions(operand.value, (option) => {
    if (option.kind === 'known') {
      const text = datumText(option.value).trim().toLowerCase();
      return text === 'true' ? true : text === 'false' || text === '' ? false : 'unknown';
    }
    return 'unknown';
  });
}

/** The common answer over a value's alternatives, unknown where they disagree or nothing is known. */
export function overOptions(value: Value, decide: (option: Known | Template) => Truth): Truth {
  const options = alternatives(value);
  if (options === undefined) return 'unknown';
  const answers = new Set(options.map(decide));
  const [only] = answers;
  return answers.size === 1 && only !== undefined ? only : 'unknown';
}

/** The pieces of a list input (split at line breaks and, for csv, commas), one list per alternative; undefined when unknown. */
export function listOptions(value: Value, separator: RegExp): readonly (readonly (Known | Template)[])[] | undefined {
  const memos = LISTS.get(value) ?? new Map<string, Lists>();
  LISTS.set(value, memos);
  const memo = memos.get(separator.source);
  if (memo !== undefined) return memo.lists;
  const lists = alternatives(value)?.map((option) => splitText(option, separator));
  memos.set(separator.source, { lists });
  return lists;
}

interface Lists {
  readonly lists: readonly (readonly (Known | Template)[])[] | undefined;
}

/** Rules ask for the same lists, and steps hand them on to each other. */
const LISTS = new WeakMap<Value, Map<string, Lists>>();

/** The pieces of a list that is known for certain, as text; undefined when any is not. */
export function settledList(value: Value, separator: RegExp): readonly string[] | undefined {
  const lists = listOptions(value, separator);
  const [list] = lists ?? [];
  if (list === undefined || lists?.length !== 1) return undefined;
  const texts = list.flatMap((piece) => (piece.kind === 'known' ? [datumText(piece.value)] : []));
  return texts.length === list.length ? texts : undefined;
}

/** Values with every listed hole (a matrix axis) replaced by each value it can take; holes without a list stay. */
export function spread(value: Known | Template): readonly (Known | Template)[] {
  if (value.kind === 'known') return [value];
  let results: (Known | Template)[] = [known('')];
  for (const part of value.parts) {
    const options: readonly (Known | Template)[] =
      typeof part === 'string'
        ? [known(part)]
        : part.domain !== undefined && part.domain.length <= 16
          ? part.domain.map(known)
          : [{ kind: 'template', parts: [part] }];
    if (results.length * options.length > 64) return [value];
    results = results.flatMap((left) => options.map((right) => append(left, right)));
  }
  return results;
}

function append(left: Known | Template, right: Known | Template): Known | Template {
  if (left.kind === 'known' && right.kind === 'known') return known(datumText(left.value) + datumText(right.value));
  const leftParts = left.kind === 'known' ? (left.value === '' ? [] : [datumText(left.value)]) : left.parts;
  const rightParts = right.kind === 'known' ? [datumText(right.value)] : right.parts;
  const [last] = leftParts.slice(-1);
  const [first, ...rest] = rightParts;
  if (typeof last === 'string' && typeof first === 'string')
    return { kind: 'template', parts: [...leftParts.slice(0, -1), last + first, ...rest] };
  return { kind: 'template', parts: [...leftParts, ...rightParts] };
}
