import type { BuildEvent } from '../../event/event';
import { componentBuilds } from '../../image/component-builds';
import { dockerfileOfBuild } from '../../image/dockerfile-of-build';
import { nameOf, onlyPullRequests, scenariosOf } from '../../image/published-words';
import { type ReportedFix, rule } from '../../lint/rule';
import { type Stage, stageNamed } from '../../recipe/dockerfile';
import { isMetadata } from '../../run/metadata-scenarios';
import { writtenInput } from '../../run/operand';
import { knownText, type Truth } from '../../value/value';

/**
 * The label tells which repository an image comes from: GitHub links the package by it, and update bots find the release notes
 * (docs.github.com "Working with the Container registry", labelling container images; F-013).
 */
export const missingOciSourceLabel = rule({
  id: 'missing-oci-source-label',
  summary: 'Image on ghcr.io has no label that names its repository',
  severity: 'hint',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'review',
  each: 'image',
  failures: ['F-013'],
  check(image, { analysis, report, undecided }) {
    const { events, site } = image;
    if (onlyPullRequests(image)) return;
    const hosts = events.flatMap(({ known }) => known.map(({ registry }) => registry));
    if (!hosts.includes('ghcr.io'))
      return hosts.includes(undefined) ? undecided('the registry is not known') : undefined;
    const builds = componentBuilds(analysis, image);
    if (builds === undefined || builds.length === 0) return undecided('what the image is made from is not known');
    const answers = builds.map(labelled);
    if (answers.includes(true)) return;
    const reason = answers.find((answer) => typeof answer === 'string');
    if (reason !== undefined) return undecided(reason);
    const [build] = builds;
    const fix = build !== undefined && events.includes(build) ? fixFor(build) : undefined;
    report({
      at: site.span,
      message: `${nameOf(image)} has no label \`${LABEL}\`, so nothing in it names the repository it comes from`,
      confidence: 'likely',
      scenarios: scenariosOf(image),
      ...(fix === undefined ? {} : { fix }),
    });
  },
});

const LABEL = 'org.opencontainers.image.source';

/** Whether a build labels the image with its source; or why that is not known. */
function labelled(build: BuildEvent): boolean | string {
  if (build.command === undefined && build.tool !== 'docker/build-push-action')
    return `what labels \`${build.tool}\` sets is not known`;
  const given = build.command === undefined ? inputLabels(build) : flagLabels(build);
  if (given === true) return true;
  if (given === 'unknown') return 'the labels are not known';
  const found = dockerfileOfBuild(build);
  if (!('dockerfile' in found)) return 'reason' in found ? found.reason : `there is no \`${found.absent}\``;
  const target = build.target === undefined ? '' : knownText(build.target.value);
  const stage = target === undefined ? undefined : stageNamed(found.dockerfile, target.trim());
  if (stage === undefined) return 'the stage that is built is not known';
  return stageLabels(stage);
}

/** What is given as labels or, for an index, as annotations. */
function inputLabels({ step }: BuildEvent): Truth {
  const texts = ['labels', 'annotations'].flatMap((name) => writtenInput(step.step, name) ?? []);
  if (texts.some((text) => text.includes(LABEL) || /outputs\.(labels|annotations|json)/.test(text))) return true;
  return texts.some((text) => text.includes('${{')) ? 'unknown' : false;
}

function flagLabels({ command, step }: BuildEvent): Truth {
  const span = command?.command.span;
  const text = span === undefined ? '' : (step.step.run?.field.text.slice(span.start, span.end) ?? '');
  if (text.includes(LABEL)) return true;
  return /--(label|annotation)\b[= ]\S*\$|--label-file|\$\{?\w*(labels?|args|opts|flags)\w*/i.test(text)
    ? 'unknown'
    : false;
}

/** Labels of a stage and of those it starts from. */
function stageLabels(stage: Stage): boolean | string {
  if (stage.labels.includes(LABEL)) return true;
  if (stage.parent === 'unknown') return 'the stage it starts from is not known';
  return stage.parent === undefined ? false : stageLabels(stage.parent);
}

/** The labels of the metadata step whose tags are taken, or the one label. */
function fixFor({ step, job, command }: BuildEvent): ReportedFix | undefined {
  const own = step.step;
  if (command !== undefined || step.parent !== undefined || own.uses === undefined) return undefined;
  const tags = writtenInput(own, 'tags') ?? '';
  const given = writtenInput(own, 'labels') !== undefined;
  const id = job.steps.find(
    (one) =>
      isMetadata(one) && one.step.owner === own.owner && tags.includes(`steps.${one.step.id?.value}.outputs.tags`),
  )?.step.id?.value;
  const line = `${LABEL}=\${{ github.server_url }}/\${{ github.repository }}`;
  return {
    title: 'Label the image with its repository',
    edit: (editor) =>
      given
        ? editor.appendInputLine(own, 'labels', line)
        : editor.setInput(own, 'labels', id === undefined ? line : `\${{ steps.${id}.outputs.labels }}`),
  };
}
