import { concat } from '../value/text';
import { type ExprValue, hole, known, type Value } from '../value/value';

/** Paths below `github` with their values. */
export type Entries = readonly (readonly [string, ExprValue])[];

export const REPOSITORY: Value = hole({
  key: 'github.repository',
  shown: 'github.repository',
  reason: 'is the repository the workflow runs in',
  nonEmpty: true,
});
/** Nobody but Dependabot is Dependabot; in its pull requests the actor is fixed. */
export const ACTOR: Value = hole({
  key: 'github.actor',
  shown: 'github.actor',
  reason: 'is whoever starts the run',
  not: ['dependabot[bot]'],
  nonEmpty: true,
});

/** The default branch, by name where it is known. */
export function defaultBranch(name: string | undefined): Value {
  if (name !== undefined) return known(name);
  return hole({
    key: 'github.event.repository.default_branch',
    shown: 'github.event.repository.default_branch',
    reason: 'is a setting of the repository',
  });
}

/** A branch that is not the default one. */
export function otherBranch(branch: string | undefined, prefix: string | undefined): Value {
  return hole({
    key: 'github.ref_name',
    shown: 'github.ref_name',
    reason: 'is the branch that was pushed',
    nonEmpty: true,
    ...(branch === undefined ? { differs: ['github.event.repository.default_branch'] } : { not: [branch] }),
    ...(prefix === undefined || prefix === '' ? {} : { prefix }),
  });
}

/** A tag; of a release by default convention without `-`, of a pre-release with one (semver.org, 9). */
export function tagName(prefix: string, kind: 'release' | 'prerelease' | 'any'): Value {
  return hole({
    key: 'github.ref_name',
    shown: 'github.ref_name',
    reason: 'is the tag that was pushed',
    nonEmpty: true,
    ...(prefix === '' ? {} : { prefix }),
    ...(kind === 'release' && !prefix.includes('-') ? { lacks: ['-'] } : {}),
    ...(kind === 'prerelease' ? { holds: ['-'] } : {}),
  });
}

/** What `github` holds of the ref on a branch. */
export function branchRef(name: Value): Entries {
  return [
    ['ref', concat([known('refs/heads/'), name])],
    ['ref_name', name],
    ['ref_type', known('branch')],
    ['event.ref', concat([known('refs/heads/'), name])],
  ];
}

/** What `github` holds of the ref on a tag. */
export function tagRef(name: Value): Entries {
  return [
    ['ref', concat([known('refs/tags/'), name])],
    ['ref_name', name],
    ['ref_type', known('tag')],
    ['event.ref', concat([known('refs/tags/'), name])],
  ];
}

/** The ref of a run that may be started from any branch or tag. */
export function anyRef(): Entries {
  const reason = 'depends on where the run is started from';
  return [
    ['ref_type', hole({ key: 'github.ref_type', shown: 'github.ref_type', reason, domain: ['branch', 'tag'] })],
    ['ref_name', hole({ key: 'github.ref_name', shown: 'github.ref_name', reason })],
    ['ref', hole({ key: 'github.ref', shown: 'github.ref', reason, prefix: 'refs/' })],
  ];
}

/** The merge ref of a pull request. */
export function pullRequestRef(): Entries {
  const number = hole({
    key: 'github.event.number',
    shown: 'github.event.number',
    reason: 'is the pull request’s number',
  });
  const name = concat([number, known('/merge')]);
  return [
    ['ref', concat([known('refs/pull/'), name])],
    ['ref_name', name],
    ['ref_type', known('branch')],
    ['event.number', number],
    ['event.pull_request.number', number],
  ];
}

/** What `github.event` holds of a pull request, by where it comes from. */
export function pullRequest(from: 'same-repo' | 'fork' | 'dependabot'): Entries {
  const fork = from === 'fork';
  const head = fork
    ? hole({
        key: 'fork repository',
        shown: 'github.event.pull_request.head.repo.full_name',
        reason: 'is the fork',
        differs: ['github.repository'],
      })
    : REPOSITORY;
  return [
    // As a text it is `Object`, which people ask for to be empty or not.
    [
      'event.pull_request',
      hole({
        key: 'github.event.pull_request',
        shown: 'github.event.pull_request',
        reason: 'is the pull request',
        nonEmpty: true,
      }),
    ],
    ['event.pull_request.head.repo.full_name', head],
    ['event.pull_request.head.repo.fork', known(fork)],
    ['event.pull_request.base.repo.full_name', REPOSITORY],
    ...(from === 'dependabot'
      ? ([
          ['actor', known('dependabot[bot]')],
          ['triggering_actor', known('dependabot[bot]')],
          ['event.pull_request.user.login', known('dependabot[bot]')],
        ] as const)
      : ([
          [
            'event.pull_request.user.login',
            hole({
              key: 'github.event.pull_request.user.login',
              shown: 'github.event.pull_request.user.login',
              reason: 'is whoever opened the pull request',
              not: ['dependabot[bot]'],
            }),
          ],
        ] as const)),
  ];
}

/** One name of several: a hole that lists them where all are literal, and otherwise one that is only known not to be the default branch. */
export function nameOfSeveral(values: readonly Value[], branch: string | undefined, kind: 'branch' | 'tag'): Value {
  const [only] = values;
  if (values.length === 1 && only !== undefined) return only;
  const domain = values.flatMap((value) => (value.kind === 'known' ? [value.value] : []));
  const all = domain.length === values.length;
  return hole({
    key: 'github.ref_name',
    shown: 'github.ref_name',
    reason: `is the ${kind} that was pushed`,
    nonEmpty: true,
    ...(all
      ? { domain }
      : kind === 'tag'
        ? {}
        : branch === undefined
          ? { differs: ['github.event.repository.default_branch'] }
          : { not: [branch] }),
  });
}
