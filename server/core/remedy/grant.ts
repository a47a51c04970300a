import type { Analysis } from '../image/analysis';
import { calledUnseen } from '../image/called-unseen';
import { tokenNeeds } from '../image/token-needs';
import type { JobInstance } from '../run/run';
import { isRefusal, type Refusal } from '../text/edit';
import type { SourceFile } from '../text/source-file';
import type { Job } from '../workflow/model';
import { insertEntry, type NewValue, setEntry } from '../yaml/edits';
import { nodeAtPath } from '../yaml/find';
import type { Draft } from './draft';

export type Scopes = Readonly<Record<string, 'read' | 'write'>>;

interface Request {
  readonly analysis: Analysis;
  readonly draft: (file: SourceFile) => Draft;
  readonly job: Job;
  readonly scopes: Scopes;
}

/** Grants scopes to a job without taking any away, and to the local callers whose own blocks would refuse them. */
export function grantIn(request: Request): Refusal | undefined {
  const { analysis, job, scopes } = request;
  const instances =
    analysis.jobs.find((site) => site.job === job)?.instances ??
    // A job that uses the analysed action is in another file.
    analysis.runs.flatMap((run) => run.jobs.filter((one) => one.job === job));
  const inherits =
    job.permissions === undefined &&
    job.workflow.permissions === undefined &&
    instances.length > 0 &&
    instances.every(({ instance }) => instance.caller !== undefined);
  if (job.permissions === undefined && job.workflow.permissions === undefined && instances.some(calledUnseen))
    return {
      refused: `callers in other repositories decide what this workflow may do, and one that does not grant ${wordsOf(scopes)} could call it no more`,
    };
  // A called workflow without a block has its caller's permissions; a block of its own would only narrow them.
  if (!inherits) {
    const refusal = grantJob(request, job, scopes, instances);
    if (refusal !== undefined) return refusal;
  }
  const callers = new Map<string, JobInstance>();
  for (const { instance } of instances)
    for (let caller = instance.caller; caller !== undefined; caller = caller.instance.caller)
      callers.set(caller.job.key, caller);
  for (const caller of callers.values()) {
    const missing = Object.entries(scopes).filter(([scope, level]) => !allows(caller.permissions.level(scope), level));
    if (missing.length === 0) continue;
    // A block made for this alone would take away what a caller without one has by default; and no default holds `id-token`.
    if (caller.permissions.block === undefined) {
      if (missing.every(([scope]) => scope !== 'id-token')) continue;
      return {
        refused: `job \`${caller.job.id}\` calls this workflow without any \`permissions\`; list there what it needs first`,
      };
    }
    const refusal = grantJob(request, caller.job, Object.fromEntries(missing), [caller]);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function wordsOf(scopes: Scopes): string {
  return Object.entries(scopes)
    .map(([scope, level]) => `\`${scope}: ${level}\``)
    .join(', ');
}

function allows(level: 'write' | 'read' | 'none' | 'unknown', wanted: 'read' | 'write'): boolean {
  return level === 'write' || (level === 'read' && wanted === 'read');
}

function grantJob(
  { draft, analysis }: Request,
  job: Job,
  scopes: Scopes,
  instances: readonly JobInstance[],
): Refusal | undefined {
  const one = draft(job.workflow.file);
  const node = nodeAtPath(one.document.root, ['jobs', job.id]);
  if (node?.kind !== 'map') return { refused: 'the job is no longer where it was' };
  const own = node.entries.find(({ key }) => key.value === 'permissions');
  if (own === undefined) {
    if (job.workflow.permissions?.kind === 'write-all') return undefined;
    const base = baseScopes(analysis, job, instances);
    if (isRefusal(base)) return base;
    const raised = raise(base, scopes);
    // A block of its own that says what the workflow's says already is only more to read.
    if (
      job.workflow.permissions?.kind === 'scopes' &&
      Object.entries(raised).every(([scope, level]) => base[scope] === level)
    )
      return undefined;
    const value = block(raised);
    return one.apply(
      insertEntry(one.text, one.layout, node, 'permissions', value, placeOf(node.entries.map(({ key }) => key.value))),
    );
  }
  if (job.permissions?.kind === 'write-all') return undefined;
  if (job.permissions?.kind === 'read-all')
    return { refused: '`read-all` cannot be combined with single scopes; list the scopes the job needs instead' };
  if (own.value?.kind !== 'map' || own.value.entries.length === 0)
    return one.apply(setEntry(one.text, one.layout, node, 'permissions', block(scopes)));
  for (const [scope, level] of Object.entries(scopes)) {
    const current = nodeAtPath(one.document.root, ['jobs', job.id, 'permissions']);
    if (current?.kind !== 'map') return { refused: 'the permissions are not written as a map' };
    const set = current.entries.find(({ key }) => key.value === scope)?.value;
    if (
      set?.kind === 'scalar' &&
      allows(set.value === 'write' ? 'write' : set.value === 'read' ? 'read' : 'none', level)
    )
      continue;
    const refusal = one.apply(setEntry(one.text, one.layout, current, scope, level));
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/**
 * What the job may do today and a block of its own would take away: what the workflow's block gives, or without one whatever the
 * repository's setting gives, of which the job keeps what it is seen to use. Refuses where that cannot be seen.
 */
function baseScopes(analysis: Analysis, job: Job, instances: readonly JobInstance[]): Scopes | Refusal {
  const block = job.workflow.permissions;
  if (block?.kind !== 'scopes') {
    const { scopes, unread } = tokenNeeds(analysis, job, instances);
    return unread === undefined || analysis.workspace.facts.token === 'restricted'
      ? scopes
      : {
          refused: `${unread} acts with the job’s token, and a \`permissions\` block may take away what it needs; list the scopes by hand`,
        };
  }
  return Object.fromEntries(
    [...block.scopes].flatMap(([scope, { level }]) => (level === 'none' ? [] : [[scope, level] as const])),
  );
}

function raise(base: Scopes, scopes: Scopes): Scopes {
  const result: Record<string, 'read' | 'write'> = { ...base };
  for (const [scope, level] of Object.entries(scopes)) if (result[scope] !== 'write') result[scope] = level;
  return result;
}

function block(scopes: Scopes): NewValue {
  return {
    nested: Object.entries(scopes)
      .map(([scope, level]) => `${scope}: ${level}`)
      .join('\n'),
  };
}

/** Permissions stand behind `runs-on` or, on a calling job, behind `uses`. */
function placeOf(keys: readonly string[]): { readonly after: string } | undefined {
  const key = ['runs-on', 'uses', 'needs', 'name', 'if'].find((name) => keys.includes(name));
  return key === undefined ? undefined : { after: key };
}
