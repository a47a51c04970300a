import type { SourceFile } from '../text/source-file';

/** What a Makefile says as far as shell commands go (GNU make manual, "Writing Rules", "How to Use Variables"). */
export interface Makefile {
  /** The target that is made where none is named; undefined where there is none. */
  readonly first: string | undefined;
  /** By target; several rules of one target are put together. Targets whose names are computed, and pattern rules, are not here. */
  readonly rules: ReadonlyMap<string, MakeRule>;
  readonly variables: ReadonlyMap<string, MakeVariable>;
  /** Names that have a value for single targets, or one of several lines (`define`), which are not read. */
  readonly unread: ReadonlySet<string>;
  /** True where more rules may come from elsewhere: `include`, patterns, `$(eval …)`. */
  readonly partial: boolean;
}

export interface MakeVariable {
  /** The last value written; one computed by functions stands as written. */
  readonly value: string;
  /** False where it may have another value as well: it is written twice or under a condition, or a file may change it. */
  readonly settled: boolean;
  /** Its values are defaults (`?=`), so the environment comes first. */
  readonly weak: boolean;
  /** Recipes find it in their environment. */
  readonly exported: boolean;
}

export interface MakeRule {
  readonly needs: readonly string[];
  readonly recipe: readonly MakeLine[];
}

export interface MakeLine {
  /** Without what only make reads (`@`, `-`, `+`), continued lines put together. */
  readonly text: string;
  /** False within a condition of make (`ifeq`). */
  readonly sure: boolean;
}

/**
 * Reads a Makefile with the files that it includes, as far as `included` finds them by the paths written there. Never throws; lines that are
 * neither rule, recipe nor variable are passed over, and both sides of a condition count.
 */
export function makefileOf(file: SourceFile, included: Included = () => undefined): Makefile {
  const memos = MAKEFILES.get(file) ?? [];
  MAKEFILES.set(file, memos);
  const memo = memos.find(({ reads }) => reads.every(([path, text]) => included(path) === text));
  if (memo !== undefined) return memo.makefile;
  const reads: [string, ReturnType<Included>][] = [];
  const noted: Included = (path) => {
    const text = included(path);
    reads.push([path, text]);
    return text;
  };
  const makefile = readMakefile(withIncluded(file.text, noted, 0));
  if (memos.length >= MEMOS_MAX) memos.shift();
  memos.push({ reads, makefile });
  return makefile;
}

/** The text of a file by its path, from where make runs; `absent` where there certainly is none, undefined where nobody knows. */
export type Included = (path: string) => string | 'absent' | undefined;

/** The readings of a Makefile, each with what it found at the paths it includes: those files change while the Makefile stays. */
const MAKEFILES = new WeakMap<SourceFile, Memo[]>();

/** A Makefile includes other files from each folder where make runs; a repository has few such folders. */
const MEMOS_MAX = 8;

interface Memo {
  readonly reads: readonly (readonly [string, ReturnType<Included>])[];
  readonly makefile: Makefile;
}

/** A file that need not be there (`-include`) and is not adds nothing (GNU make manual, "Including Other Makefiles"). */
function withIncluded(text: string, included: Included, depth: number): string {
  if (depth >= DEPTH_MAX || !/^[-s]?include\s/m.test(text)) return text;
  return text.replace(/^([-s]?)include[ \t]+([\w./-]+(?:[ \t]+[\w./-]+)*)[ \t]*(#.*)?\r?$/gm, (line, quiet, paths) => {
    const texts = String(paths)
      .split(/[ \t]+/)
      .map((path) => included(path));
    const read = texts.map((one) => (one === 'absent' ? (quiet === '' ? undefined : '') : one));
    return read.every((one) => one !== undefined)
      ? read.map((one) => withIncluded(one ?? '', included, depth + 1)).join('\n')
      : line;
  });
}

