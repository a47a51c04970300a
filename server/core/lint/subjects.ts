import type { EventKind } from '../event/event';
import type { Analysis, Site, SiteOf } from '../image/analysis';
import type { Span } from '../text/span';
import type { Truth } from '../value/value';
import type { SubjectKind, Subjects } from './rule';

/** One thing a rule is called for, with its place in the file. */
export interface Visit<K extends SubjectKind> {
  readonly subject: Subjects[K];
  readonly span: Span | undefined;
  /** False where no run gets there, whatever happens. */
  readonly reached: boolean;
}

/** Every subject of one kind in a file, in the order of the file. */
export function subjectsOf<K extends SubjectKind>(kind: K, analysis: Analysis): readonly Visit<K>[] {
  return VISITS[kind](analysis);
}

type Visits = { readonly [K in SubjectKind]: (analysis: Analysis) => readonly Visit<K>[] };

const VISITS: Visits = {
  workflow: (analysis) => [{ subject: analysis, span: undefined, reached: true }],
  job: ({ jobs }) =>
    jobs.map((subject) => ({ subject, span: subject.job.entry.key.span, reached: someReached(subject.instances) })),
  step: ({ steps }) =>
    steps.map((subject) => ({ subject, span: subject.step.node.span, reached: someReached(subject.instances) })),
  image: ({ published }) =>
    published.map((subject) => ({ subject, span: subject.site.span, reached: someReached(subject.events) })),
  publish: ({ sites }) =>
    sites.filter((site): site is Subjects['publish'] => site.kind === 'build' || site.kind === 'push').map(visit),
  build: ofKind('build'),
  push: ofKind('push'),
  login: ofKind('login'),
  scan: ofKind('scan'),
  sbom: ofKind('sbom'),
  sign: ofKind('sign'),
  attest: ofKind('attest'),
  'upload-sarif': ofKind('upload-sarif'),
  checkout: ofKind('checkout'),
  setup: ofKind('setup'),
  artifact: ofKind('artifact'),
  retention: ofKind('retention'),
  verify: ofKind('verify'),
  release: ofKind('release'),
  local: ofKind('local'),
  save: ofKind('save'),
  attach: ofKind('attach'),
  opaque: ofKind('opaque'),
};

/** A site's events are all of the kind its `kind` says (analysis.ts). */
function ofKind<K extends EventKind>(
  kind: K,
): (analysis: Analysis) => readonly (Placed & { readonly subject: SiteOf<K> })[] {
  const isOfKind = (site: Site): site is Site & SiteOf<K> => site.kind === kind;
  return ({ sites }) => sites.filter(isOfKind).map((site) => visit<SiteOf<K>>(site));
}

interface Placed {
  readonly span: Span;
  readonly reached: boolean;
}

function visit<S extends { readonly span: Span; readonly events: readonly { readonly reached: Truth }[] }>(
  subject: S,
): Placed & { readonly subject: S } {
  return { subject, span: subject.span, reached: someReached(subject.events) };
}

function someReached(instances: readonly { readonly reached: Truth }[]): boolean {
  return instances.some(({ reached }) => reached !== false);
}
