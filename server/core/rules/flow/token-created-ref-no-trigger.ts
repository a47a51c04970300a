import { eventsInRun } from '../../event/events-of';
import type { Analysis } from '../../image/analysis';
import { type CreatedRef, createdRefs } from '../../image/created-refs';
import { type Context, rule } from '../../lint/rule';
import { isCalled } from '../../run/call-graph';
import { shownName } from '../../run/reference';
import type { Run } from '../../run/run';
import { runsOf } from '../../run/runs';
import { matchesFilter } from '../../scenario/filter';
import type { Scenario } from '../../scenario/scenario';

/**
 * Events that GITHUB_TOKEN causes start no workflow, but for `workflow_dispatch` and `repository_dispatch` (docs "Triggering a
 * workflow", using the GITHUB_TOKEN). A tag or release made with it never starts the workflow that publishes it (F-085).
 */
export const tokenCreatedRefNoTrigger = rule({
  id: 'token-created-ref-no-trigger',
  summary: 'Tags or releases that should start this workflow are created with GITHUB_TOKEN, which starts none',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'workflow',
  failures: [],
  check(analysis, context) {
    const waiting = analysis.runs.filter(
      (run) => run.root.workflow.file === analysis.file && waitsForRef(run.scenario),
    );
    const publishing = waiting.filter((run) => publishedNames(run).length > 0);
    if (publishing.length === 0) return;
    for (const kind of ['tag', 'release'] as const) {
      const runs = publishing.filter(({ scenario }) => kindOf(scenario) === kind);
      const [first] = runs;
      if (first !== undefined) checkKind(kind, first, runs, analysis, context);
    }
  },
});

type Kind = 'tag' | 'release';

function checkKind(kind: Kind, first: Run, runs: readonly Run[], analysis: Analysis, context: Context): void {
  const { trigger } = first.scenario;
  if (trigger === undefined) return;
  const found = creatorsOf(kind, runs, analysis, context);
  if (found === undefined) return;
  const doubt = otherwiseStarted(analysis);
  if (doubt !== undefined) {
    context.undecided(doubt);
    return;
  }
  const path = found.step.step.owner.file.path;
  const file = path === analysis.file.path ? 'this file' : `\`${path.replace(/^.*\//, '')}\``;
  context.report({
    at: (kind === 'tag' ? trigger.tags?.span : undefined) ?? trigger.span,
    message: `\`${found.tool}\` in ${file} makes ${kind}s with GITHUB_TOKEN, and those start no workflow, so this one publishes nothing for them`,
    confidence: 'likely',
    related: [{ at: found.span, path, message: `makes the ${kind} here` }],
    scenarios: runs.map(({ scenario }) => scenario.id),
  });
}

/** The first step of the repository that makes what the runs wait for, with the job's own token. */
function creatorsOf(kind: Kind, runs: readonly Run[], analysis: Analysis, context: Context): CreatedRef | undefined {
  const wanted = new Set(runs.flatMap(publishedNames));
  const patterns = runs[0]?.scenario.trigger?.tags?.patterns.map(({ value }) => value);
  const { workspace } = analysis;
  for (const path of workspace.workflows) {
    const file = workspace.file(path);
    if (file === 'absent') continue;
    if (file === 'notLoaded') {
      context.undecided(`\`${path}\` was not read`);
      continue;
    }
    for (const run of runsOf(workspace, file)) {
      if (alreadyThere(kind, run.scenario, runs, path === analysis.file.path)) continue;
      const created = run.jobs
        .filter(({ reached }) => reached !== false)
        .flatMap(({ steps }) => steps.flatMap(createdRefs))
        .filter((one) => one.makes[kind] === true && one.credential === 'github-token');
      const [one] = kind === 'tag' ? created.filter(({ prefix }) => startsRun(prefix, patterns)) : created;
      if (one === undefined) continue;
      // It may publish the image itself, right where it makes the release.
      if (publishedNames(run).some((name) => name === UNKNOWN || wanted.has(name))) {
        context.undecided(`\`${path}\` publishes when it makes the ${kind}`);
        continue;
      }
      return one;
    }
  }
  return undefined;
}

function kindOf({ event, id }: Scenario): Kind | undefined {
  return event === 'release' ? 'release' : id === 'push:tag' || id === 'push:prerelease-tag' ? 'tag' : undefined;
}

function waitsForRef(scenario: Scenario): boolean {
  return kindOf(scenario) !== undefined;
}

/** On a tag there is a tag already, and what a person pushed has started everything that waits for it. */
function alreadyThere(kind: Kind, scenario: Scenario, waiting: readonly Run[], same: boolean): boolean {
  const own = kindOf(scenario);
  if (own === 'release') return true;
  if (own !== 'tag') return false;
  return (
    kind === 'tag' || same || waiting.some(({ root }) => root.workflow.triggers.some(({ tags }) => tags !== undefined))
  );
}

/** Whether a tag of this beginning is one the filter lets through; names that tools make up are versions (semver.org). */
function startsRun(prefix: string | undefined, patterns: readonly string[] | undefined): boolean {
  if (patterns === undefined) return true;
  const samples = ['1.2.3', 'v1.2.3'].flatMap((version) =>
    prefix === undefined || prefix === '' ? [version] : [prefix, `${prefix}${version}`, `${prefix}2.3`],
  );
  return samples.some((sample) => matchesFilter(patterns, sample));
}

const UNKNOWN = '?';

function publishedNames(run: Run): readonly string[] {
  return eventsInRun(run, 'build', 'push').flatMap((event) => {
    if (event.reached === false) return [];
    if (event.kind === 'build' && (event.pushes === false || event.builds === false)) return [];
    return event.references === undefined || event.known.length === 0 ? [UNKNOWN] : event.known.map(shownName);
  });
}

/** Ways in which the workflow may be started all the same. */
function otherwiseStarted({ workspace, file, workflow }: Analysis): string | undefined {
  if (isCalled(workspace, file.path)) return 'another workflow calls this one';
  if (workflow?.triggers.some(({ event }) => event === 'workflow_run' || event === 'repository_dispatch') === true)
    return 'another workflow may start this one when it is done';
  const dispatches = workspace.workflows.some((path) => {
    const other = workspace.file(path);
    return typeof other !== 'string' && DISPATCHES.test(other.text);
  });
  return dispatches ? 'a workflow of the repository starts others by hand' : undefined;
}

const DISPATCHES =
  /gh workflow run|createWorkflowDispatch|workflow-dispatch@|actions\/workflows\/[^\s]*\/dispatches|repository-dispatch@/;
