import type { BuildEvent, EventKind, PushEvent } from '../event/event';
import type { Analysis, JobSite, PublishedImage, Site, SiteOf, StepSite } from '../image/analysis';
import type { Editor } from '../remedy/editor';
import type { Refusal } from '../text/edit';
import type { Span } from '../text/span';
import type { Confidence, Safety, Severity } from './finding';

/**
 * What a rule can ask to be called for: the sites of any kind of event, and the subjects below. `image` is a published image,
 * `publish` a build or push site whatever it does.
 */
export interface Subjects extends EventSubjects {
  readonly workflow: Analysis;
  readonly job: JobSite;
  readonly step: StepSite;
  readonly publish: Site<BuildEvent> | Site<PushEvent>;
  readonly image: PublishedImage;
}

type EventSubjects = { readonly [K in EventKind]: SiteOf<K> };

export type SubjectKind = keyof Subjects;

/**
 * One rule: what it looks at, what it decides and what it says. Rules hold no state and are synchronous.
 * A rule that meets an unknown calls `undecided` with the reason and stays silent.
 */
export interface Rule<K extends SubjectKind = SubjectKind> {
  /** Kebab-case, equal to the file's name, permanent. Reads well after "allow". */
  readonly id: string;
  /** One line, what is wrong, without a full stop. */
  readonly summary: string;
  readonly severity: Severity;
  /** The least profile that switches it on. */
  readonly profile: Profile;
  readonly since: string;
  /** The most its fix promises; one finding may promise less or have none. */
  readonly fixable: Safety | 'no';
  readonly each: K;
  /** Failure modes of the fact base that it foresees. */
  readonly failures: readonly string[];
  /** Also called for what no run can reach (`if: false`); otherwise such subjects are skipped. */
  readonly unreached?: true;
  check(subject: Subjects[K], context: Context): void;
}

export type Profile = 'default' | 'strict' | 'audit';

export interface Context {
  readonly analysis: Analysis;
  readonly policy: Policy;
  report(report: Report): void;
  /** Something needed was not known; `reason` is shown to people who ask why a rule is silent. */
  undecided(reason: string): void;
}

/** What the configuration says that rules need. */
export interface Policy {
  /** Hosts images may go to, or paths below them (`ghcr.io/acme`); undefined allows every registry. */
  readonly registries: readonly string[] | undefined;
}

export interface Report {
  /** In the analysed file. */
  readonly at: Span;
  readonly message: string;
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly related?: readonly {
    readonly at: Span /** The analysed file when absent. */;
    readonly path?: string;
    readonly message: string;
  }[];
  /** Scenario ids; duplicates are dropped. */
  readonly scenarios?: readonly string[];
  readonly fix?: ReportedFix;
}

export interface ReportedFix {
  readonly title: string;
  /** Not more than the rule's `fixable`. */
  readonly safety?: Safety;
  /** Runs only when someone asks for the change. A refusal says why no safe change can be made. */
  edit(editor: Editor): Refusal | undefined;
}

export function rule<K extends SubjectKind>(definition: Rule<K>): Rule<K> {
  return definition;
}

/** A rule of any subject, as the registry holds them. */
export type AnyRule = { readonly [K in SubjectKind]: Rule<K> }[SubjectKind];
