import { concat, fromParts, parts, union } from '../value/text';
import { both } from '../value/truth';
import { datumText, hole, type Known, known, type Template, type Truth, unknown, type Value } from '../value/value';
import { branchValues, untakenBranches } from './branch-values';
import { briefCommand } from './brief-command';
import { decideTest } from './decide-test';
import { type OutputFile, outputFile } from './output-file';
import type { Assignment, Command, Guard, Script, Word, WordPart } from './script';
import { standardOutput } from './standard-output';
import { applyOperation } from './variable-operation';
import type { ResolvedCommand, ResolvedWord, ScriptRun, ShellEnvironment } from './walk';

/** Follows the variables of a script from its first command to its last and says what each command receives. */
export function walkScript(script: Script, environment: ShellEnvironment): ScriptRun {
  const walker = walkerOf(script, environment);
  walker.run(script.commands, 0);
  const opaque = script.opaque.length > 0;
  return {
    commands: walker.resolved,
    outputs: walker.outputs.values,
    environment: walker.exports.values,
    opaqueOutputs: opaque || walker.outputs.opaque(),
    opaqueEnvironment: opaque || walker.exports.opaque(),
  };
}

interface Walker {
  readonly resolved: ResolvedCommand[];
  readonly outputs: OutputFile;
  readonly exports: OutputFile;
  run(commands: readonly Command[], depth: number): void;
}

/** Whether something is reached, and under which guards that nobody can decide. */
interface Reach {
  readonly reached: Truth;
  readonly place: readonly Guard[];
}

const NOWHERE: readonly Guard[] = [];
const SURE: Reach = { reached: true, place: NOWHERE };

const DEPTH_MAX = 8;
const COMMANDS_MAX = 2000;

