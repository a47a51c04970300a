import { literalText } from '../shell/plain-word';
import { type Glyph, glyphsOfWord, linesOf, printedGlyphs, signature, textOf } from '../shell/printed-glyphs';
import type { Command, Redirect, Script, Word } from '../shell/script';
import type { ResolvedCommand } from '../shell/walk';
import type { Span } from '../text/span';
import { known, unknown } from '../value/value';
import { runsUnreadCode } from './unread-code';

/** The names of outputs as a script writes them, and what may write others. Spans are in the script. */
export interface WrittenOutputs {
  readonly names: readonly { readonly name: string; readonly span: Span }[];
  readonly unseen: readonly { readonly span: Span; readonly reason: string }[];
}

/**
 * What a script writes to the file `GITHUB_OUTPUT` (docs: workflow commands, "Setting an output parameter", and for values of several lines
 * "Multiline strings") or with the old `::set-output name=…::`, wherever in it that stands and whether or not it is reached.
 */
export function writtenOutputs(script: Script): WrittenOutputs {
  const memo = OUTPUTS.get(script);
  if (memo !== undefined) return memo;
  const outputs = readOutputs(script);
  OUTPUTS.set(script, outputs);
  return outputs;
}

/** Every expression that reads an output of the script asks. */
const OUTPUTS = new WeakMap<Script, WrittenOutputs>();

function readOutputs(script: Script): WrittenOutputs {
  const found: Found = { script, names: [], unseen: [], read: [] };
  for (const { span, reason } of script.opaque)
    found.unseen.push({ span, reason: `the script cannot be read: ${reason}` });
  for (const commands of [script.commands, ...script.functions.values()]) readCommands(found, commands);
  readRest(found);
  return found;
}

interface Found {
  readonly script: Script;
  readonly names: { readonly name: string; readonly span: Span }[];
  readonly unseen: { readonly span: Span; readonly reason: string }[];
  /** Where the file or the old command is named and has been understood. */
  readonly read: Span[];
}

function readCommands(found: Found, commands: readonly Command[]): void {
  const file = outputLines(found);
  for (const command of commands) {
    const program = literalText(command.words[0]);
    const target = standardOutput(command);
    if (isOutputFile(target?.target)) {
      found.read.push(target?.span ?? command.span);
      if (command.words.length > 0 && !SILENT.has(program ?? ''))
        file.write(produced(command, found.script), command.span);
    } else if (program === 'tee' && command.words.some(isOutputFile)) {
      for (const word of command.words) if (isOutputFile(word)) found.read.push(word.span);
      const before = commands.find(({ pipe }) => pipe.id === command.pipe.id && pipe.index === command.pipe.index - 1);
      file.write(produced(before ?? command, found.script), command.span);
    } else if (ASKS.has(program ?? '')) {
      for (const word of command.words) if (isOutputFile(word)) found.read.push(word.span);
      readLegacy(found, command);
    } else if (!found.script.functions.has(program ?? '') && runsUnreadCode(asRun(command, found.script)))
      found.unseen.push({ span: command.span, reason: `${shown(found, command.span)} may write outputs of its own` });
  }
  file.end();
}

/** What a command prints: `echo`, `printf`, or `cat` with a here-document. */
function produced(command: Command, script: Script): readonly Glyph[] | undefined {
  const here = command.redirects.find(({ operator }) => operator === '<<');
  const reads = ['cat', 'tee'].includes(literalText(command.words[0]) ?? '');
  return reads && here?.body !== undefined ? glyphsOfWord(here.body, script) : printedGlyphs(command, script);
}

/** The lines of the file one after another: `name=value`, or `name<<END` with everything up to `END`. */
function outputLines(found: Found): { write(glyphs: readonly Glyph[] | undefined, by: Span): void; end(): void } {
  let rest: readonly Glyph[] = [];
  let open: { readonly end: string; readonly span: Span } | undefined;

  function line(glyphs: readonly Glyph[], by: Span): void {
    if (open !== undefined) {
      if (signature(glyphs).trim() === open.end) open = undefined;
      return;
    }
    if (glyphs.length === 0) return;
    const match = /^(\s*)([A-Za-z_][\w.-]*)(=|<<)/.exec(textOf(glyphs));
    if (match === null) {
      found.unseen.push({
        span: by,
        reason: `${shown(found, by)} writes an output whose name is worked out in the run`,
      });
      return;
    }
    const [whole, blank = '', name = '', operator] = match;
    take(found, glyphs.slice(blank.length, blank.length + name.length), name);
    if (operator === '<<') open = { end: signature(glyphs.slice(whole.length)).trim(), span: by };
  }

  return {
    write(glyphs, by) {
      if (glyphs === undefined) {
        rest = [];
        // Between `name<<END` and `END` it is the value.
        if (open === undefined)
          found.unseen.push({ span: by, reason: `${shown(found, by)} writes outputs that are not named here` });
        return;
      }
      const lines = linesOf([...rest, ...glyphs]);
      rest = lines[lines.length - 1] ?? [];
      for (const one of lines.slice(0, -1)) line(one, by);
    },
    end() {
      if (rest.length > 0) line(rest, rest[0]?.span ?? START);
      if (open !== undefined)
        found.unseen.push({
          span: open.span,
          reason: `${shown(found, open.span)} begins a value whose end is not found`,
        });
    },
  };
}

