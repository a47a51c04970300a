import { eventsAround } from '../../image/events-around';
import { nameOf, onlyPullRequests } from '../../image/published-words';
import { sameImage } from '../../image/same-image';
import { rule } from '../../lint/rule';

/** Signatures and attestations lie beside the image in one registry; copies in others have none (GitHub docs, "Publishing Docker images", note; F-121). */
export const multiRegistryAttestationGap = rule({
  id: 'multi-registry-attestation-gap',
  summary: 'Image goes to several registries and is signed in some of them only',
  severity: 'hint',
  profile: 'audit',
  since: '0.1.0',
  fixable: 'no',
  each: 'image',
  failures: ['F-121'],
  check(image, { analysis, report, undecided }) {
    if (onlyPullRequests(image)) return;
    for (const event of image.events) {
      if (event.references === undefined || (event.kind === 'build' && event.pushes !== true)) continue;
      const hosts = new Set(event.known.flatMap(({ registry }) => registry ?? []));
      if (hosts.size < 2) continue;
      const stored = eventsAround(analysis.runs, event.job, 'sign', 'attest').filter(
        (other) =>
          (other.kind === 'sign' || other.pushToRegistry !== false) &&
          other.reached !== false &&
          sameImage(event, other) !== false,
      );
      if (stored.length === 0) continue;
      const named = stored.flatMap(({ references }) => references?.map(({ registry }) => registry) ?? [undefined]);
      if (named.includes(undefined)) {
        undecided('where a signature is stored is not known');
        continue;
      }
      const missing = [...hosts].filter((host) => !named.includes(host));
      if (missing.length === 0 || missing.length === hosts.size) continue;
      report({
        at: image.site.span,
        message: `${nameOf(image)} is signed or attested on ${[...hosts].filter((host) => named.includes(host)).join(', ')} and not on ${missing.join(', ')}`,
        confidence: 'certain',
        scenarios: [event.job.instance.scenarioId],
      });
    }
  },
});