function readMakefile(text: string): Makefile {
  const rules = new Map<string, MakeRule>();
  const variables = new Map<string, MakeVariable>();
  const unread = new Set<string>();
  let first: string | undefined;
  let partial = false;
  let open: readonly string[] = [];
  let defining = false;
  let conditions = 0;
  const set = (name: string, operator: string, value: string, exported: boolean, settled: boolean): void => {
    const before = variables.get(name);
    variables.set(name, {
      value: operator === '+=' && before !== undefined ? `${before.value} ${value}` : value.trim(),
      settled: settled && before === undefined && conditions === 0 && operator !== '+=',
      weak: operator === '?=' && before?.weak !== false,
      exported: exported || before?.exported === true,
    });
  };
  for (const line of text
    .replace(/\r\n/g, '\n')
    .replace(/\s*\\\n\s*/g, ' ')
    .split('\n')) {
    const defined = /^\s*(?:export\s+|override\s+)*define\s+([\w.-]+)/.exec(line)?.[1];
    if (defined !== undefined) {
      defining = true;
      unread.add(defined);
    }
    if (defining) {
      defining = !/^\s*endef\b/.test(line);
      continue;
    }
    if (/^\s*ifn?(eq|def)\b/.test(line)) conditions++;
    if (/^\s*endif\b/.test(line)) conditions = Math.max(0, conditions - 1);
    if (line.startsWith('\t')) {
      const command = line.replace(/^[\s@+-]+/, '');
      if (command !== '')
        for (const target of open) {
          const rule = rules.get(target);
          const recipe = [...(rule?.recipe ?? []), { text: command, sure: conditions === 0 }];
          rules.set(target, { needs: rule?.needs ?? [], recipe });
        }
      continue;
    }
    const plain = line.replace(/(^|\s)#.*$/, '');
    if (/^\s*[-s]?include\s|\$\(eval\b/.test(plain)) {
      partial = true;
      for (const [name, one] of variables) variables.set(name, { ...one, settled: false });
    }
    const variable = VARIABLE.exec(plain);
    if (variable !== null) {
      const [, words = '', name = '', operator = '', value = ''] = variable;
      // What a file that is included sets comes before a default that stands behind it, and a command's output is not written.
      const settled = operator !== '!=' && !(operator === '?=' && partial);
      set(name, operator, operator === '!=' ? `$(shell ${value})` : value, words.includes('export'), settled);
      continue;
    }
    for (const name of /^\s*export\s+([\w.\s-]+)$/.exec(plain)?.[1]?.trim().split(/\s+/) ?? []) {
      const one = variables.get(name);
      if (one !== undefined) variables.set(name, { ...one, exported: true });
    }
    const rule = /^([^\s:=#][^:=#]*?)\s*::?(?!=)\s*([^;]*)(?:;\s*(.*))?$/.exec(plain);
    if (rule === null) continue;
    const [, targets = '', needs = '', command] = rule;
    // A variable of one target (`target: NAME = value`) is no rule; the target and what it needs see it.
    const own = VARIABLE.exec(needs)?.[2];
    if (own !== undefined) {
      unread.add(own);
      continue;
    }
    const named = targets.split(/\s+/).filter((target) => target !== '');
    if (named.some((target) => target.includes('%') || target.includes('$'))) partial = true;
    open = named.filter((target) => !/[%$]/.test(target));
    for (const target of open) {
      const earlier = rules.get(target);
      const line = command === undefined || command === '' ? [] : [{ text: command, sure: conditions === 0 }];
      rules.set(target, {
        needs: [...(earlier?.needs ?? []), ...needs.split(/[\s|]+/).filter((need) => need !== '')],
        recipe: [...(earlier?.recipe ?? []), ...line],
      });
      if (first === undefined && !target.startsWith('.')) first = target;
    }
  }
  return { first, rules, variables, unread, partial };
}

const VARIABLE = /^\s*((?:export\s+|override\s+)*)([A-Za-z_][\w.-]*)\s*(\+=|!=|[:?]{0,3}=)\s*(.*)$/;

/**
 * The commands that making some targets runs, with what they need before them, as one script; `given` are the variables of the command
 * line. Undefined where a target is not in the file, or needs one by name that may come from elsewhere. A variable that is not known, or a
 * function of make, stands as a variable of the shell, whose value nobody knows either.
 */
export function recipeOf(
  makefile: Makefile,
  targets: readonly string[],
  given: ReadonlyMap<string, string>,
): string | undefined {
  return linesOf(makefile, targets, (name) => given.get(name) ?? makefile.variables.get(name)?.value)
    ?.map(({ text }) => text)
    .join('\n');
}

/**
 * The same script with each line in a shell of its own, as make runs it, lines under a condition of make behind a test that nobody can
 * answer, and `\${__MAKE_NAME}` for each variable that `isOpen` tells to leave to whoever follows the script.
 */
export function recipeScript(
  makefile: Makefile,
  targets: readonly string[],
  isOpen: (name: string) => boolean,
): string | undefined {
  const value = (name: string): string | undefined =>
    isOpen(name) ? `\${${MADE}_${name}}` : makefile.variables.get(name)?.value;
  return linesOf(makefile, targets, value)
    ?.map(({ text, sure }) => (sure ? `( ${text}\n)` : `if [ -n "$${MADE}" ]; then ( ${text}\n); fi`))
    .join('\n');
}

/** What a variable of make is called where it stands as one of the shell; a function of make has the name alone. */
export const MADE = '__MAKE';

type ValueOf = (name: string) => string | undefined;

function linesOf(makefile: Makefile, targets: readonly string[], value: ValueOf): readonly MakeLine[] | undefined {
  const wanted = targets.length > 0 ? targets : makefile.first === undefined ? [] : [makefile.first];
  if (wanted.length === 0 || wanted.some((target) => !makefile.rules.has(target))) return undefined;
  const lines: MakeLine[] = [];
  const seen = new Set<string>();
  let whole = true;
  const make = (target: string): void => {
    const rule = makefile.rules.get(target);
    // What has no dot or slash is mostly no file but a target, made by a pattern or in a file that is included.
    if (rule === undefined && makefile.partial && /^[\w-]+$/.test(target)) whole = false;
    if (rule === undefined || seen.has(target)) return;
    seen.add(target);
    for (const need of rule.needs) for (const one of expand(need, value, 0).split(/\s+/)) make(one);
    for (const { text, sure } of rule.recipe)
      lines.push({ text: expand(text.replaceAll('$@', target), value, 0), sure });
  };
  for (const target of wanted) make(target);
  return whole ? lines : undefined;
}

/** How deep variables may be made of others. */
const DEPTH_MAX = 8;

function expand(text: string, value: ValueOf, depth: number): string {
  let made = '';
  for (let at = 0; at < text.length; at++) {
    const [sign, next] = [text[at], text[at + 1]];
    if (sign !== '$' || next === undefined) made += sign;
    else if (next === '$') {
      made += '$';
      at++;
    } else if (next === '(' || next === '{') {
      const end = closing(text, at + 1);
      if (end === undefined) return made;
      made += valueOf(text.slice(at + 2, end), value, depth);
      at = end;
    } else {
      made += UNKNOWN;
      at++;
    }
  }
  return made;
}

const UNKNOWN = `"$${MADE}"`;

function valueOf(body: string, value: ValueOf, depth: number): string {
  const shell = /^shell\s+([\s\S]*)$/.exec(body)?.[1];
  if (shell !== undefined) return `$(${expand(shell, value, depth + 1)})`;
  if (!/^[\w.-]+$/.test(body)) return UNKNOWN;
  if (body === 'MAKE') return 'make';
  const found = value(body);
  if (found !== undefined) return depth >= DEPTH_MAX ? UNKNOWN : expand(found, value, depth + 1);
  // Make takes the environment for variables that the file does not set.
  return /^[A-Za-z_]\w*$/.test(body) ? `\${${body}}` : UNKNOWN;
}

/** Where the bracket closes that opens at an offset. */
function closing(text: string, open: number): number | undefined {
  const [start, end] = text[open] === '(' ? ['(', ')'] : ['{', '}'];
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === start) depth++;
    else if (text[at] === end && --depth === 0) return at;
  }
  return undefined;
}
