import type { Analysis, PublishedImage } from '../image/analysis';
import type { BuildEvent, ImageEvent, PushEvent } from '../image/event';
import { attestationsOf, sbomsOf, scansOf, signaturesOf } from '../image/lineage';
import { nameOf } from '../image/published-words';
import { positionAt } from '../text/line-index';
import { show } from '../value/text';

/** Each image's way from build to attestation, for the terminal: what is there, what is missing, and why something is not known. */
export function imagesText(analyses: readonly Analysis[]): string {
  const blocks = analyses.flatMap((analysis) => analysis.published.map((image) => imageBlock(analysis, image)));
  return blocks.length === 0 ? 'No image is published here.\n' : `${blocks.join('\n')}`;
}

function imageBlock(analysis: Analysis, image: PublishedImage): string {
  const where = (event: ImageEvent): string =>
    `${event.step.step.owner.file.path}:${positionAt(event.step.step.owner.file.lines, event.span.start).line + 1}`;
  const lines = [
    `${nameOf(image)}`,
    `  published  ${image.site.tool} at ${analysis.file.path}:${positionAt(analysis.file.lines, image.site.span.start).line + 1}`,
  ];
  lines.push(
    `  when       ${[...new Set(image.events.map(start))].join(', ')}${image.events.some((event) => event.kind === 'build' && event.pushes === 'unknown') ? ' (not always: see below)' : ''}`,
  );
  for (const line of references(image.events)) lines.push(`  as         ${line}`);
  for (const reason of unknowns(image.events)) lines.push(`  not known  ${reason}`);
  const kinds = [
    ['scanned', scansOf(analysis, image)],
    ['SBOM', sbom(analysis, image)],
    ['signed', signaturesOf(analysis, image)],
    ['attested', attestationsOf(analysis, image)],
  ] as const;
  for (const [word, evidence] of kinds) {
    const label = `  ${word.padEnd(9)}  `;
    if (evidence.found === true)
      lines.push(
        `${label}yes: ${[...new Set(evidence.events.map((event) => `${event.tool} at ${where(event)}`))].join(', ')}`,
      );
    else if (evidence.found === false) lines.push(`${label}no`);
    else lines.push(`${label}not known: ${evidence.reason ?? ''}`);
  }
  const provenance = image.events.find(
    (event) => event.kind === 'build' && (event.provenance === 'default' || event.provenance === 'explicit'),
  );
  if (provenance?.kind === 'build')
    lines.push(
      `  provenance ${provenance.provenance === 'default' ? 'added by BuildKit by default, unsigned' : 'added by BuildKit'}`,
    );
  return `${lines.join('\n')}\n`;
}

function sbom(analysis: Analysis, image: PublishedImage): ReturnType<typeof sbomsOf> {
  const own = image.events.filter((event) => event.kind === 'build' && event.sbom === true);
  return own.length > 0 ? { found: true, events: [] } : sbomsOf(analysis, image);
}

/** How the run starts; in a called workflow, the call and what started the caller. */
function start({ job }: ImageEvent): string {
  const { scenarioId, scenario } = job.instance;
  return scenarioId === scenario.id ? scenarioId : `${scenarioId} on ${scenario.id}`;
}

/** The references by scenario, each list once. */
function references(events: readonly (BuildEvent | PushEvent)[]): readonly string[] {
  const lists = new Map<string, string[]>();
  for (const event of events) {
    const text = event.known.map(({ value }) => show(value)).join(', ');
    if (text !== '') lists.set(text, [...(lists.get(text) ?? []), start(event)]);
  }
  return lists.size === 1
    ? [...lists.keys()]
    : [...lists].map(([text, ids]) => `${text}  (${[...new Set(ids)].join(', ')})`);
}

/** What could not be found out, in words. */
function unknowns(events: readonly (BuildEvent | PushEvent)[]): readonly string[] {
  const reasons = new Set<string>();
  for (const event of events) {
    if (event.references === undefined) {
      const operand = event.kind === 'build' ? event.tags : event.target;
      reasons.add(
        `its references: ${operand?.value.kind === 'unknown' ? operand.value.reason : 'they are computed in the run'}`,
      );
    }
    if (event.kind === 'build' && event.pushes === 'unknown')
      reasons.add(
        `whether it is pushed: ${event.push?.value.kind === 'unknown' ? event.push.value.reason : `depends on ${event.push === undefined ? 'the run' : show(event.push.value)}`}`,
      );
    for (const { value, registry } of event.known)
      if (registry === undefined) reasons.add(`the registry of ${show(value)}`);
  }
  return [...reasons];
}
