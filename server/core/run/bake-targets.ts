import { BAKE_NAMES, type BakePlan, bakePlan, linesOf } from '../recipe/bake';
import type { BakeDefinition, BakeTarget, GivenTarget } from '../recipe/bake-definition';
import { type BakeFile, bakeFileOf } from '../recipe/bake-file';
import { isOpen } from '../recipe/bake-hole';
import { type BakeOverride, bakeOverride } from '../recipe/bake-override';
import { isNull } from '../recipe/bake-types';
import { type ComposeFile, composeFileOf } from '../recipe/compose';
import { concat } from '../value/text';
import { datumText, type ExprValue, known, knownText, type Template, type Unknown, type Value } from '../value/value';
import type { FileState } from './call-graph';
import { besideCompose, defaultComposeFiles } from './compose-files';
import { listOptions, type Operand, settledList, spread } from './operand';
import { joined, repositoryFile } from './repository-file';
import type { StepInstance } from './run';

/** What a `docker buildx bake` or `docker compose` is told of its files and of the targets or services in them. */
export interface Recipe {
  readonly kind: 'bake' | 'compose';
  readonly files: Operand | undefined;
  readonly targets: Operand | undefined;
  /** Where the files lie, from the workspace; undefined when it is not known. */
  readonly folder: string | undefined;
  /** What overrides the files. */
  readonly set?: Operand | undefined;
  /** A variable of bake from outside; undefined where nobody sets it. */
  variable?(name: string): ExprValue | undefined;
}

/** A `docker buildx bake` by action or command: what it is told. */
export interface BakeCall {
  readonly step: StepInstance;
  /** From the workspace; undefined when it is not known. */
  readonly folder: string | undefined;
  readonly files: Operand | undefined;
  readonly targets: Operand | undefined;
  readonly set: Operand | undefined;
  variable(name: string): ExprValue | undefined;
}

/** The call that a recipe of bake describes. */
export function bakeCall(step: StepInstance, recipe: Recipe): BakeCall {
  const { folder, files, targets, set, variable } = recipe;
  return { step, folder, files, targets, set, variable: variable ?? (() => undefined) };
}

/** The targets a call builds, with overrides; or why they are not known. */
export function bakeTargets(call: BakeCall): readonly BakeTarget[] | { readonly reason: string } {
  const plan = planned(call);
  return 'reason' in plan ? plan : plan.targets;
}

/**
 * The names that `docker buildx bake --print` gives for a call, in its order; undefined where they are not known. Those that others are
 * made of are among them (buildx, bake.go `ReadTargets`).
 */
export function printedTargets(call: BakeCall): readonly string[] | undefined {
  const plan = planned(call);
  if ('reason' in plan || plan.linked === undefined) return undefined;
  // The keys of an object.
  return [...plan.targets.map(({ name }) => name), ...plan.linked].sort();
}

function planned(call: BakeCall): BakePlan | { readonly reason: string } {
  if (call.folder === undefined) return { reason: 'the folder of the bake files is not known' };
  const definition = bakeDefinition(call, call.folder);
  if ('reason' in definition) return definition;
  const names = call.targets === undefined ? [] : namesOverLegs(call.targets.value);
  if (names === undefined) return { reason: 'which targets are built is not known' };
  const overrides = overridesOf(call.set);
  if (overrides === undefined) return { reason: 'what overrides the bake files is not known' };
  const plan = bakePlan(definition, names, overrides);
  if (!plan.complete || plan.missing.length > 0 || plan.targets.length === 0)
    return { reason: 'not all targets are written in the bake files' };
  return plan;
}

/** The names that are asked for; where they differ between the legs of a matrix, those of all legs. */
export function namesOverLegs(value: Value): readonly string[] | undefined {
  const settled = settledList(value, /[,\s]/);
  if (settled !== undefined || value.kind !== 'template') return settled;
  const axes = value.parts.every((part) => typeof part === 'string' || part.shown.startsWith('matrix.'));
  const lists = axes ? spread(value).map((one) => settledList(one, /[,\s]/)) : [undefined];
  return lists.every((list) => list !== undefined) ? [...new Set(lists.flat())] : undefined;
}

