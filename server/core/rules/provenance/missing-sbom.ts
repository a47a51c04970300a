import type { Analysis, PublishedImage } from '../../image/analysis';
import { builtWithSbom, componentBuilds, switchedOffBy } from '../../image/component-builds';
import { anyEvidence } from '../../image/lineage';
import { feedsManifestCreate } from '../../image/manifest-list';
import { publishes } from '../../image/published';
import { nameOf, onlyPullRequests, scenariosOf } from '../../image/published-words';
import { SBOM_MADE } from '../../image/question';
import { type ReportedFix, rule } from '../../lint/rule';
import { explained } from '../../remedy/explained';
import { ensureBuildx } from '../../remedy/set-up';

/** Without an SBOM nobody can tell later which images hold a package that turned out to be vulnerable (CIS Software Supply Chain 2.4.5). */
export const missingSbom = rule({
  id: 'missing-sbom',
  summary: 'Published image has no SBOM',
  severity: 'info',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'image',
  failures: [],
  check(image, { analysis, report, undecided }) {
    if (onlyPullRequests(image)) return;
    const built = builtWithSbom(analysis, image);
    if (built === true) return;
    if (built === 'unknown') return undecided('whether the build makes an SBOM is not known');
    const evidence = anyEvidence(analysis, image, SBOM_MADE);
    if (evidence.found === 'unknown') undecided(evidence.reason ?? 'whether there is an SBOM is not known');
    if (evidence.found !== false) return;
    const fix = fixFor(analysis, image);
    const off = switchedOffBy(analysis, image, ({ sbomInput }) => (sbomInput?.given === true ? sbomInput : undefined));
    report({
      at: off?.span ?? image.site.span,
      message: `${nameOf(image)} is published without an SBOM${off === undefined ? '' : ', which is switched off here'}, so users get no list of what is in it`,
      confidence: 'likely',
      scenarios: scenariosOf(image),
      ...(fix === undefined ? {} : { fix }),
    });
  },
});

/** BuildKit adds it to each image of which the published one is made; an index takes it along, but for one of `docker manifest create`. */
function fixFor(analysis: Analysis, image: PublishedImage): ReportedFix | undefined {
  const events = [image.site, ...image.others].flatMap((place) => [...place.events]).filter(publishes);
  const made = componentBuilds(analysis, { ...image, events }) ?? [];
  const builds = new Map(made.map((build) => [build.step.step, build]));
  const known = [...builds].every(
    ([step, { tool }]) => tool === 'docker/build-push-action' && step.owner.file === analysis.file,
  );
  if (builds.size === 0 || !known || feedsManifestCreate(analysis, image)) return undefined;
  return {
    title: 'Let BuildKit add an SBOM',
    edit: (editor) => {
      // Buildx set up before the first build of a job serves the others.
      const inOrder = [...builds].sort(([a], [b]) => a.index - b.index);
      for (const [at, [step, build]] of inOrder.entries()) {
        const served = inOrder.slice(0, at).some(([before]) => before.job !== undefined && before.job === step.job);
        const { provenance, provenanceInput, sbomInput } = build;
        // Both make an index of the image, which somebody has decided against.
        if (provenance === 'off' && provenanceInput?.given === true)
          return {
            refused:
              '`provenance: false` keeps the image from becoming an index, and an SBOM makes it one; decide on both',
          };
        const refusal =
          (sbomInput?.given === true ? explained(step.owner, sbomInput.span) : undefined) ??
          editor.setInput(step, 'sbom', 'true') ??
          (served ? undefined : ensureBuildx(editor, build, step));
        if (refusal !== undefined) return refusal;
      }
      return undefined;
    },
  };
}
