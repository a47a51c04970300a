import { concat, parts } from '../value/text';
import { both } from '../value/truth';
import { datumText, hole, known, type Truth, unknown, type Value } from '../value/value';
import { branchValues, untakenBranches } from './branch-values';
import { computedOutput } from './computed-output';
import { decideTest } from './decide-test';
import { declaresVariables } from './declares-variables';
import { listRead } from './list-read';
import { type Loop, type LoopReader, listItems, loopAt, loopTurns, turnVariables } from './loop-turns';
import { type OutputFile, outputFile } from './output-file';
import { ownGuard } from './own-guard';
import { literalText, plainWord } from './plain-word';
import { runsInside } from './runs-inside';
import type { Assignment, Command, Guard, Script, Word, WordPart } from './script';
import { setsUnread } from './sets-unread';
import { hasSeparator, isComputed, type Separator, separatorOf, splitWords } from './split-words';
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

interface Substituted {
  readonly runs: readonly ResolvedCommand[];
  readonly sure: boolean;
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
  // The loops that are being followed.
  const turning = new Set<Guard>();
  const resolved: ResolvedCommand[] = [];
  const outputs = outputFile('GITHUB_OUTPUT', 'set-output', script.text, untaken);
  const exports = outputFile('GITHUB_ENV', 'set-env', script.text, untaken);
  // The shell that an `exit` has certainly ended, the script's own where the list is empty.
  let ended: readonly number[] | undefined;
  // Whether the command being read is reached; commands inside its substitutions run when it does.
  let now: Reach = SURE;
  // The same for the call whose function is being followed.
  let around: Reach = SURE;
  let positional: readonly Value[] | undefined;
  // How the turn of the loop at hand was certainly left, and whether the loop may have been.
  let left: 'break' | 'continue' | undefined;
  let mayBreak = false;

  /** `commands` is the whole list that substitutions point into, `part` what of it is run. */
  function run(commands: readonly Command[], depth: number, part = commands): void {
    for (let at = 0; at < part.length; at++) {
      const command = part[at];
      if (command === undefined || command.within !== undefined || resolved.length > COMMANDS_MAX) continue;
      if (left !== undefined) {
        unreached(command);
        continue;
      }
      const loop = loopAt(part, at, turning);
      if (loop === undefined) {
        step(command, commands, depth);
        continue;
      }
      repeat(loop, commands, depth);
      at += loop.body.length - 1;
    }
  }

  /** Runs the commands of a loop once for each of its turns. */
  function repeat(loop: Loop, commands: readonly Command[], depth: number): void {
    const outside = { around, mayBreak };
    mayBreak = false;
    const turns = eachTurn(loop, commands, () => {
      const before = around;
      run(commands, depth, loop.body);
      const by = left;
      left = undefined;
      // After a `continue` that nobody can decide, the next turn comes as surely as this one; after such a `break` it may not come.
      if (by !== 'break' && !mayBreak) around = before;
      return by !== 'break';
    });
    ({ around, mayBreak } = outside);
    if (turns === 0) for (const command of loop.body) if (command.within === undefined) unreached(command);
  }

  /** Follows the turns of a loop until `follow` says that it is left, and tells how many there are. */
  function eachTurn({ guard, of, body }: Loop, commands: readonly Command[], follow: () => boolean): number {
    const turns = loopTurns(of, loopReader(commands), body.length);
    const by = of.fieldSeparator === undefined ? separator() : separatorOf(resolveWord(of.fieldSeparator, commands));
    turning.add(guard);
    for (const turn of turns) {
      for (const [name, value] of turnVariables(of, turn, by)) variables.set(name, value, NOWHERE);
      if (!follow()) break;
    }
    turning.delete(guard);
    return turns.length;
  }

  /** Notes that a command leaves the turn of a loop, or may. */
  function leave(by: 'break' | 'continue', { guards }: Command, reached: Truth): void {
    const loops = guards.filter(({ kind }) => kind === 'loop');
    const inner = loops[loops.length - 1];
    if (inner === undefined || !turning.has(inner)) return;
    if (reached === true) left = by;
    else {
      around = { reached: 'unknown', place: [...around.place, { kind: 'and', span: inner.span }] };
      mayBreak ||= by === 'break';
    }
  }

  function loopReader(commands: readonly Command[]): LoopReader {
    return {
      expand: (word) => expand(word, commands),
      resolve: (word) => resolveWord(word, commands),
      piped: (pipeline) => {
        const before = commands.filter(({ pipe, within }) => pipe.id === pipeline && within === undefined);
        const runs = before.map((command) => resolveCommand(command, commands, now.reached));
        return standardOutput(runs, '', (word) => resolveWord(word, commands), environment, true);
      },
      separator: separator(),
    };
  }

  function unreached(command: Command): void {
    resolved.push({
      command,
      words: command.words.map((word) => ({ word, value: unknown('is not reached'), splits: false })),
      environment: new Map(),
      reached: false,
    });
  }

