import { builtWithProvenance, switchedOffBy } from '../../image/component-builds';
import { anyEvidence } from '../../image/lineage';
import { feedsManifestCreate } from '../../image/manifest-list';
import { nameOf, onlyPullRequests, scenariosOf } from '../../image/published-words';
import { ATTESTED } from '../../image/question';
import { rule } from '../../lint/rule';
import { explained } from '../../remedy/explained';
import { attestProvenance } from '../../remedy/insert-steps';
import { ensureBuildx } from '../../remedy/set-up';
import { writtenInput } from '../../run/operand';

/** Provenance says from which commit and workflow an image was built (SLSA Build L1). BuildKit adds it by default when it pushes. */
export const missingProvenance = rule({
  id: 'missing-provenance',
  summary: 'Published image has no build provenance',
  severity: 'info',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'image',
  failures: ['F-031', 'F-042'],
  check(image, { analysis, report, undecided }) {
    if (onlyPullRequests(image)) return;
    const built = builtWithProvenance(analysis, image);
    if (built === true) return;
    if (built === 'unknown') return undecided('whether the build makes provenance is not known');
    const evidence = anyEvidence(analysis, image, ATTESTED);
    if (evidence.found === 'unknown') undecided(evidence.reason ?? 'whether there is provenance is not known');
    if (evidence.found !== false) return;
    const { site } = image;
    const { step } = site;
    const off = switchedOffBy(analysis, image, ({ provenance, provenanceInput }) =>
      provenance === 'off' ? provenanceInput : undefined,
    );
    const switched = site.tool === 'docker/build-push-action' && writtenInput(step, 'provenance') !== undefined;
    report({
      at: off?.span ?? site.span,
      message: `${nameOf(image)} is published without provenance${off === undefined ? '' : ', which is switched off here'}, so nobody can check which commit and workflow built it`,
      confidence: 'likely',
      scenarios: scenariosOf(image),
      ...(switched && off !== undefined && !feedsManifestCreate(analysis, image)
        ? {
            fix: {
              title: 'Let BuildKit add full provenance',
              edit: (editor) =>
                explained(step.owner, off.span) ??
                editor.setInput(step, 'provenance', 'mode=max') ??
                ensureBuildx(editor, off.build, step),
            },
          }
        : {
            fix: {
              title: 'Attest build provenance of the pushed digest',
              edit: (editor) => attestProvenance(editor, image),
            },
          }),
    });
  },
});