/** The services that `docker compose` builds or pushes, as targets; or why they are not known. `targets` names services. */
export function composeTargets(call: BakeCall): readonly BakeTarget[] | { readonly reason: string } {
  const { folder } = call;
  if (folder === undefined) return { reason: 'the folder of the compose file is not known' };
  const start = call.files ?? defaultComposeFiles(call.step, folder, (name) => call.variable(name));
  if (start === 'none') return { reason: 'there is no compose file' };
  if ('reason' in start) return start;
  const definition = definitionOf({ ...call, files: start }, folder);
  if ('reason' in definition) return definition;
  const services = definition.files.flatMap((file) => ('services' in file ? file.services : []));
  const names = call.targets === undefined ? [] : settledList(call.targets.value, /\s/);
  if (names === undefined) return { reason: 'the services are not known' };
  // A service without `build` is not built and not pushed.
  const built = names.filter((name) => services.some((one) => one.name === name && one.build !== undefined));
  const plan = bakePlan(
    definition,
    built.map((name) => name.replaceAll('.', '_')),
  );
  return plan.complete && (names.length === 0 || built.length > 0)
    ? plan.targets
    : { reason: 'not all services are written in the compose file' };
}

/** Why a definition cannot be read; with the path of a file that the repository does not have, or with `none` where it has no bake file. */
export interface NoDefinition {
  readonly reason: string;
  readonly absent?: string;
  readonly none?: true;
}

/** What a call reads: the files it names, or those that bake looks for by itself. */
export function bakeDefinition(call: BakeCall, folder: string): BakeDefinition | NoDefinition {
  // More files, named by a variable (buildx commands/bake.go).
  if (call.files === undefined && call.variable('BUILDX_BAKE_FILE') !== undefined)
    return { reason: 'BUILDX_BAKE_FILE names the bake files' };
  return definitionOf(call, folder);
}