function walkerOf(script: Script, environment: ShellEnvironment): Walker {
  const untaken = untakenBranches();
  const variables = branchValues(untaken);
  const lists = new Map<string, readonly Value[]>();
  // What commands receive is kept with them, so it is replaced and never changed.
  let exported: ReadonlyMap<string, Value> = new Map();
  // A word may be looked at more than once; the commands inside it run once.
  const nested = new Set<Command>();
  const resolved: ResolvedCommand[] = [];
  const outputs = outputFile('GITHUB_OUTPUT', 'set-output', script.text, untaken);
  const exports = outputFile('GITHUB_ENV', 'set-env', script.text, untaken);
  let ended = false;
  // Whether the command being read is reached; commands inside its substitutions run when it does.
  let now: Reach = SURE;
  // The same for the call whose function is being followed.
  let around: Reach = SURE;
  let positional: readonly Value[] | undefined;

  function run(commands: readonly Command[], depth: number): void {
    for (const command of commands) {
      if (command.within !== undefined || resolved.length > COMMANDS_MAX) continue;
      step(command, commands, depth);
    }
  }

  function step(command: Command, commands: readonly Command[], depth: number): void {
    const reach = reachOf(command, commands);
    const reached: Truth = ended ? false : reach.reached;
    if (reached === false) {
      resolved.push({
        command,
        words: command.words.map((word) => ({ word, value: unknown('is not reached'), splits: false })),
        environment: new Map(),
        reached,
      });
      return;
    }
    now = reach;
    for (const assignment of command.assignments) assign(assignment, command, commands);
    const one = resolveCommand(command, commands, reached);
    resolved.push(one);
    const unread = script.functions.has(literalText(command.words[0]) ?? '')
      ? false
      : environment.unread?.(one) === true;
    for (const file of [outputs, exports])
      file.take(one, reach.place, resolved, (word) => resolveWord(word, commands), unread);
    for (const [name, value] of exports.values) if (!variables.outermost.has(name)) exportAs(name, value);
    const name = literalText(command.words[0]);
    if (name === 'exit' && reached === true && depth === 0) ended = true;
    const body = name === undefined ? undefined : script.functions.get(name);
    if (body !== undefined && depth < DEPTH_MAX) {
      const before = { positional, around };
      positional = one.words.slice(1).map(({ value }) => value);
      around = reach;
      run(body, depth + 1);
      positional = before.positional;
      around = before.around;
    }
  }

  function reachOf(command: Command, commands: readonly Command[]): Reach {
    let answer: Truth = around.reached;
    const place = [...around.place];
    for (const guard of command.guards) {
      if (guard.loop !== undefined) {
        const words = guard.loop.words.flatMap((word) => expand(word, commands));
        variables.set(
          guard.loop.variable,
          words.some(({ splits }) => splits) || words.length === 0
            ? loopHole(guard.loop.variable)
            : union(words.map(({ value }) => value)),
          NOWHERE,
        );
        continue;
      }
      const one =
        guard.test === undefined
          ? guard.kind === 'or' || guard.kind === 'loop'
            ? 'unknown'
            : true
          : decideTest(guard.test, (word) => resolveWord(word, commands), environment.file);
      if (one === false) {
        noteBranches(command, guard);
        return { reached: false, place };
      }
      if (one === 'unknown') {
        const own = ownGuard(command, guard);
        if (!place.includes(own)) place.push(own);
      }
      answer = both(answer, one);
    }
    noteBranches(command, undefined);
    return { reached: answer, place };
  }

  /** Notes whether the branches a command lies in may be taken; `no` is the guard that says they are not. */
  function noteBranches(command: Command, no: Guard | undefined): void {
    for (const guard of no === undefined ? command.guards : [no]) {
      const { branch } = ownGuard(command, guard);
      if (branch !== undefined) untaken.note(branch, no !== undefined);
    }
  }

  function assign(assignment: Assignment, command: Command, commands: readonly Command[]): void {
    const { reached, place } = now;
    if (assignment.list !== undefined) {
      const items = assignment.list.flatMap((word) => expand(word, commands));
      const values = items.some(({ splits }) => splits) ? undefined : items.map(({ value }) => value);
      const before = assignment.append ? (lists.get(assignment.name) ?? []) : [];
      if (values === undefined || reached !== true) lists.delete(assignment.name);
      else lists.set(assignment.name, [...before, ...values]);
      if (values === undefined || reached !== true)
        variables.set(assignment.name, unknown('is a list built in the script'), NOWHERE);
      return;
    }
    const value = assignment.value === undefined ? known('') : resolveWord(assignment.value, commands);
    // A prefix assignment (`X=1 cmd`) lives for that command alone.
    if (
      command.words.length > 0 &&
      command.assignments.includes(assignment) &&
      !assignment.exported &&
      !declares(command)
    )
      return;
    const before = environment.variable(assignment.name) ?? known('');
    const next = assignment.append ? concat([variables.get(assignment.name, place) ?? before, value]) : value;
    variables.set(assignment.name, next, place, before);
    if (assignment.exported) exportAs(assignment.name, variables.outermost.get(assignment.name) ?? next);
  }

  function exportAs(name: string, value: Value): void {
    if (exported.get(name) !== value) exported = new Map(exported).set(name, value);
  }

  function resolveCommand(command: Command, commands: readonly Command[], reached: Truth): ResolvedCommand {
    const words = command.words.flatMap((word) => expand(word, commands));
    if (command.assignments.length === 0) return { command, words, environment: exported, reached };
    const own = new Map(exported);
    for (const assignment of command.assignments)
      own.set(assignment.name, assignment.value === undefined ? known('') : resolveWord(assignment.value, commands));
    return { command, words, environment: own, reached };
  }

  /** A word, or the words it certainly splits into. */
  function expand(word: Word, commands: readonly Command[]): readonly ResolvedWord[] {
    const plain = plainWord(word);
    if (plain !== undefined) return plain;
    const [only] = word.parts;
    if (word.parts.length === 1 && only?.kind === 'variable' && /\[[@*]\]$/.test(only.name)) {
      const items = lists.get(only.name.slice(0, -3));
      if (items !== undefined) return items.map((value) => ({ word, value, splits: false }));
      return [{ word, value: unknown('is a list built in the script'), splits: true }];
    }
    const value = resolveWord(word, commands);
    const loose = word.parts.some((part) => !part.quoted && part.kind !== 'literal');
    if (!loose) return [{ word, value, splits: false }];
    if (value.kind === 'unknown') return [{ word, value, splits: true }];
    if (value.kind === 'oneOf') return [{ word, value, splits: value.options.some(hasBlank) }];
    if (value.kind === 'known' && datumText(value.value) === '' && !word.quoted) return [];
    if (!hasBlank(value)) return [{ word, value, splits: parts(value).length === 0 || isComputed(value) }];
    return splitBlanks(value).map((piece) => ({ word, value: piece, splits: false }));
  }

  function resolveWord(word: Word, commands: readonly Command[]): Value {
    const [plain] = plainWord(word) ?? [];
    return plain?.value ?? concat(word.parts.map((part) => resolvePart(part, commands)));
  }

  function resolvePart(part: WordPart, commands: readonly Command[]): Value {
    switch (part.kind) {
      case 'literal':
        return known(part.text);
      case 'expression':
        return environment.expression(part.body);
      case 'variable':
        return applyOperation(part, variable(part.name), (word) => resolveWord(word, commands));
      case 'substitution': {
        const inner = part.commands.map((index) => commands[index]).filter((command) => command !== undefined);
        const runs = inner.map((command) => resolveCommand(command, commands, now.reached));
        resolved.push(...runs.filter((one) => one.words.length > 0 && !nested.has(one.command)));
        for (const command of inner) nested.add(command);
        const text = script.text.slice(part.span.start, part.span.end);
        return standardOutput(runs, text, (word) => resolveWord(word, commands), environment) ?? computed(text);
      }
      case 'opaque':
        return unknown(part.reason);
    }
  }

  function variable(name: string): Value {
    if (/^\d+$/.test(name) && positional !== undefined) return positional[Number(name) - 1] ?? known('');
    const set = variables.get(name, now.place) ?? exports.values.get(name) ?? environment.variable(name);
    if (set !== undefined) return set;
    return hole({ key: `$${name}`, shown: `$${name}`, reason: 'is set in the run' });
  }

  return { resolved, outputs, exports, run };
}

