import { analysisOf, type Finding, lint, type Project } from '../core/index';
import type { FixEdits } from '../core/lint/finding';
import type { ImageWay, StageKind } from '../core/report/image-way';
import { imagesSvg, type StageOffer } from '../core/report/images-svg';
import type { Refusal } from '../core/text/edit';
import { isRefusal } from '../core/text/edit';
import { contains } from '../core/text/span';

/** The drawing of the way of each image that a file publishes, so wide in pixels, with a button for each gap that can be mended. */
export function imageView(project: Project, path: string, width: number): string {
  const analysis = analysisOf(project, path);
  if (analysis === undefined) return imagesSvg([]);
  const findings = lint(project, path)?.findings ?? [];
  return imagesSvg([analysis], { width, interactive: true, offer: (way, kind) => offerFor(findings, way, kind) });
}

/** The edits of the repair that a drawing offered, or why there are none: the file may have changed since. */
export function repair(project: Project, path: string, rule: string, offset: number): FixEdits | Refusal {
  const finding = lint(project, path)?.findings.find((one) => one.rule === rule && one.span.start === offset);
  return finding?.fix?.edits() ?? { refused: 'this place has changed; look at it again' };
}

/** The rule that speaks where a stage is missing. */
const RULES: { readonly [K in StageKind]?: string } = {
  scan: 'missing-image-scan',
  sbom: 'missing-sbom',
  sign: 'unsigned-image',
  attest: 'missing-provenance',
};

function offerFor(findings: readonly Finding[], way: ImageWay, kind: StageKind): StageOffer | undefined {
  const found = findings.find(({ rule, span }) => rule === RULES[kind] && contains(way.step, span));
  const edits = found?.fix?.edits();
  return found?.fix === undefined || edits === undefined || isRefusal(edits)
    ? undefined
    : { title: found.fix.title, rule: found.rule, offset: found.span.start };
}
