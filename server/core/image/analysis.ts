import type { BuildEvent, EventKind, ImageEvent, PushEvent } from '../event/event';
import type { JobInstance, Run, StepInstance } from '../run/run';
import type { SourceFile } from '../text/source-file';
import type { Span } from '../text/span';
import type { Truth } from '../value/value';
import type { ActionFile, Job, Step, Workflow } from '../workflow/model';
import type { Workspace } from '../workspace';

/** Everything known about one file: the model of what it says, and every run of the repository that it takes part in. */
export interface Analysis {
  readonly workspace: Workspace;
  readonly file: SourceFile;
  readonly workflow: Workflow | undefined;
  readonly action: ActionFile | undefined;
  readonly runs: readonly Run[];
  /** Events of this file's own steps, over all runs. */
  readonly sites: readonly Site[];
  readonly jobs: readonly JobSite[];
  readonly steps: readonly StepSite[];
  /** Images this file publishes: one per publishing step or command. */
  readonly published: readonly PublishedImage[];
}

/** One place of the file and what happens there in each run; at least one event. */
export interface Site<E extends ImageEvent = ImageEvent> {
  readonly key: string;
  readonly kind: E['kind'];
  readonly tool: string;
  readonly step: Step;
  readonly span: Span;
  readonly events: readonly E[];
}

export type SiteOf<K extends EventKind> = Site<Extract<ImageEvent, { kind: K }>>;

export interface JobSite {
  readonly job: Job;
  readonly instances: readonly JobInstance[];
}

export interface StepSite {
  readonly step: Step;
  readonly instances: readonly StepInstance[];
}

/** A build that pushes, or a push, copy or index of its own, with all events of its runs that concern the same image. */
export interface PublishedImage {
  readonly site: Site<BuildEvent> | Site<PushEvent>;
  /** Further places in the job that publish under the same names: other tags, or the same ones again. */
  readonly others: readonly (Site<BuildEvent> | Site<PushEvent>)[];
  /** The events in which the first place does (or may) publish, of those above. */
  readonly events: readonly (BuildEvent | PushEvent)[];
  /** Name without tag as the user wrote it; several when it is pushed to several repositories. */
  readonly names: readonly string[];
}

/** What can be said of "somewhere this image is scanned / signed / …". */
export interface Evidence<E extends ImageEvent = ImageEvent> {
  readonly found: Truth;
  /** Events that prove it, when found is true. */
  readonly events: readonly E[];
  /** Why it is unknown, in words, when it is. */
  readonly reason?: string;
}
