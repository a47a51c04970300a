/**
 * Programs of container publishing that no image of GitHub's hosted Linux runners has (actions/runner-images, the readmes of Ubuntu 22.04,
 * 24.04 and 26.04; Docker, Buildx, Compose, Buildah, Podman, Skopeo, Helm and the cloud programs are there), with the action that installs
 * each and leaves it on the PATH. `undefined` where none is known to do that.
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