function definitionOf(call: BakeCall, folder: string): BakeDefinition | NoDefinition {
  const files: (BakeFile | ComposeFile)[] = [];
  const given: GivenTarget[] = [];
  const read = (path: string, state: FileState): NoDefinition | undefined => {
    if (state === 'absent' || state === 'notLoaded')
      return { reason: `\`${path}\` could not be read`, ...(state === 'absent' ? { absent: path } : {}) };
    const parsed = /\.ya?ml$/.test(path) ? composeFileOf(state) : bakeFileOf(state);
    if (parsed === undefined) return { reason: `\`${path}\` could not be understood` };
    files.push(parsed);
    return undefined;
  };
  if (call.files === undefined) {
    for (const name of BAKE_NAMES) {
      const found = repositoryFile(call.step, known(name), folder);
      if ('reason' in found) return found;
      const problem = found.state === 'absent' ? undefined : read(found.path, found.state);
      if (problem !== undefined) return problem;
    }
    if (files.length === 0) return { reason: 'there is no bake file', none: true };
  } else {
    const lines = listOptions(call.files.value, /[,\n]/);
    const [list] = lines ?? [];
    if (list === undefined || lines?.length !== 1) return { reason: 'the bake files are not known' };
    for (const line of list) {
      if (line.kind === 'known') {
        const path = datumText(line.value).replace(/^cwd:\/\//, '');
        if (path === '-') return { reason: 'a bake file comes from the standard input' };
        if (/^[a-z+]+:\/\//i.test(path)) return { reason: `\`${path}\` is elsewhere` };
        const found = repositoryFile(call.step, known(path), folder);
        if ('reason' in found) return found;
        const problem = read(found.path, found.state);
        if (problem !== undefined) return problem;
        continue;
      }
      const metadata = metadataFile(call.step, line);
      if (metadata === undefined) return { reason: 'a bake file is made in the run' };
      given.push({ ...metadata, after: files.length });
    }
  }
  const composed = files.some((file) => 'services' in file);
  const beside = composed ? besideCompose(call.step, folder) : undefined;
  return { files, given, variable: (name) => call.variable(name) ?? beside?.(name) };
}

/**
 * The bake file that docker/metadata-action writes defines one target, whose tags are its output `tags`
 * (docker/metadata-action README, "Bake definition").
 */
function metadataFile(step: StepInstance, line: Template): Omit<GivenTarget, 'after'> | undefined {
  const list = line.parts.filter((part) => part !== 'cwd://');
  const [only] = list;
  if (list.length !== 1 || only === undefined || typeof only === 'string' || only.origin === undefined)
    return undefined;
  const kind = /^bake-file(-tags|-labels|-annotations)?$/.exec(only.origin.output);
  const origin = step.job.steps.find(({ key }) => key === only.origin?.step);
  if (kind === null || origin?.action.kind !== 'catalogued') return undefined;
  const target = origin.input('bake-target');
  if (target?.kind !== 'known') return undefined;
  const tags = kind[1] === undefined || kind[1] === '-tags' ? origin.output('tags') : undefined;
  return {
    target: datumText(target.value),
    attributes: new Map(tags === undefined ? [] : [['tags', { kind: 'list', items: [tags], complete: true }]]),
  };
}

/** What `--set` changes; undefined where it is not all known. */
function overridesOf(set: Operand | undefined): readonly BakeOverride[] | undefined {
  if (set === undefined) return [];
  const lines = listOptions(set.value, /\n/);
  const [list] = lines ?? [];
  if (list === undefined || lines?.length !== 1) return undefined;
  const overrides = list.map(bakeOverride);
  return overrides.every((one) => one !== undefined) ? overrides : undefined;
}

/** An attribute as lines of text; items written as objects become `key=value,…`. Undefined where it is not given. */
export function targetLines(
  target: BakeTarget,
  attribute: string,
): { readonly value: Value; readonly complete: boolean } | undefined {
  const value = target.attributes.get(attribute);
  if (value === undefined || isNull(value) || (value.kind === 'list' && value.items.length === 0 && value.complete))
    return undefined;
  const { lines, complete } = linesOf(
    value.kind === 'list' ? { ...value, items: value.items.map(asAttributes) } : asAttributes(value),
  );
  if (lines === undefined || lines.kind === 'list' || lines.kind === 'object')
    return { value: UNKNOWN, complete: false };
  return { value: complete || knownText(lines) !== '' ? lines : UNKNOWN, complete };
}

/** An item that is written as an object; a null in it is not given, and what is not known of it may change what it means. */
function asAttributes(item: ExprValue): ExprValue {
  if (item.kind !== 'object') return item;
  const pairs = [...item.entries].flatMap(([key, value]) => (isNull(value) ? [] : [[key, value] as const]));
  const texts = pairs.flatMap(([key, value], index) =>
    isSettled(value) ? [known(`${index === 0 ? '' : ','}${key}=`), value] : [],
  );
  return item.complete && texts.length === 2 * pairs.length ? concat(texts) : UNKNOWN;
}

const UNKNOWN: Unknown = { kind: 'unknown', reason: 'is worked out by the bake file' };

/** Whether a value is a text, and is one whatever it is. */
function isSettled(value: ExprValue): value is Value {
  if (value.kind === 'oneOf') return !value.options.some(isNull);
  return (value.kind === 'known' && !isNull(value)) || (value.kind === 'template' && !isOpen(value));
}

/** The build arguments of a target as `NAME=value` lines; one of null is not given. */
export function targetArguments(target: BakeTarget): Value | undefined {
  const args = target.attributes.get('args');
  if (args === undefined || isNull(args)) return undefined;
  if (args.kind !== 'object' || !args.complete) return UNKNOWN;
  const given = [...args.entries].filter(([, value]) => !isNull(value));
  const lines = given.flatMap(([name, value], index) =>
    isSettled(value) ? [known(`${index === 0 ? '' : '\n'}${name}=`), value] : [],
  );
  if (lines.length < 2 * given.length) return UNKNOWN;
  return given.length === 0 ? undefined : concat(lines);
}

/** A target's context or file path from the workspace, as text; undefined where it is not given. */
export function targetPath(target: BakeTarget, attribute: 'context' | 'dockerfile', folder: string): Value | undefined {
  const value = target.attributes.get(attribute);
  const context = target.attributes.get('context');
  if (value === undefined || value.kind === 'list' || value.kind === 'object') return undefined;
  if (value.kind !== 'known') return value;
  // The Dockerfile is looked for in the context (docs.docker.com bake reference, `target.dockerfile`).
  const base =
    attribute === 'context'
      ? folder
      : context?.kind === 'known'
        ? joined(folder, withoutHere(datumText(context.value)))
        : context === undefined
          ? folder
          : undefined;
  const text = datumText(value.value);
  if (base === undefined) return { kind: 'unknown', reason: 'is in a context that is not known' };
  const path = isElsewhere(text) ? text : joined(text.startsWith(HERE) ? folder : base, withoutHere(text));
  return path === undefined ? value : known(path === '' ? '.' : path);
}

/** Names the folder in which bake runs. */
const HERE = 'cwd://';

function withoutHere(path: string): string {
  return path.startsWith(HERE) ? path.slice(HERE.length) || '.' : path;
}

function isElsewhere(path: string): boolean {
  return !path.startsWith(HERE) && /^([a-z+]+:\/\/|git@)/i.test(path);
}
