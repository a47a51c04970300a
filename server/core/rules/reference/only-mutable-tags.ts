import type { BuildEvent, PushEvent } from '../../event/event';
import { eventsOfKinds } from '../../event/events-of';
import type { Analysis, PublishedImage } from '../../image/analysis';
import { isMutable } from '../../image/mutable-tag';
import { publishes } from '../../image/published';
import { nameOf, onlyPullRequests } from '../../image/published-words';
import { type Report, rule } from '../../lint/rule';
import { inputField } from '../../run/metadata-inputs';
import { isMetadata } from '../../run/metadata-scenarios';
import { writtenInput } from '../../run/operand';
import { shownName } from '../../run/reference';
import { runsOf } from '../../run/runs';
import { show } from '../../value/text';

/** With tags that all move on, an image that was replaced has no name left: no way back to it, none to tell which one runs (docs.docker.com, "Tags and labels"). */
export const onlyMutableTags = rule({
  id: 'only-mutable-tags',
  summary: 'Image is published under tags only that later runs move',
  severity: 'hint',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'review',
  each: 'image',
  failures: [],
  check(image, { analysis, report, undecided }) {
    const { site } = image;
    const events = image.events.filter(({ job }) => !/^(pull_request|merge_group)/.test(job.instance.scenario.event));
    if (onlyPullRequests(image) || events.length === 0 || takesDigest(image, analysis)) return;
    const answers = events.map(tagsMove);
    if (answers.includes(false)) return;
    if (answers.includes('unknown')) return undecided('not all tags are known');
    const elsewhere = otherTags(image, analysis);
    if (elsewhere !== undefined) return undecided(elsewhere);
    const tags = [
      ...new Set(events.flatMap(({ known }) => known.map(({ tag }) => (tag === undefined ? 'latest' : show(tag))))),
    ];
    const [tag = ''] = tags;
    report({
      at: site.span,
      message: `${nameOf(image)} is published as ${tags.length === 1 ? `\`${tag}\`` : `\`${tag}\` and the like`} only, which the next run moves, so nobody can go back to an earlier image or tell which one runs`,
      confidence: 'likely',
      scenarios: events.map(({ job }) => job.instance.scenarioId),
      ...fixFor(image, events),
    });
  },
});

type Publishing = BuildEvent | PushEvent;

/** Whether all tags of a push move: false as soon as one certainly does not. */
function tagsMove(event: Publishing): boolean | 'unknown' {
  const answers = event.known.map((reference) => isMutable(reference, event));
  if (answers.includes(false)) return false;
  return event.references === undefined || answers.length === 0 || answers.includes('unknown') ? 'unknown' : true;
}

/** Somebody takes the digest, which is a name that stays. */
function takesDigest({ site }: PublishedImage, { file }: Analysis): boolean {
  const id = site.step.id?.value;
  return (
    /metadata-file|iidfile|image-id|imagetools inspect|crane digest|RepoDigests/i.test(file.text) ||
    (id !== undefined && new RegExp(`steps\\.${id}\\.outputs\\.(digest|imageid|metadata)`).test(file.text))
  );
}

/** A workflow of the repository that gives the same image a tag that stays, or may. */
function otherTags(image: PublishedImage, { workspace }: Analysis): string | undefined {
  for (const path of workspace.workflows) {
    const file = workspace.file(path);
    if (file === 'absent') continue;
    if (file === 'notLoaded') return `\`${path}\` was not read`;
    const others = runsOf(workspace, file).flatMap(({ jobs }) =>
      jobs.flatMap((job) => eventsOfKinds(job, ['build', 'push'])),
    );
    const gives = others.some(
      (event) =>
        publishes(event) &&
        (event.references === undefined ||
          event.known.some((reference) => image.names.includes(shownName(reference)))) &&
        tagsMove(event) !== true,
    );
    if (gives) return `\`${path}\` may publish it under a tag that stays`;
  }
  return undefined;
}

/** Another entry for metadata-action, or another line of literal tags. */
function fixFor({ site, names }: PublishedImage, events: readonly Publishing[]): Pick<Report, 'fix'> {
  const { step } = site;
  const [event] = events;
  const [name] = names;
  const title = 'Publish under the commit too';
  const tags = step.uses === undefined ? undefined : writtenInput(step, 'tags');
  if (event?.kind !== 'build' || event.command !== undefined || tags === undefined || event.step.parent !== undefined)
    return {};
  const meta = event.job.steps.find(
    (one) =>
      isMetadata(one) &&
      one.step.owner === step.owner &&
      one.step.id !== undefined &&
      tags.includes(`steps.${one.step.id.value}.outputs.tags`) &&
      inputField(one, 'tags') !== undefined,
  );
  if (meta !== undefined)
    return { fix: { title, edit: (editor) => editor.appendInputLine(meta.step, 'tags', 'type=sha') } };
  if (names.length !== 1 || name === undefined || !tags.startsWith(name)) return {};
  return { fix: { title, edit: (editor) => editor.appendInputLine(step, 'tags', `${name}:\${{ github.sha }}`) } };
}