/** Of the guards of one statement the last, which is of the branch itself; those before it say that no earlier branch was taken. */
function ownGuard({ guards }: Command, guard: Guard): Guard {
  const statement = guard.branch?.statement;
  const own = statement === undefined ? [] : guards.filter(({ branch }) => branch?.statement === statement);
  return own[own.length - 1] ?? guard;
}

/** A word without variables and substitutions, which is the same in every run. */
function plainWord(word: Word): readonly ResolvedWord[] | undefined {
  const memo = PLAIN.get(word);
  if (memo !== undefined) return memo.words;
  const text = literalText(word);
  const words = text === undefined ? undefined : [{ word, value: known(text), splits: false }];
  PLAIN.set(word, { words });
  return words;
}

const PLAIN = new WeakMap<Word, { readonly words: readonly ResolvedWord[] | undefined }>();

function declares(command: Command): boolean {
  return ['export', 'local', 'declare', 'readonly', 'typeset'].includes(literalText(command.words[0]) ?? '');
}

/** Output of a command nobody knows: the same text gives the same value within one script. */
function computed(text: string): Value {
  return hole({ key: text, shown: briefCommand(text), reason: 'is computed in the script' });
}

function loopHole(name: string): Value {
  return hole({ key: `$${name}`, shown: `$${name}`, reason: 'differs in each turn of a loop' });
}

export function literalText(word: Word | undefined): string | undefined {
  if (word === undefined || !word.parts.every((part) => part.kind === 'literal')) return undefined;
  return word.parts.map((part) => (part.kind === 'literal' ? part.text : '')).join('');
}

function isComputed(value: Known | Template): boolean {
  return parts(value).some((part) => typeof part !== 'string' && part.reason === 'is computed in the script');
}

function hasBlank(value: Known | Template): boolean {
  return parts(value).some((part) => typeof part === 'string' && /\s/.test(part));
}

function splitBlanks(value: Known | Template): readonly (Known | Template)[] {
  const pieces: (string | Exclude<ReturnType<typeof parts>[number], string>)[][] = [[]];
  for (const part of parts(value)) {
    if (typeof part !== 'string') {
      pieces[pieces.length - 1]?.push(part);
      continue;
    }
    part.split(/\s+/).forEach((text, index) => {
      if (index > 0) pieces.push([]);
      if (text !== '') pieces[pieces.length - 1]?.push(text);
    });
  }
  return pieces.filter((piece) => piece.length > 0).map((piece) => fromParts(piece));
}
