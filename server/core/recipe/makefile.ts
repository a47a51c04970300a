import type { SourceFile } from '../text/source-file';

/** What a Makefile says as far as shell commands go (GNU make manual, "Writing Rules", "How to Use Variables"). */
export interface Makefile {
  /** The target that is made where none is named; undefined where there is none. */
  readonly first: string | undefined;
  /** By target; several rules of one target are put together. Targets whose names are computed, and pattern rules, are not here. */
  readonly rules: ReadonlyMap<string, MakeRule>;
  /** Simple values by variable, the last one written; those computed by functions stand as written. */
  readonly variables: ReadonlyMap<string, string>;
  /** True where more rules may come from elsewhere: `include`, patterns, `$(eval …)`. */
  readonly partial: boolean;
}

export interface MakeRule {
  readonly needs: readonly string[];
  /** Lines of the recipe without what only make reads (`@`, `-`, `+`), continued lines put together. */
  readonly recipe: readonly string[];
}

/** Reads a Makefile. Never throws; lines that are neither rule, recipe nor variable are passed over, and both sides of a condition count. */
export function makefileOf(file: SourceFile): Makefile {
  const memo = MAKEFILES.get(file);
  if (memo !== undefined) return memo;
  const made = readMakefile(file.text);
  MAKEFILES.set(file, made);
  return made;
}

const MAKEFILES = new WeakMap<SourceFile, Makefile>();

function readMakefile(text: string): Makefile {
  const rules = new Map<string, MakeRule>();
  const variables = new Map<string, string>();
  let first: string | undefined;
  let partial = false;
  let open: readonly string[] = [];
  let defining = false;
  for (const line of text
    .replace(/\r\n/g, '\n')
    .replace(/\s*\\\n\s*/g, ' ')
    .split('\n')) {
    if (/^\s*define\s/.test(line)) defining = true;
    if (defining) {
      defining = !/^\s*endef\b/.test(line);
      continue;
    }
    if (line.startsWith('\t')) {
      const command = line.replace(/^[\s@+-]+/, '');
      if (command !== '')
        for (const target of open) {
          const rule = rules.get(target);
          rules.set(target, { needs: rule?.needs ?? [], recipe: [...(rule?.recipe ?? []), command] });
        }
      continue;
    }
    const plain = line.replace(/(^|\s)#.*$/, '');
    if (/^\s*[-s]?include\s|\$\(eval\b/.test(plain)) partial = true;
    const variable = /^\s*(?:export\s+|override\s+)*([A-Za-z_][\w.-]*)\s*(\+=|[:?]{0,3}=)\s*(.*)$/.exec(plain);
    if (variable !== null) {
      const [, name = '', operator, value = ''] = variable;
      const before = variables.get(name);
      variables.set(name, operator === '+=' && before !== undefined ? `${before} ${value}` : value.trim());
      continue;
    }
    const rule = /^([^\s:=#][^:=#]*?)\s*::?(?!=)\s*([^;]*)(?:;\s*(.*))?$/.exec(plain);
    if (rule === null) continue;
    const [, targets = '', needs = '', command] = rule;
    // A variable of one target (`target: NAME = value`) is no rule.
    if (/^[A-Za-z_]\w*\s*[:?+]?=/.test(needs)) continue;
    const named = targets.split(/\s+/).filter((target) => target !== '');
    if (named.some((target) => target.includes('%') || target.includes('$'))) partial = true;
    open = named.filter((target) => !/[%$]/.test(target));
    for (const target of open) {
      const earlier = rules.get(target);
      rules.set(target, {
        needs: [...(earlier?.needs ?? []), ...needs.split(/[\s|]+/).filter((need) => need !== '')],
        recipe: [...(earlier?.recipe ?? []), ...(command === undefined || command === '' ? [] : [command])],
      });
      if (first === undefined && !target.startsWith('.')) first = target;
    }
  }
  return { first, rules, variables, partial };
}

/**
 * The commands that making some targets runs, with what they need before them, as one script; `given` are the variables of the command
 * line. Undefined where a target is not in the file, or needs one by name that may come from elsewhere. A variable that is not known, or a function of make, stands as a variable of the
 * shell, whose value nobody knows either.
 */
export function recipeOf(
  makefile: Makefile,
  targets: readonly string[],
  given: ReadonlyMap<string, string>,
): string | undefined {
  const wanted = targets.length > 0 ? targets : makefile.first === undefined ? [] : [makefile.first];
  if (wanted.length === 0 || wanted.some((target) => !makefile.rules.has(target))) return undefined;
  const lines: string[] = [];
  const seen = new Set<string>();
  let whole = true;
  const make = (target: string): void => {
    const rule = makefile.rules.get(target);
    // What has no dot or slash is mostly no file but a target, made by a pattern or in a file that is included.
    if (rule === undefined && makefile.partial && /^[\w-]+$/.test(target)) whole = false;
    if (rule === undefined || seen.has(target)) return;
    seen.add(target);
    for (const need of rule.needs) for (const one of expand(need, makefile, given, 0).split(/\s+/)) make(one);
    for (const line of rule.recipe) lines.push(expand(line.replaceAll('$@', target), makefile, given, 0));
  };
  for (const target of wanted) make(target);
  return whole ? lines.join('\n') : undefined;
}

/** How deep variables may be made of others. */
const DEPTH_MAX = 8;

function expand(text: string, makefile: Makefile, given: ReadonlyMap<string, string>, depth: number): string {
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
      made += valueOf(text.slice(at + 2, end), makefile, given, depth);
      at = end;
    } else {
      made += UNKNOWN;
      at++;
    }
  }
  return made;
}

const UNKNOWN = '"$__MADE"';

function valueOf(body: string, makefile: Makefile, given: ReadonlyMap<string, string>, depth: number): string {
  const shell = /^shell\s+([\s\S]*)$/.exec(body)?.[1];
  if (shell !== undefined) return `$(${expand(shell, makefile, given, depth + 1)})`;
  if (!/^[\w.-]+$/.test(body)) return UNKNOWN;
  if (body === 'MAKE') return 'make';
  const value = given.get(body) ?? makefile.variables.get(body);
  if (value !== undefined) return depth >= DEPTH_MAX ? UNKNOWN : expand(value, makefile, given, depth + 1);
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
