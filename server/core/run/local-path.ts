/** The repository path of `./.github/workflows/x.yml` or `./actions/build`; undefined for anything of another repository. */
export function localPath(uses: string): string | undefined {
  const match = /^\.\/(.*?)\/?$/.exec(uses.trim());
  return match?.[1];
}
