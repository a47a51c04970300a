import type { Analysis } from '../image/analysis';
import { type ImageWay, imageWays, type Lane, type Stage } from './image-way';
import { noImageText } from './images-text';
import { placeText, STAGE_WORDS } from './stage-words';

/** The same drawing as a Mermaid flowchart: solid arrows to what is there, dotted ones to what is missing or not known. */
export function imagesMermaid(analyses: readonly Analysis[]): string {
  const ways = analyses.flatMap(imageWays);
  const lines = ['flowchart LR'];
  if (ways.length === 0) lines.push(`  none["${noImageText(analyses)}"]`);
  ways.forEach((way, index) => {
    lines.push(`  subgraph image${index + 1}["${escaped(way.name)}"]`, '    direction LR');
    way.lanes.forEach((lane, at) => {
      lines.push(...laneLines(way, lane, `i${index + 1}l${at + 1}`).map((text) => `    ${text}`));
    });
    lines.push('  end');
  });
  lines.push(
    '  classDef missing stroke-dasharray:5 4,stroke:#b3261e',
    '  classDef unknown stroke-dasharray:2 3,stroke:#8a6d00',
  );
  return `${lines.join('\n')}\n`;
}

function laneLines(way: ImageWay, lane: Lane, prefix: string): readonly string[] {
  const lines = [`${prefix}start(["${escaped(lane.starts.join(', '))}"])`];
  let last = `${prefix}start`;
  for (const stage of lane.stages) {
    const id = `${prefix}${stage.kind}`;
    lines.push(`${id}["${escaped(label(way, lane, stage))}"]${stage.state === 'there' ? '' : `:::${stage.state}`}`);
    lines.push(`${last} ${stage.state === 'there' ? '-->' : '-.->'} ${id}`);
    last = id;
  }
  return lines;
}

function label(way: ImageWay, lane: Lane, stage: Stage): string {
  const parts = [stage.state === 'missing' ? `not ${STAGE_WORDS[stage.kind]}` : STAGE_WORDS[stage.kind]];
  if (stage.state === 'unknown') parts[0] = `${parts[0]}?`;
  if (stage.kind === 'push') parts.push(...(lane.registries.length > 0 ? lane.registries : [way.name]));
  else parts.push(...stage.steps.map(({ tool, at }) => `${tool}, ${placeText(at)}`));
  if (stage.note !== undefined) parts.push(stage.note);
  return parts.join('<br>');
}

/** Quotes and angle brackets mean something in Mermaid; line breaks are ours. */
function escaped(text: string): string {
  return text
    .replaceAll('#', '#35;')
    .replaceAll('"', '#quot;')
    .replaceAll(/<(?!br>)/g, '#lt;')
    .replaceAll('{', '#123;')
    .replaceAll('}', '#125;');
}
