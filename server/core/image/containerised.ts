import { lookupCommand } from '../catalogue/commands';
import type { ResolvedWord } from '../shell/walk';
import { flagHeads, wordTexts } from '../shell/word-text';
import { datumText, known } from '../value/value';

/**
 * The words of a program of the catalogue that is run from its image: `docker run [flags] aquasec/trivy image acme/app` is `trivy image
 * acme/app`. Undefined where the image is no such program's or the entry point another one.
 */
export function containerised(words: readonly ResolvedWord[]): readonly ResolvedWord[] | undefined {
  const matched = lookupCommand(wordTexts(words), flagHeads(words));
  if (matched === undefined || matched === 'harmless' || !('entry' in matched)) return undefined;
  if (matched.entry.effect.kind !== 'run' || matched.flags.has('--entrypoint')) return undefined;
  const [at] = matched.arguments;
  const image = at === undefined ? undefined : words[at];
  if (at === undefined || image?.value.kind !== 'known') return undefined;
  const tool = toolOfImage(datumText(image.value.value));
  return tool === undefined ? undefined : [{ ...image, value: known(tool) }, ...words.slice(at + 1)];
}

/** The program that an image runs. */
export function toolOfImage(image: string): string | undefined {
  return ENTRY_POINTS.get(image.replace(/^(docker\.io|index\.docker\.io)\//, '').replace(/(:[^:/]*)?(@.*)?$/, ''));
}

/** Images by their projects' documentation of running them with Docker. */
const ENTRY_POINTS: ReadonlyMap<string, string> = new Map([
  ['aquasec/trivy', 'trivy'],
  ['ghcr.io/aquasecurity/trivy', 'trivy'],
  ['public.ecr.aws/aquasecurity/trivy', 'trivy'],
  ['anchore/grype', 'grype'],
  ['ghcr.io/anchore/grype', 'grype'],
  ['anchore/syft', 'syft'],
  ['ghcr.io/anchore/syft', 'syft'],
  ['gcr.io/projectsigstore/cosign', 'cosign'],
  ['ghcr.io/sigstore/cosign/cosign', 'cosign'],
  ['bitnami/cosign', 'cosign'],
  ['gcr.io/kaniko-project/executor', 'executor'],
  ['gcr.io/go-containerregistry/crane', 'crane'],
  ['quay.io/skopeo/stable', 'skopeo'],
  ['quay.io/containers/skopeo', 'skopeo'],
  ['ghcr.io/regclient/regctl', 'regctl'],
  ['regclient/regctl', 'regctl'],
  ['ghcr.io/oras-project/oras', 'oras'],
]);