  function step(command: Command, commands: readonly Command[], depth: number): void {
    const reach = reachOf(command, commands);
    const reached: Truth = ended !== undefined && runsInside(command, ended) ? false : reach.reached;
    if (reached === false) return unreached(command);
    now = reach;
    for (const assignment of command.assignments) assign(assignment, command, commands);
    const one = resolveCommand(command, commands, reached);
    resolved.push(one);
    const list = listRead(one, separator(), ({ value }) =>
      value === undefined ? known('') : resolveWord(value, commands),
    );
    if (list !== undefined)
      setList(list.name, list.text && listItems(resolveWord(list.text, commands), list.separator), reached);
    const unread = script.functions.has(literalText(command.words[0]) ?? '')
      ? false
      : environment.unread?.(one) === true;
    for (const file of [outputs, exports])
      file.take(one, reach.place, resolved, (word) => resolveWord(word, commands), unread);
    for (const [name, value] of exports.values) if (!variables.outermost.has(name)) exportAs(name, value);
    const name = literalText(command.words[0]);
    if (name === 'exit' && reached === true && depth === 0) ended = command.shells ?? [];
    if (name === 'break' || name === 'continue') leave(name, command, reached);
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
      if (guard.loop !== undefined) continue;
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
      return setList(assignment.name, values && [...before, ...values], reached);
    }
    const value = assignment.value === undefined ? known('') : resolveWord(assignment.value, commands);
    // A prefix assignment (`X=1 cmd`) lives for that command alone.
    if (
      command.words.length > 0 &&
      command.assignments.includes(assignment) &&
      !assignment.exported &&
      !declaresVariables(command)
    )
      return;
    const before = environment.variable(assignment.name) ?? known('');
    const next = assignment.append ? concat([variables.get(assignment.name, place) ?? before, value]) : value;
    variables.set(assignment.name, next, place, before);
    if (assignment.exported) exportAs(assignment.name, variables.outermost.get(assignment.name) ?? next);
  }

  /** Notes what a list holds; undefined where that is not known. */
  function setList(name: string, items: readonly Value[] | undefined, reached: Truth): void {
    if (items !== undefined && reached === true) {
      lists.set(name, items);
      return;
    }
    lists.delete(name);
    variables.set(name, unknown('is a list built in the script'), NOWHERE);
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
    const by = separator();
    if (value.kind === 'oneOf')
      return [{ word, value, splits: value.options.some((option) => hasSeparator(option, by)) }];
    if (value.kind === 'known' && datumText(value.value) === '' && !word.quoted) return [];
    if (!hasSeparator(value, by)) return [{ word, value, splits: parts(value).length === 0 || isComputed(value) }];
    return splitWords(value, by).map((piece) => ({ word, value: piece, splits: false }));
  }

  /** What separates words, by the `IFS` the script has set. */
  function separator(): Separator {
    return separatorOf(variables.get('IFS', now.place));
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
      case 'variable': {
        const before = part.operation?.kind === 'default' && isUnset(part.name) ? known('') : variable(part.name);
        const value = applyOperation(part, before, (word) => resolveWord(word, commands));
        if (part.operation?.kind === 'default' && part.operation.assign)
          variables.set(part.name, value, now.place, before);
        return value;
      }
      case 'substitution': {
        const [first, ...rest] = part.commands.flatMap((index) => commands[index] ?? []);
        // Substitutions inside it come with the words they stand in.
        const inner = first === undefined ? [] : [first, ...rest.filter(({ within }) => within === first.within)];
        const { runs, sure } = substituted(inner, commands);
        resolved.push(...runs.filter((one) => one.words.length > 0 && !nested.has(one.command)));
        for (const command of inner) nested.add(command);
        const text = script.text.slice(part.span.start, part.span.end);
        const output = standardOutput(runs, text, (word) => resolveWord(word, commands), environment, sure);
        return output ?? computedOutput(text);
      }
      case 'opaque':
        return unknown(part.reason);
    }
  }

  /**
   * The commands of a substitution as they run: none that is certainly not reached, and those of a loop once for each turn. `sure`: they
   * all run where the substitution does.
   */
  function substituted(inner: readonly Command[], commands: readonly Command[]): Substituted {
    const runs: ResolvedCommand[] = [];
    let sure = true;
    for (let at = 0; at < inner.length; at++) {
      const command = inner[at];
      if (command === undefined) continue;
      const loop = loopAt(inner, at, turning);
      if (loop === undefined) {
        const reached = command.guards.length === 0 ? true : reachInside(command, commands);
        if (reached === 'unknown') sure = false;
        if (reached !== false) runs.push(resolveCommand(command, commands, both(now.reached, reached)));
        continue;
      }
      eachTurn(loop, commands, () => {
        const turn = substituted(loop.body, commands);
        runs.push(...turn.runs);
        sure &&= turn.sure;
        return true;
      });
      at += loop.body.length - 1;
    }
    return { runs, sure };
  }

  /** Whether a command of a substitution is reached where the substitution is. */
  function reachInside(command: Command, commands: readonly Command[]): Truth {
    const before = around;
    around = SURE;
    const { reached } = reachOf(command, commands);
    around = before;
    return reached;
  }

  /** Whether a name that is about to be given a default certainly has no value. */
  function isUnset(name: string): boolean {
    return (
      /^[A-Za-z_]\w*$/.test(name) &&
      variables.get(name, now.place) === undefined &&
      !exports.values.has(name) &&
      environment.variable(name) === undefined &&
      !setsUnread(script.commands, script.text, name) &&
      environment.unset?.(name) === true
    );
  }

  function variable(name: string): Value {
    if (/^\d+$/.test(name) && positional !== undefined) return positional[Number(name) - 1] ?? known('');
    const [, list = '', index] = /^(\w+)\[(\d+)\]$/.exec(name) ?? [];
    const items = lists.get(list);
    if (items !== undefined) return items[Number(index)] ?? known('');
    const set = variables.get(name, now.place) ?? exports.values.get(name) ?? environment.variable(name);
    if (set !== undefined) return set;
    return hole({ key: `$${name}`, shown: `$${name}`, reason: 'is set in the run' });
  }

  return { resolved, outputs, exports, run };
}
