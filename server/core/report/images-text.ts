import type { Analysis } from '../image/analysis';
import { type ImageWay, imageWays, type Lane } from './image-way';
import { possiblePublishers } from './opaque-publishers';
import { placeText, STAGE_WORDS, stageText } from './stage-words';

/** Each image's way from build to attestation, for the terminal: what is there, what is missing, and why something is not known. */
export function imagesText(analyses: readonly Analysis[]): string {
  const blocks = analyses.flatMap(imageWays).map(wayText);
  if (blocks.length > 0) return blocks.join('\n');
  const possible = analyses.flatMap((analysis) =>
    possiblePublishers(analysis).map(
      ({ tool, place, reason }) => `  ${tool} at ${placeText({ file: analysis.file, span: place })}: ${reason}`,
    ),
  );
  return [`${noImageText(analyses)}${possible.length === 0 ? '.' : '; these may publish one:'}`, ...possible, ''].join(
    '\n',
  );
}

/** What to say where no image is known to be published: that none is, unless something may do so unseen. */
export function noImageText(analyses: readonly Analysis[]): string {
  return analyses.some((analysis) => possiblePublishers(analysis).length > 0)
    ? 'No image is known to be published here'
    : 'No image is published here';
}

function wayText(way: ImageWay): string {
  const places = [way, ...way.others].map(({ tool, at }) => line('published', `${tool} at ${placeText(at)}`));
  const lines = [way.name, ...places];
  for (const { text, starts } of way.references.slice(0, WAYS_SHOWN))
    lines.push(line('as', way.references.length === 1 ? some(text) : `${some(text)}  (${starts.join(', ')})`));
  if (way.references.length > WAYS_SHOWN) lines.push(line('as', `${way.references.length - WAYS_SHOWN} more`));
  for (const reason of way.unknowns) lines.push(line('not known', reason));
  for (const lane of way.lanes) lines.push(...laneLines(lane));
  return `${lines.join('\n')}\n`;
}

/** A matrix of registries and versions gives hundreds of names; the JSON has them all. */
const WAYS_SHOWN = 8;
const NAMES_SHOWN = 6;

function some(list: string): string {
  const names = list.split(', ');
  return names.length <= NAMES_SHOWN
    ? list
    : `${names.slice(0, NAMES_SHOWN).join(', ')} and ${names.length - NAMES_SHOWN} more`;
}

function laneLines({ starts, maybe, stages }: Lane): readonly string[] {
  return [
    line('when', `${starts.join(', ')}${maybe ? ' (not always: see above)' : ''}`),
    ...stages
      .filter(({ kind }) => kind !== 'build' && kind !== 'push')
      .map((stage) => line(STAGE_WORDS[stage.kind], stageText(stage))),
  ];
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(10)} ${text}`;
}
