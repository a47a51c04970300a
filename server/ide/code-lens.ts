import { analyse } from '../core/image/analyse';
import type { Analysis } from '../core/image/analysis';
import { startName } from '../core/image/published-words';
import { analysisOf, type Project } from '../core/index';
import { type ImageWay, imageWays, type Lane, type Stage, type StageKind } from '../core/report/image-way';
import { STAGE_WORDS } from '../core/report/stage-words';
import type { JobInstance } from '../core/run/run';
import type { Span } from '../core/text/span';
import type { Call, Job } from '../core/workflow/model';

/** One line above a publishing step or a call of a reusable workflow: what is published on which start, and what follows it. */
export interface CodeLens {
  readonly span: Span;
  readonly title: string;
}

/** How many ways of one image get a line of their own; the drawing shows them all. */
const LINES = 3;
const REFERENCES = 3;
const STARTS = 2;
const FOLLOWING: readonly StageKind[] = ['scan', 'sign', 'attest'];

/** The lenses of a file, in the order of the file; none for files that publish nothing. */
export function codeLenses(project: Project, path: string): readonly CodeLens[] {
  const analysis = analysisOf(project, path);
  if (analysis === undefined) return [];
  const own = lensesOf(analysis, (way) => (inScript(analysis, way) ? way.at.span : way.step));
  const called = (analysis.workflow?.jobs ?? []).flatMap((job) =>
    job.call === undefined ? [] : lensesOfCall(project, analysis, job, job.call),
  );
  return [...own, ...called].sort((a, b) => a.span.start - b.span.start);
}

/** A command has its lens above its own line, an action above its step. */
function inScript({ steps }: Analysis, { step: span }: ImageWay): boolean {
  return steps.some(({ step }) => step.run !== undefined && step.node.span === span);
}

/** The images that a called workflow of this repository publishes when this job calls it. */
function lensesOfCall(project: Project, analysis: Analysis, job: Job, { usesEntry }: Call): readonly CodeLens[] {
  const callees = new Set(
    (analysis.jobs.find((site) => site.job === job)?.instances ?? []).flatMap(({ callee }) =>
      callee === undefined || 'unread' in callee ? [] : [callee.workflow.file.path],
    ),
  );
  return [...callees].flatMap((path) => {
    const callee = analyse(project.workspace, path);
    if (callee === undefined) return [];
    const published = callee.published.flatMap((image) => {
      const events = image.events.filter((event) => callersOf(event.job).some((caller) => caller.job.key === job.key));
      return events.length === 0 ? [] : [{ ...image, events }];
    });
    return lensesOf({ ...callee, published }, () => usesEntry.key.span);
  });
}

function callersOf({ instance: { caller } }: JobInstance): readonly JobInstance[] {
  return caller === undefined ? [] : [caller, ...callersOf(caller)];
}

function lensesOf(analysis: Analysis, place: (way: ImageWay) => Span): readonly CodeLens[] {
  const words = new Map(
    analysis.published.flatMap(({ events }) =>
      events.map(({ job: { instance } }) => [startName(instance), startWords(instance.scenario.says)] as const),
    ),
  );
  return imageWays(analysis).flatMap((way) => {
    const span = place(way);
    const lines = linesOf(way);
    const shown = lines.slice(0, LINES).map((line) => ({ span, title: lineText(way, line, words) }));
    const more = lines.length - shown.length;
    return more === 0 ? shown : [...shown, { span, title: `${more} more` }];
  });
}

interface Line {
  readonly lane: Lane;
  /** Starts of the lane on which the references are the same. */
  readonly starts: readonly string[];
  readonly references: readonly string[];
}

/** The file's own starts come before those of its callers. */
function linesOf(way: ImageWay): readonly Line[] {
  const lines = way.lanes.flatMap((lane): readonly Line[] => {
    const named = way.references.flatMap(({ text, starts }) => {
      const common = starts.filter((start) => lane.starts.includes(start));
      return common.length === 0 ? [] : [{ lane, starts: common, references: text.split(', ') }];
    });
    const rest = lane.starts.filter((start) => !named.some(({ starts }) => starts.includes(start)));
    return rest.length === 0 ? named : [...named, { lane, starts: rest, references: [] }];
  });
  const called = ({ starts }: Line): number => Number(starts.every((start) => start.startsWith('call:')));
  return [...lines].sort((a, b) => called(a) - called(b));
}

function startWords(says: string): string {
  return says.replace(/^(an?|the) /, '').replaceAll('`', '');
}

function lineText(way: ImageWay, { lane, starts, references }: Line, words: ReadonlyMap<string, string>): string {
  const names = [...new Set(starts.map((start) => words.get(start) ?? start))];
  const following = FOLLOWING.flatMap((kind) => lane.stages.find((stage) => stage.kind === kind) ?? []);
  const target = references.length === 0 ? way.name : referencesText(references);
  return [
    `${cut(names, STARTS)} → ${target}${lane.maybe ? ' (whether it is pushed is not known)' : ''}`,
    ...following.map(stageText),
  ].join(' · ');
}

/** References of one image share its name, which is said once: `ghcr.io/acme/app:main, :latest`. */
function referencesText(references: readonly string[]): string {
  let name: string | undefined;
  const short = references.map((reference) => {
    const colon = reference.lastIndexOf(':');
    if (colon <= reference.lastIndexOf('/')) return reference;
    const own = reference.slice(0, colon);
    const said = own === name;
    name = own;
    return said ? reference.slice(colon) : reference;
  });
  return cut(short, REFERENCES);
}

function cut(texts: readonly string[], most: number): string {
  const shown = texts.slice(0, most).join(', ');
  return texts.length <= most ? shown : `${shown} and ${texts.length - most} more`;
}

function stageText({ kind, state, note }: Stage): string {
  const word = kind === 'attest' ? 'attested' : STAGE_WORDS[kind];
  if (state === 'missing') return `${word} ✗`;
  if (state === 'there') return `${word} ✓`;
  return note === undefined ? `${word} ?` : `${word} ? (${note})`;
}
