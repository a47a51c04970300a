import { type ExprValue, known, type Value } from '../value/value';
import type { Trigger, Workflow } from '../workflow/model';
import type { Facts } from '../workspace';
import { defaultBranchOf } from './default-branch';
import { isLiteral, literalPrefix, matchesFilter } from './filter';
import { matchesNoBranch } from './placeholder';
import {
  ACTOR,
  anyRef,
  branchRef,
  defaultBranch,
  type Entries,
  nameOfSeveral,
  otherBranch,
  pullRequest,
  pullRequestRef,
  REPOSITORY,
  tagName,
  tagRef,
} from './run-ref';
import type { Scenario } from './scenario';

/**
 * Every way the workflow's own triggers can start it, in the order of the file. `workflow_call` gives none: callers do.
 * Sources: publishing.md §B.9, docs "Events that trigger workflows" for what each event sets `github.ref` to.
 */
export function scenariosOf(workflow: Workflow, facts: Facts): readonly Scenario[] {
  const branch = defaultBranchOf(workflow, facts);
  const seen = new Map<string, Scenario>();
  // Where nothing else would start it, what it would do is of more use than nothing.
  const able = workflow.triggers.filter((trigger) => trigger.tags !== undefined || !matchesNoBranch(trigger));
  for (const trigger of able.length === 0 ? workflow.triggers : able) {
    for (const scenario of scenariosOfTrigger(trigger, branch, facts))
      if (!seen.has(scenario.id)) seen.set(scenario.id, scenario);
  }
  return [...seen.values()];
}

/** The start of a reusable workflow that no workflow of the repository calls: nothing is known of the event. */
export function unknownCall(facts: Facts): Scenario {
  const settings: Settings = {
    event: 'workflow_call',
    id: 'call:unknown',
    says: 'a call from another repository',
    trigger: undefined,
  };
  const scenario = make(settings, facts, undefined, []);
  const github = new Map(scenario.github);
  for (const key of ['event_name', 'ref', 'ref_name', 'ref_type', 'event.ref']) github.delete(key);
  return { ...scenario, github };
}

interface Settings {
  readonly id: string;
  readonly event: string;
  readonly says: string;
  readonly trigger: Trigger | undefined;
  readonly secrets?: boolean;
  readonly ceiling?: Scenario['ceiling'];
}

function scenariosOfTrigger(trigger: Trigger, branch: string | undefined, facts: Facts): readonly Scenario[] {
  switch (trigger.event) {
    case 'push':
      return pushScenarios(trigger, branch, facts);
    case 'pull_request':
      return pullRequestScenarios(trigger, branch, facts);
    case 'pull_request_target':
      return pullRequestTargetScenarios(trigger, branch, facts);
    case 'release':
      return releaseScenarios(trigger, branch, facts);
    case 'workflow_call':
      return [];
    case 'workflow_dispatch':
      return [
        make(
          { id: 'workflow_dispatch', event: 'workflow_dispatch', says: 'a manual start', trigger },
          facts,
          branch,
          anyRef(),
        ),
      ];
    case 'create':
    case 'delete':
    case 'deployment':
    case 'deployment_status':
    case 'merge_group':
      return [
        make(
          { id: trigger.event, event: trigger.event, says: `\`${trigger.event}\``, trigger },
          facts,
          branch,
          anyRef(),
        ),
      ];
    default: {
      const says = trigger.event === 'schedule' ? 'the schedule' : `\`${trigger.event}\``;
      return [
        make(
          { id: trigger.event, event: trigger.event, says, trigger },
          facts,
          branch,
          branchRef(defaultBranch(branch)),
        ),
      ];
    }
  }
}

function pushScenarios(trigger: Trigger, branch: string | undefined, facts: Facts): readonly Scenario[] {
  const anyBranch = trigger.branches === undefined && trigger.branchesIgnore === undefined;
  const anyTag = trigger.tags === undefined && trigger.tagsIgnore === undefined;
  // A filter for one kind of ref switches the other kind off (docs: on.push.<branches|tags>).
  const branches = !anyBranch || anyTag;
  const tags = !anyTag || anyBranch;
  return [
    ...(branches ? branchScenarios(trigger, branch, facts) : []),
    ...(tags ? tagScenarios(trigger, branch, facts) : []),
  ];
}

function branchScenarios(trigger: Trigger, branch: string | undefined, facts: Facts): readonly Scenario[] {
  const patterns = trigger.branches?.patterns.map(({ value }) => value);
  const ignored = trigger.branchesIgnore?.patterns.map(({ value }) => value) ?? [];
  const scenarios: Scenario[] = [];
  const settings = { event: 'push', trigger };
  const onDefault =
    branch === undefined
      ? patterns === undefined || patterns.some((pattern) => !isLiteral(pattern))
      : patterns === undefined || matchesFilter(patterns, branch);
  if (onDefault && (branch === undefined || !matchesFilter(ignored, branch))) {
    scenarios.push(
      make(
        { ...settings, id: 'push:default-branch', says: 'a push to the default branch' },
        facts,
        branch,
        branchRef(defaultBranch(branch)),
      ),
    );
  }
  const others = patterns?.filter((pattern) => !pattern.startsWith('!') && pattern !== branch);
  if (others === undefined || others.length > 0) {
    const name =
      others === undefined
        ? otherBranch(branch, undefined)
        : nameOfSeveral(
            others.map((pattern) =>
              isLiteral(pattern) ? known(pattern) : otherBranch(branch, literalPrefix(pattern)),
            ),
            branch,
            'branch',
          );
    scenarios.push(
      make({ ...settings, id: 'push:branch', says: 'a push to another branch' }, facts, branch, branchRef(name)),
    );
  }
  return scenarios;
}

