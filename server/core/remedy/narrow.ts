import type { Analysis } from '../image/analysis';
import { type JudgedScope, scopeUse } from '../image/scope-use';
import { tokenNeeds } from '../image/token-needs';
import type { Refusal } from '../text/edit';
import type { SourceFile } from '../text/source-file';
import type { Job, Workflow } from '../workflow/model';
import { insertEntry, type NewValue, removeEntry, setEntry } from '../yaml/edits';
import { nodeAtPath } from '../yaml/find';
import { lineEnd, lineStart, withCommentsAbove } from '../yaml/layout';
import type { YamlMap } from '../yaml/node';
import { sharedAt } from '../yaml/shared-at';
import type { Draft } from './draft';

type Scopes = Readonly<Record<string, 'read' | 'write'>>;

interface Request {
  readonly analysis: Analysis;
  readonly draft: (file: SourceFile) => Draft;
  readonly workflow: Workflow;
  readonly scopes: readonly JudgedScope[];
}

/**
 * Takes write scopes from a workflow's block and gives them to the jobs that use them. One job whose use is not known keeps what it had;
 * a job that certainly uses none of them goes on with what is left of the block.
 */
export function narrowIn({ analysis, draft, workflow, scopes }: Request): Refusal | undefined {
  const one = draft(workflow.file);
  const block = workflow.permissions;
  if (block === undefined) return { refused: 'the workflow has no `permissions`' };
  const jobs = inheriting(workflow).map((job) => {
    const instances = analysis.jobs.find((site) => site.job === job)?.instances ?? [];
    return { job, instances, uses: scopes.map((scope) => ({ scope, use: scopeUse(analysis, job, instances, scope) })) };
  });
  const comments = commentsToMove(one, scopes, (scope) =>
    jobs.some(({ uses }) =>
      uses.some((found) => found.scope === scope && found.use !== 'unused' && found.use !== 'read'),
    ),
  );
  const unsure = jobs.filter(({ uses }) => uses.some(({ use }) => use === 'unknown'));
  const [doubtful, another] = unsure;
  // One job may keep what it had; copies of the whole block in job after job would be no gain.
  if (doubtful !== undefined && (another !== undefined || block.kind !== 'scopes'))
    return { refused: `what job \`${doubtful.job.id}\` does with its token is not known; list its scopes by hand` };
  for (const { job, instances, uses } of jobs) {
    if (uses.every(({ use }) => use === 'unused')) continue;
    const kept = Object.fromEntries(
      [...block.scopes].flatMap(([scope, { level }]) => (level === 'none' ? [] : [[scope, level] as const])),
    );
    const written = Object.fromEntries(
      uses.flatMap(({ scope, use }) => (use === 'unused' ? [] : [[scope, use === 'read' ? use : 'write'] as const])),
    );
    // Scopes that nobody judges stay with every job that had them.
    const others = Object.fromEntries(Object.entries(kept).filter(([scope]) => !scopes.some((name) => name === scope)));
    const needed = tokenNeeds(analysis, job, instances).scopes;
    const contents: Scopes = block.kind === 'scopes' ? ('contents' in kept ? READ : {}) : needed;
    const own: Scopes = { ...contents, ...others, ...written };
    const node = nodeAtPath(one.document.root, ['jobs', job.id]);
    if (node?.kind !== 'map') return { refused: 'the job is no longer where it was' };
    const keys = node.entries.map(({ key }) => key.value);
    const after = ['runs-on', 'uses', 'needs', 'name', 'if'].find((name) => keys.includes(name));
    const refusal = one.apply(
      insertEntry(
        one.text,
        one.layout,
        node,
        'permissions',
        nested(own, comments),
        after === undefined ? undefined : { after },
      ),
    );
    if (refusal !== undefined) return refusal;
  }
  return lowerBlock(one, block.kind === 'write-all', scopes, comments);
}

const READ: Scopes = { contents: 'read' };

/** The jobs that have no block of their own, so the workflow's is theirs. */
export function inheriting({ jobs }: Workflow): readonly Job[] {
  return jobs.filter(({ permissions }) => permissions === undefined);
}

type Comments = ReadonlyMap<string, string>;

/** What stands behind scopes that go to jobs, with the white space before it: it goes with them. */
function commentsToMove(one: Draft, scopes: readonly JudgedScope[], goes: (scope: JudgedScope) => boolean): Comments {
  const block = nodeAtPath(one.document.root, ['permissions']);
  if (block?.kind !== 'map' || block.flow) return new Map();
  return new Map(
    scopes.filter(goes).flatMap((scope) => {
      const entry = block.entries.find(({ key }) => key.value === scope);
      const behind = entry === undefined ? '' : one.text.slice(entry.span.end, lineEnd(one.text, entry.span.end));
      return /^\s+#/.test(behind) ? [[scope, behind] as const] : [];
    }),
  );
}

function lowerBlock(one: Draft, all: boolean, scopes: readonly JudgedScope[], comments: Comments): Refusal | undefined {
  const { root } = one.document;
  if (root?.kind !== 'map') return { refused: 'the file is not a map' };
  if (all) return one.apply(setEntry(one.text, one.layout, root, 'permissions', nested(READ)));
  const block = nodeAtPath(root, ['permissions']);
  if (block?.kind !== 'map') return { refused: 'the permissions are not written as a map' };
  for (const scope of scopes) {
    const refusal = commentRefusal(one.text, block, scope, comments.has(scope));
    if (refusal !== undefined) return refusal;
  }
  if (block.entries.every(({ key }) => key.value !== 'contents' && scopes.some((name) => name === key.value)))
    return one.apply(setEntry(one.text, one.layout, root, 'permissions', '{}'));
  for (const scope of scopes) {
    const map = nodeAtPath(one.document.root, ['permissions']);
    if (map?.kind !== 'map') return { refused: 'the permissions are not written as a map' };
    const entry = map.entries.find(({ key }) => key.value === scope);
    const refusal =
      scope !== 'contents'
        ? one.apply(removeEntry(one.text, map, scope))
        : comments.has(scope) && entry?.value !== undefined
          ? (sharedAt(one.document.root, entry.value.span) ??
            one.apply([
              { span: { start: entry.value.span.start, end: lineEnd(one.text, entry.span.end) }, text: 'read' },
            ]))
          : one.apply(setEntry(one.text, one.layout, map, scope, 'read'));
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Why a scope somebody commented on is not taken away: the comment would go with it, or speak of nothing. One behind it may move with it. */
export function commentRefusal(text: string, block: YamlMap, scope: string, moves = false): Refusal | undefined {
  const entry = block.entries.find(({ key }) => key.value === scope);
  if (entry === undefined) return undefined;
  const line = lineStart(text, entry.span.start);
  if (!moves && text.slice(entry.span.end, lineEnd(text, entry.span.end)).includes('#'))
    return { refused: `a comment behind \`${scope}\` says what it is for; decide on it there` };
  return !block.flow && withCommentsAbove(text, line) < line
    ? { refused: `a comment above \`${scope}\` says what it is for; decide on it there` }
    : undefined;
}

function nested(scopes: Scopes, comments: Comments = new Map()): NewValue {
  return {
    nested: Object.entries(scopes)
      .map(([scope, level]) => `${scope}: ${level}${level === 'write' ? (comments.get(scope) ?? '') : ''}`)
      .join('\n'),
  };
}
