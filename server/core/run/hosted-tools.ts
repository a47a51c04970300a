/**
 * Programs of container publishing that GitHub's hosted Linux runners do not have (actions/runner-images, the readmes of Ubuntu 24.04 and
 * 26.04; Docker, Buildx, Compose, Buildah, Podman, Skopeo, Helm and the cloud programs are there), with the action that installs each and
 * leaves it on the PATH. `undefined` where none is known to do that.
 */
export const NOT_ON_HOSTED: ReadonlyMap<string, string | undefined> = new Map([
  ['cosign', 'sigstore/cosign-installer'],
  ['trivy', 'aquasecurity/setup-trivy'],
  ['syft', 'anchore/sbom-action/download-syft'],
  // anchore/scan-action/download-grype leaves grype in a folder of its own and names it in its output `cmd`.
  ['grype', undefined],
  ['crane', 'imjasonh/setup-crane'],
  ['ko', 'ko-build/setup-ko'],
  ['oras', 'oras-project/setup-oras'],
  ['regctl', 'regclient/actions/regctl-installer'],
  ['notation', 'notaryproject/notation-action/setup'],
  ['goreleaser', 'goreleaser/goreleaser-action'],
  ['apko', undefined],
  ['melange', undefined],
  ['pack', undefined],
  ['nerdctl', undefined],
  ['dockle', undefined],
  ['dive', undefined],
  ['slsa-verifier', undefined],
]);

/** Whether an older image has it all the same: ORAS was on Ubuntu 22.04 (its readme, "CLI Tools"). */
export function olderImageHas(tool: string, labels: readonly string[]): boolean {
  return tool === 'oras' && labels.some((label) => /^ubuntu-2[02]\.04/.test(label));
}