function readLegacy(found: Found, command: Command): void {
  for (const glyphs of linesOf(printedGlyphs(command, found.script) ?? [])) {
    const [whole, name = ''] = /^\s*::set-output name=([\w.-]+)::/.exec(textOf(glyphs)) ?? [];
    if (whole === undefined) continue;
    const end = whole.length - 2;
    const written = take(found, glyphs.slice(end - name.length, end), name);
    found.read.push({ start: glyphs[0]?.span.start ?? written.start, end: written.end });
  }
}

/** An escape inside the name makes its place longer than the name, which whoever renames sees. */
function take(found: Found, glyphs: readonly Glyph[], name: string): Span {
  const span = { start: glyphs[0]?.span.start ?? 0, end: glyphs[glyphs.length - 1]?.span.end ?? 0 };
  found.names.push({ name, span });
  return span;
}

/** The file under another name, handed to a program, or written by a language that is not read here. */
function readRest(found: Found): void {
  for (const match of found.script.text.matchAll(/GITHUB_OUTPUT\b|github\.output\b|::set-output\b/g)) {
    const span = { start: match.index, end: match.index + match[0].length };
    if (found.read.some(({ start, end }) => start <= span.start && span.end <= end)) continue;
    const line = found.script.text.slice(found.script.text.lastIndexOf('\n', span.start) + 1, span.start);
    if (/^\s*#/.test(line)) continue;
    found.unseen.push({ span, reason: `what is done with \`${match[0]}\` here cannot be read` });
  }
}

/** Where a command's output goes; its own redirections come before those of the groups around it. */
function standardOutput(command: Command): Redirect | undefined {
  if (command.pipe.index < command.pipe.length - 1) return undefined;
  return command.redirects.find(
    ({ operator, descriptor }) => (descriptor ?? 1) === 1 && ['>', '>>', '>|', '&>', '&>>', '>&'].includes(operator),
  );
}

function isOutputFile(word: Word | undefined): boolean {
  const parts = word?.parts.filter((part) => part.kind !== 'literal' || part.text !== '') ?? [];
  const [only] = parts;
  if (parts.length !== 1) return false;
  return only?.kind === 'variable'
    ? only.name === 'GITHUB_OUTPUT' && only.operation === undefined
    : only?.kind === 'expression' && only.body.trim().toLowerCase() === 'github.output';
}

/**
 * A command in no run. A program that is worked out may be anything; other words stand for themselves, as none of them is a subcommand that
 * runs code.
 */
function asRun(command: Command, script: Script): ResolvedCommand {
  const words = command.words.map((word, index) => {
    const text = literalText(word) ?? (index === 0 ? undefined : script.text.slice(word.span.start, word.span.end));
    return { word, value: text === undefined ? unknown('is worked out in the run') : known(text), splits: false };
  });
  const [program] = words;
  // A program without words behind it has no subcommand either.
  const behind = words.length === 1 && program !== undefined ? [{ ...program, value: known('') }] : [];
  return { command, words: [...words, ...behind], environment: new Map(), reached: true };
}

function shown({ script }: Found, { start, end }: Span): string {
  const [first = ''] = script.text.slice(start, end).split('\n');
  return `\`${first.length > 60 ? `${first.slice(0, 59)}…` : first}\``;
}

const START: Span = { start: 0, end: 0 };

/** Builtins that print nothing, in a group whose output goes to the file. */
const SILENT: ReadonlySet<string> = new Set([
  ...[':', '[', '[[', 'test', 'true', 'false', 'cd', 'set', 'unset', 'shift', 'exit', 'return', 'read', 'sleep'],
  ...['export', 'local', 'declare', 'readonly', 'typeset', 'mkdir', 'rm', 'break', 'continue'],
]);

/** Programs that look at the file and do not write it. */
const ASKS: ReadonlySet<string> = new Set(['cat', 'echo', 'printf', 'ls', 'test', '[', '[[']);
