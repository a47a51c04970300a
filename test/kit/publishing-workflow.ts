/** A workflow that pushes to ghcr.io without `packages: write`: one error with a safe fix, and what every unscanned image gets. */
export const PUBLISHING = `on:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: docker/login-action@v4
        with:
          registry: ghcr.io
          username: \${{ github.actor }}
          password: \${{ secrets.GITHUB_TOKEN }}
      - uses: docker/build-push-action@v7
        with:
          push: true
          tags: ghcr.io/acme/app:main
`;

/** Where it stands in a repository. */
export const RELEASE = '.github/workflows/release.yml';

/** The line and the rule of each thing said, to compare in one go. */
export function rulesAt(
  diagnostics: readonly { readonly range: { readonly start: { readonly line: number } }; readonly code?: unknown }[],
): readonly string[] {
  return diagnostics.map(({ range, code }) => `${range.start.line + 1} ${String(code)}`);
}
