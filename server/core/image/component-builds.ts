import type { BuildEvent, PushEvent } from '../event/event';
import { equal } from '../expr/compare';
import type { Operand } from '../run/operand';
import type { Span } from '../text/span';
import { either } from '../value/truth';
import type { Truth } from '../value/value';
import type { Analysis, PublishedImage } from './analysis';
import { buildsInFile } from './builds-in-file';
import { hasContainerdStore } from './containerd-store';
import { eventsAround } from './events-around';
import { before } from './in-job';
import { provenanceOf } from './provenance-of';

/**
 * The builds whose results a published image is made of: itself where it is a build, and for an index or a copy the builds of the
 * same run that give an image of the same name, or of a name it is made of. Undefined where one of its parts is built by nothing
 * that is known. What BuildKit attached to a part stays with it in an index (docs.docker.com, `docker buildx imagetools create`).
 */
export function componentBuilds(analysis: Analysis, image: PublishedImage): readonly BuildEvent[] | undefined {
  const parts = new Set<BuildEvent>();
  for (const event of image.events) {
    const own = event.kind === 'build' ? [event] : builtFor(analysis, event);
    if (own.length === 0) return undefined;
    for (const build of own) parts.add(build);
  }
  return [...parts];
}

/**
 * Whether BuildKit attached an SBOM to a part of the image. A push of what the engine holds takes none along (F-042), unless the engine keeps
 * images in the containerd store.
 */
export function builtWithSbom(analysis: Analysis, image: PublishedImage): Truth {
  return asked(analysis, image, ({ sbom }) => sbom);
}

/** The same for provenance, which it adds by itself unless told otherwise. */
export function builtWithProvenance(analysis: Analysis, image: PublishedImage): Truth {
  return asked(analysis, image, (build) => {
    const provenance = provenanceOf(build);
    return provenance === 'unknown' ? 'unknown' : provenance !== 'off';
  });
}

/** The input, written in the file of the analysis, by which a build of the image does not attach something. */
export function switchedOffBy(
  analysis: Analysis,
  image: PublishedImage,
  input: (build: BuildEvent) => Operand | undefined,
): { readonly build: BuildEvent; readonly span: Span } | undefined {
  for (const build of componentBuilds(analysis, image) ?? []) {
    const at = build.step.step.owner.file === analysis.file ? input(build) : undefined;
    if (at !== undefined) return { build, span: at.span };
  }
  return undefined;
}

function asked(analysis: Analysis, image: PublishedImage, question: (build: BuildEvent) => Truth): Truth {
  if (image.events.every((event) => event.kind === 'push' && event.how === 'push' && event.file === undefined))
    return image.events.map((push) => loadedWith(push, question)).reduce<Truth>(either, false);
  const builds = componentBuilds(analysis, image);
  const answer = builds === undefined ? 'unknown' : builds.map(question).reduce<Truth>(either, false);
  // What an archive holds of it, and what of that is pushed, depends on both programs.
  const fromFile = image.events.some((event) => event.kind === 'push' && event.file !== undefined);
  return answer === true && fromFile ? 'unknown' : answer;
}

/** What a push of an engine with the containerd store takes along: what a build of the job has attached, of which it is not known whether it is this image's. */
function loadedWith(push: PublishedImage['events'][number], question: (build: BuildEvent) => Truth): Truth {
  if (before(push, 'setup').every((setup) => hasContainerdStore(setup) === false)) return false;
  return before(push, 'build').some((build) => build.reached !== false && question(build) !== false)
    ? 'unknown'
    : false;
}

function builtFor({ runs }: Analysis, push: PushEvent): readonly BuildEvent[] {
  if (push.file !== undefined) return buildsInFile(push);
  const names = [...push.known, ...(push.sources ?? [])].map(({ name }) => name);
  return eventsAround(runs, push.job, 'build').filter(
    (event) =>
      event.reached !== false &&
      event.pushes !== false &&
      event.known.some((own) => names.some((name) => equal(name, own.name) === true)),
  );
}
