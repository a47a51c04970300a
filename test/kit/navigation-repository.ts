import assert from 'node:assert/strict';
import { openProject, type Project } from '../../server/core/index';
import { type SourceFile, sourceFile } from '../../server/core/text/source-file';
import type { Span } from '../../server/core/text/span';
import { type Facts, workspaceOf } from '../../server/core/workspace';

export const RELEASE = '.github/workflows/release.yml';
export const CALLED = '.github/workflows/called.yml';
export const ACTION = 'tools/scan/action.yml';

/** A repository whose files name each other's jobs, steps, inputs, secrets and outputs. */
export const NAVIGATION: Readonly<Record<string, string>> = {
  [RELEASE]: `on:
  push:
  workflow_dispatch:
    inputs:
      level: { type: string }
jobs:
  build:
    runs-on: ubuntu-latest
    outputs:
      digest: \${{ steps.push.outputs.digest }}
      report: "\${{ steps['scan'].outputs.report }}"
    steps:
      - id: push
        uses: docker/build-push-action@v7
      - id: scan
        if: steps.push.outcome == 'success' && inputs.level != ''
        uses: ./tools/scan
        with:
          image: ghcr.io/acme/app@\${{ steps.Push.outputs.digest }}
      - id: note
        run: echo "text=none" >> "$GITHUB_OUTPUT"
  sign:
    needs: [build]
    runs-on: ubuntu-latest
    if: needs.build.result == 'success'
    steps:
      - run: cosign sign x@\${{ needs.build.outputs.digest }}
      - id: push
        run: echo \${{ github.event.inputs.level }}
  call:
    needs: build
    uses: ./.github/workflows/called.yml
    with:
      image: app
    secrets:
      token: \${{ secrets.REGISTRY_TOKEN }}
  after:
    needs: call
    runs-on: ubuntu-latest
    steps:
      - run: echo \${{ needs.call.outputs.url }} \${{ secrets.REGISTRY_TOKEN }}
`,
  [CALLED]: `on:
  workflow_call:
    inputs:
      image: { type: string }
    secrets:
      token:
    outputs:
      url:
        value: \${{ jobs.deploy.outputs.place }}
jobs:
  deploy:
    runs-on: ubuntu-latest
    outputs:
      place: \${{ steps.go.outputs.place }}
    steps:
      - id: go
        uses: ./tools/scan
        with: { image: '\${{ inputs.image }}', "level": low }
        env: { TOKEN: '\${{ secrets.token }}' }
`,
  [ACTION]: `name: scan
inputs:
  image: { required: true }
  level: { default: high }
outputs:
  report: { value: '\${{ steps.run.outputs.file }}' }
runs:
  using: composite
  steps:
    - id: run
      shell: bash
      run: trivy image --severity '\${{ inputs.level }}' '\${{ inputs.image }}'
`,
};

/** A repository over texts, of which no other file exists. */
export function projectOf(files: Readonly<Record<string, string>>, facts: Facts = {}): Project {
  const sources = Object.entries(files).map(([path, text]) => sourceFile(path, text));
  return openProject(workspaceOf(sources, { complete: true, facts }));
}

/** The offset of `<|>` in a piece of text of a file, which must stand there once. */
export function offsetOf(text: string, piece: string): number {
  const parts = text.split(piece.replace('<|>', ''));
  assert.equal(parts.length, 2, `${piece} stands ${parts.length - 1} times`);
  return (parts[0] ?? '').length + piece.indexOf('<|>');
}

/** A place as its file's last name and its line, the place marked: `release.yml: needs: [«build»]`. */
export function placeText(project: Project, { path, span }: { readonly path: string; readonly span: Span }): string {
  const file = project.workspace.file(path) as SourceFile;
  const start = file.text.lastIndexOf('\n', span.start - 1) + 1;
  const end = file.text.indexOf('\n', span.end);
  const line = [
    file.text.slice(start, span.start),
    '«',
    file.text.slice(span.start, span.end),
    '»',
    file.text.slice(span.end, end < 0 ? undefined : end),
  ].join('');
  return `${path.replace(/^.*\/(?=[^/]+$)/, '')}: ${line.trim()}`;
}
