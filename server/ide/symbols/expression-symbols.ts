import type { Name, NameUse } from '../../core/expr/name-uses';
import type { Job, Step } from '../../core/workflow/model';
import { calledScope, jobScope, type NamedSymbol, named, type SymbolKind, scopeOfJob, usedScope } from './symbol';

/** What the contexts of an expression stand for at its place. */
export interface Place {
  readonly path: string;
  /** The scope of the file's own inputs. */
  readonly file: string;
  /** The steps that `steps` knows; undefined where there is no such context. */
  readonly steps: { readonly scope: string; readonly list: readonly Step[] } | undefined;
  /** The jobs that `needs` and `jobs` name. */
  readonly jobs: readonly Job[];
  /** Names of the secrets that the file declares, in lower case; others are the repository's. */
  readonly secrets: ReadonlySet<string>;
}

/** The symbols that names of an expression are, and those it reads without naming them. */
export interface Meaning {
  readonly uses: readonly { readonly symbol: NamedSymbol; readonly name: Name }[];
  readonly unnamed: readonly { readonly kind: SymbolKind; readonly scope: string; readonly name?: string }[];
}

/** What one read of a context means. */
export function meaningOf(use: NameUse, place: Place): Meaning {
  const [context, ...names] = use.names;
  switch (context?.text.toLowerCase()) {
    case 'steps':
      return place.steps === undefined ? NOTHING : ofMembers(use, names, stepMembers(place.steps));
    case 'needs':
    case 'jobs':
      return ofMembers(use, names, jobMembers(place));
    case 'inputs':
      return ofNames(use, names, 'input', () => place.file);
    case 'secrets':
      return ofNames(use, names, 'secret', (name) => (name === undefined || place.secrets.has(name) ? place.file : ''));
    case 'github':
      return names[0]?.text.toLowerCase() === 'event' && names[1]?.text.toLowerCase() === 'inputs'
        ? ofNames(use, names.slice(2), 'input', () => place.file)
        : NOTHING;
    default:
      return NOTHING;
  }
}

const NOTHING: Meaning = { uses: [], unnamed: [] };

/** Steps or jobs, whose outputs are read through them. */
interface Members {
  readonly kind: 'step' | 'job';
  readonly scope: string;
  readonly ids: readonly string[];
  /** What holds the outputs of a member: itself, or the action or workflow it uses. */
  outputs(id: string): { readonly kind: SymbolKind; readonly scope: string };
}

function stepMembers({ scope, list }: NonNullable<Place['steps']>): Members {
  return {
    kind: 'step',
    scope,
    ids: list.flatMap(({ id }) => id?.value ?? []),
    outputs: (id) => {
      const step = list.find((one) => one.id?.value.toLowerCase() === id.toLowerCase());
      const used = step === undefined ? undefined : usedScope(step);
      return used === undefined
        ? { kind: 'stepOutput', scope: `${scope}/${id.toLowerCase()}` }
        : { kind: 'output', scope: used };
    },
  };
}

function jobMembers({ path, jobs }: Place): Members {
  return {
    kind: 'job',
    scope: path,
    ids: jobs.map(({ id }) => id),
    outputs: (id) => {
      const job = jobs.find((one) => one.id.toLowerCase() === id.toLowerCase());
      const called = job === undefined ? undefined : calledScope(job);
      if (called !== undefined) return { kind: 'output', scope: called };
      return { kind: 'jobOutput', scope: job === undefined ? scopeOfJob(path, id) : jobScope(job) };
    },
  };
}

/** `steps.<id>.outputs.<name>` and everything shorter or open. */
function ofMembers({ then, behind }: NameUse, names: readonly Name[], members: Members): Meaning {
  const [member, property, output] = names;
  if (member === undefined) {
    // `needs.*.result` depends on no name; `needs[x].outputs.y` may be any job's output of that name.
    const reads = behind.length === 0 || behind[0]?.toLowerCase() === 'outputs' || behind[0] === '*';
    const name = behind[1] === undefined || behind[1] === '*' ? undefined : behind[1].toLowerCase();
    const outputs = reads
      ? members.ids.map((id) => ({ ...members.outputs(id), ...(name === undefined ? {} : { name }) }))
      : [];
    return { uses: [], unnamed: then === 'all' ? outputs : [{ kind: members.kind, scope: members.scope }, ...outputs] };
  }
  const own = { symbol: named(members.kind, members.scope, member.text), name: member };
  if (property === undefined)
    return {
      uses: [own],
      unnamed: then === 'all' || isOutputs(behind[0] ?? 'outputs') ? [members.outputs(member.text)] : [],
    };
  if (!isOutputs(property.text)) return { uses: [own], unnamed: [] };
  const holder = members.outputs(member.text);
  if (output === undefined) return { uses: [own], unnamed: then === 'all' ? [] : [holder] };
  return { uses: [own, { symbol: named(holder.kind, holder.scope, output.text), name: output }], unnamed: [] };
}

function isOutputs(name: string): boolean {
  return name.toLowerCase() === 'outputs';
}

/** `inputs.<name>` and the like. */
function ofNames(
  { then }: NameUse,
  [first]: readonly Name[],
  kind: SymbolKind,
  scope: (name?: string) => string,
): Meaning {
  if (first !== undefined)
    return { uses: [{ symbol: named(kind, scope(first.text.toLowerCase()), first.text), name: first }], unnamed: [] };
  return { uses: [], unnamed: then === 'all' ? [] : [{ kind, scope: scope() }] };
}