function tagScenarios(trigger: Trigger, branch: string | undefined, facts: Facts): readonly Scenario[] {
  const patterns = trigger.tags?.patterns.map(({ value }) => value);
  const positive = patterns?.filter((pattern) => !pattern.startsWith('!'));
  const prerelease = patterns === undefined || matchesPrerelease(patterns);
  const literal = positive?.every(isLiteral) === true;
  const name = (kind: 'release' | 'prerelease'): Value =>
    literal && positive !== undefined
      ? nameOfSeveral(
          positive.map((pattern) => known(pattern)),
          branch,
          'tag',
        )
      : tagName(positive === undefined ? '' : commonPrefix(positive.map(literalPrefix)), prerelease ? kind : 'any');
  const release = make(
    { id: 'push:tag', event: 'push', says: 'a push of a release tag', trigger },
    facts,
    branch,
    tagRef(name('release')),
  );
  if (!prerelease || literal) return [release];
  return [
    release,
    make(
      { id: 'push:prerelease-tag', event: 'push', says: 'a push of a pre-release tag', trigger },
      facts,
      branch,
      tagRef(name('prerelease')),
    ),
  ];
}

function pullRequestScenarios(trigger: Trigger, branch: string | undefined, facts: Facts): readonly Scenario[] {
  const settings = { event: 'pull_request', trigger };
  // When a pull request is merged, the ref is the branch it was merged into (docs: "Contexts", `github.ref`).
  const closes = trigger.types?.patterns.some(({ value }) => value === 'closed') === true;
  const ref = pullRequestRef().filter(([name]) => !closes || (name !== 'ref' && name !== 'ref_name'));
  return [
    make(
      { ...settings, id: 'pull_request:same-repo', says: 'a pull request from a branch of this repository' },
      facts,
      branch,
      [...ref, ...pullRequest('same-repo')],
    ),
    make(
      { ...settings, id: 'pull_request:fork', says: 'a pull request from a fork', secrets: false, ceiling: 'read' },
      facts,
      branch,
      [...ref, ...pullRequest('fork')],
    ),
    make(
      {
        ...settings,
        id: 'pull_request:dependabot',
        says: 'a pull request by Dependabot',
        secrets: false,
        ceiling: 'read-by-default',
      },
      facts,
      branch,
      [...ref, ...pullRequest('dependabot')],
    ),
  ];
}

function pullRequestTargetScenarios(trigger: Trigger, branch: string | undefined, facts: Facts): readonly Scenario[] {
  const settings = { event: 'pull_request_target', trigger };
  const ref = branchRef(defaultBranch(branch));
  return [
    make(
      { ...settings, id: 'pull_request_target:same-repo', says: 'a pull request from a branch of this repository' },
      facts,
      branch,
      [...ref, ...pullRequest('same-repo')],
    ),
    make({ ...settings, id: 'pull_request_target:fork', says: 'a pull request from a fork' }, facts, branch, [
      ...ref,
      ...pullRequest('fork'),
    ]),
  ];
}

function releaseScenarios(trigger: Trigger, branch: string | undefined, facts: Facts): readonly Scenario[] {
  const given = trigger.types?.patterns.map(({ value }) => value);
  // Without `types` every activity starts it; publishing stands for all of them, and which one it is stays open.
  return (given ?? ['published']).map((type) => {
    const tag = tagName('', 'any');
    return make({ id: `release:${type}`, event: 'release', says: `a release (${type})`, trigger }, facts, branch, [
      ...tagRef(tag),
      ...(given === undefined ? [] : [['event.action', known(type)] as const]),
      ['event.release.tag_name', tag],
      ...(type === 'prereleased' ? [['event.release.prerelease', known(true)] as const] : []),
      ...(type === 'released' ? [['event.release.prerelease', known(false)] as const] : []),
    ]);
  });
}

function make(settings: Settings, facts: Facts, branch: string | undefined, entries: Entries): Scenario {
  const github = new Map<string, ExprValue>([
    ['event_name', known(settings.event)],
    ['event.repository.full_name', REPOSITORY],
    ['event.repository.fork', known(false)],
    ['event.repository.default_branch', defaultBranch(branch)],
    ['server_url', known('https://github.com')],
    ['api_url', known('https://api.github.com')],
    ['actor', ACTOR],
    ['triggering_actor', ACTOR],
    ...(facts.visibility === undefined
      ? []
      : ([['event.repository.private', known(facts.visibility === 'private')]] as const)),
    // Outside pull requests there is no such object and GitHub gives null for everything below it.
    ...(settings.event.startsWith('pull_request') || settings.event === 'workflow_call'
      ? []
      : ([
          ['event.pull_request', known(null)],
          ['head_ref', known('')],
          ['base_ref', known('')],
        ] as const)),
    ...(settings.event === 'release' || settings.event === 'workflow_call'
      ? []
      : ([['event.release', known(null)]] as const)),
    ...entries,
  ]);
  return {
    id: settings.id,
    event: settings.event,
    trigger: settings.trigger,
    says: settings.says,
    github,
    secrets: settings.secrets ?? true,
    ceiling: settings.ceiling ?? 'write',
  };
}

function matchesPrerelease(patterns: readonly string[]): boolean {
  const prefixes = ['', ...patterns.map(literalPrefix)];
  return prefixes.some((prefix) =>
    ['1.2.3-rc.1', 'v1.2.3-rc.1', '1.2.3-beta1', '1.2-rc1', '-rc.1', '1-rc1'].some((name) =>
      matchesFilter(patterns, prefix + name),
    ),
  );
}

function commonPrefix(texts: readonly string[]): string {
  const [first = '', ...rest] = texts;
  let length = first.length;
  for (const text of rest) while (!text.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}
