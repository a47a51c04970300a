import type { Analysis } from '../image/analysis';
import { type ImageWay, imageWays, type Lane, type Place, type Stage, type StageKind } from './image-way';
import { noImageText } from './images-text';
import { placeText, STAGE_WORDS, stageText } from './stage-words';

/** The repair a drawing offers for a missing stage: the finding it belongs to, by rule and place in the image's file. */
export interface StageOffer {
  readonly title: string;
  readonly rule: string;
  readonly offset: number;
}

export interface SvgOptions {
  /** The repair of a missing stage of an image, where there is one. */
  offer?(way: ImageWay, kind: StageKind): StageOffer | undefined;
  /** How wide the drawing may be, in pixels; stages that do not fit go to another row. All in one row when absent. */
  readonly width?: number;
  /** Whether nodes can be reached by keyboard and pressed; a picture in a document has nobody who answers. */
  readonly interactive?: boolean;
}

/**
 * The images' ways as one SVG drawing: a block per image, a lane per way the starts go, a node per stage. Missing stages are gaps
 * with a dashed outline. Colours follow the editor's theme where there is one (`--vscode-…`), and the reader's light or dark scheme
 * otherwise. Interactive nodes carry `data-path` and `data-offset`, and `data-rule` where
 * pressing them asks for the repair.
 */
export function imagesSvg(analyses: readonly Analysis[], options: SvgOptions = {}): string {
  const ways = analyses.flatMap(imageWays);
  const grid = gridFor(options.width);
  let y = MARGIN;
  const blocks: string[] = [];
  for (const way of ways) {
    const block = drawWay(way, y, grid, options);
    blocks.push(block.svg);
    y = block.bottom + GAP;
  }
  if (ways.length === 0) {
    blocks.push(`<text class="name" x="${MARGIN}" y="${y + 14}">${noImageText(analyses)}</text>`);
    y += 40;
  }
  const height = Math.max(y, 60);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${grid.width} ${height}" width="${grid.width}" height="${height}" role="group" aria-label="Way of each published image">`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>',
    `<rect class="paper" width="${grid.width}" height="${height}"/>`,
    ...blocks,
    '</svg>',
    '',
  ].join('\n');
}

const MARGIN = 16;
const GAP = 28;
const NODE = { least: 150, most: 184, height: 58, gap: 26 };
const STAGES = 6;
/** What a node leaves free on both sides of its lines. */
const INSET = 18;
/** Rough widths of a character of the three sizes of text. */
const CHARACTER = { name: 8.2, text: 6.6 };

/** How many nodes stand in a row, how wide they are, and how wide the drawing is. */
interface Grid {
  readonly columns: number;
  readonly node: number;
  readonly width: number;
}

/** As many columns as fit with narrow nodes, which then take the room there is. */
function gridFor(width: number | undefined): Grid {
  const across = (width ?? Number.POSITIVE_INFINITY) - 2 * MARGIN + NODE.gap;
  const columns = Math.max(1, Math.min(STAGES, Math.floor(across / (NODE.least + NODE.gap))));
  const node = Math.max(NODE.least, Math.min(NODE.most, Math.floor(across / columns) - NODE.gap));
  return { columns, node, width: Math.max(width ?? 0, MARGIN * 2 + columns * node + (columns - 1) * NODE.gap) };
}

interface Drawn {
  readonly svg: string;
  readonly bottom: number;
}

function drawWay(way: ImageWay, top: number, grid: Grid, options: SvgOptions): Drawn {
  const across = grid.width - 2 * MARGIN;
  const parts = [
    link(
      way.at,
      options,
      `${way.name}, published by ${way.tool}`,
      `<text class="name" x="${MARGIN}" y="${top + 14}">${fitted(way.name, across, CHARACTER.name)}</text>`,
    ),
  ];
  let y = top + 22;
  for (const { text, starts } of way.references) {
    const line = way.references.length === 1 ? text : `${text}  (${starts.join(', ')})`;
    parts.push(`<text class="more" x="${MARGIN}" y="${y + 12}">${fitted(line, across, CHARACTER.text)}</text>`);
    y += 17;
  }
  for (const reason of way.unknowns) {
    parts.push(
      `<text class="more unsure" x="${MARGIN}" y="${y + 12}">${fitted(`not known: ${reason}`, across, CHARACTER.text)}</text>`,
    );
    y += 17;
  }
  for (const lane of way.lanes) {
    const drawn = drawLane(way, lane, y + 8, grid, options);
    parts.push(drawn.svg);
    y = drawn.bottom;
  }
  return { svg: `<g>${parts.join('\n')}</g>`, bottom: y };
}

function drawLane(way: ImageWay, lane: Lane, top: number, grid: Grid, options: SvgOptions): Drawn {
  const on = `on ${lane.starts.join(', ')}${lane.maybe ? ' (not always)' : ''}`;
  const parts = [
    `<text class="start" x="${MARGIN}" y="${top + 12}">${fitted(on, grid.width - 2 * MARGIN, CHARACTER.text)}</text>`,
  ];
  const place = (index: number): Corner => ({
    x: MARGIN + (index % grid.columns) * (grid.node + NODE.gap),
    y: top + 20 + Math.floor(index / grid.columns) * (NODE.height + NODE.gap),
  });
  lane.stages.forEach((stage, index) => {
    if (index > 0) parts.push(arrow(place(index - 1), place(index), grid, stage.state));
    parts.push(drawStage(way, lane, stage, place(index), grid, options));
  });
  return { svg: parts.join('\n'), bottom: place(lane.stages.length - 1).y + NODE.height };
}

/** The upper left corner of a node. */
interface Corner {
  readonly x: number;
  readonly y: number;
}

/** Straight on in a row; round the corner to the beginning of the next. */
function arrow(from: Corner, to: Corner, { node }: Grid, state: Stage['state']): string {
  const middle = NODE.height / 2;
  const path =
    from.y === to.y
      ? `M${to.x - NODE.gap + 2} ${to.y + middle}H${to.x - 2}`
      : `M${from.x + node / 2} ${from.y + NODE.height + 2}V${to.y - NODE.gap / 2}H${to.x + node / 2}V${to.y - 2}`;
  return `<path class="way ${state}" d="${path}" marker-end="url(#tip)"/>`;
}

function drawStage(
  way: ImageWay,
  lane: Lane,
  stage: Stage,
  { x, y }: Corner,
  { node }: Grid,
  options: SvgOptions,
): string {
  const line = node - INSET;
  const [title, detail] = captions(lane, stage);
  const offer = stage.state === 'missing' ? options.offer?.(way, stage.kind) : undefined;
  const inside = [
    `<rect class="node ${stage.state}" x="${x}" y="${y}" width="${node}" height="${NODE.height}" rx="6"/>`,
    `<text class="stage" x="${x + 10}" y="${y + 22}"><tspan class="${stage.state}">${MARKS[stage.state]}</tspan> ${escaped(title)}</text>`,
    ...inTwo(offer === undefined ? detail : [offer.title], line).map(
      (text, index) =>
        `<text class="${offer === undefined ? 'more' : 'offer'}" x="${x + 10}" y="${y + 38 + index * 13}">${fitted(text, line, CHARACTER.text)}</text>`,
    ),
  ].join('');
  const [step] = stage.steps;
  const said = `${title}: ${stageText(stage)}`;
  if (offer !== undefined && options.interactive === true)
    return `<g role="button" tabindex="0" class="press" data-rule="${offer.rule}" data-path="${escaped(way.at.file.path)}" data-offset="${offer.offset}" aria-label="${escaped(`${said}. ${offer.title}`)}"><title>${escaped(offer.title)}</title>${inside}</g>`;
  // A stage without a step of its own is the publishing step's affair: made by it, or missing behind it.
  return link(step?.at ?? way.at, options, said, inside);
}

const MARKS = { there: '✓', missing: '✗', unknown: '?' } as const;

/** The title of a node and the lines below it. */
function captions(lane: Lane, stage: Stage): readonly [string, readonly string[]] {
  const word = STAGE_WORDS[stage.kind];
  if (stage.kind === 'push') return [word, lane.registries];
  const detail = stage.steps.map(({ tool }) => tool);
  const missing = stage.kind === 'sbom' || stage.kind === 'attest' ? `no ${word}` : `not ${word}`;
  return [stage.state === 'missing' ? missing : word, [...detail, ...(stage.note === undefined ? [] : [stage.note])]];
}

function link(place: Place, { interactive }: SvgOptions, said: string, inside: string): string {
  const title = `<title>${escaped(`${said} (${placeText(place)})`)}</title>`;
  if (interactive !== true) return `<g>${title}${inside}</g>`;
  return `<g role="link" tabindex="0" class="press" data-path="${escaped(place.file.path)}" data-offset="${place.span.start}" aria-label="${escaped(said)}">${title}${inside}</g>`;
}

/** Two lines: the first two of a list, or its only one broken behind a blank or slash so that the first part fits a width in pixels. */
function inTwo([text = '', ...others]: readonly string[], width: number): readonly string[] {
  if (others.length > 0) return [text, ...others.slice(0, 1)];
  const most = Math.floor(width / CHARACTER.text);
  const [, first, second] = (text.length > most && /^(.*[ /])(.+)$/.exec(text.slice(0, most + 1))) || [];
  if (first === undefined || second === undefined) return [text];
  return [first.trimEnd(), text.slice(first.length)];
}

/** The text cut to a width in pixels; the whole of it is in the node's title. */
function fitted(text: string, width: number, character: number): string {
  const most = Math.floor(width / character);
  return escaped(text.length <= most ? text : `${text.slice(0, most - 1)}…`);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const STYLE = [
  'svg{display:block;max-width:100%;height:auto;--ink:var(--vscode-editor-foreground,#1f2328);--soft:var(--vscode-descriptionForeground,#59636e);--paper:var(--vscode-editor-background,#ffffff);--good:var(--vscode-testing-iconPassed,#1a7f37);--bad:var(--vscode-editorError-foreground,#c1121f);--unsure:var(--vscode-editorWarning-foreground,#8a6100);--edge:var(--vscode-contrastBorder,var(--vscode-panel-border,#c5ccd3));font:12px var(--vscode-font-family,system-ui,sans-serif)}',
  '@media (prefers-color-scheme:dark){svg{--ink:var(--vscode-editor-foreground,#e6edf3);--soft:var(--vscode-descriptionForeground,#9198a1);--paper:var(--vscode-editor-background,#0d1117);--good:var(--vscode-testing-iconPassed,#3fb950);--bad:var(--vscode-editorError-foreground,#ff7b72);--unsure:var(--vscode-editorWarning-foreground,#d29922);--edge:var(--vscode-contrastBorder,var(--vscode-panel-border,#3d444d))}}',
  '.paper{fill:var(--paper)}text{fill:var(--ink)}.name{font-size:15px;font-weight:600}.more,.start{font-size:12px;fill:var(--soft)}.unsure{fill:var(--unsure)}.stage{font-size:13px;font-weight:600}',
  '.node{fill:var(--paper);stroke:var(--edge);stroke-width:1.5}.node.there{stroke:var(--good)}.node.missing{stroke:var(--bad);stroke-dasharray:6 4}.node.unknown{stroke:var(--unsure);stroke-dasharray:2 3}',
  'tspan.there{fill:var(--good)}tspan.missing{fill:var(--bad)}tspan.unknown{fill:var(--unsure)}.way{fill:none;stroke:var(--soft);stroke-width:1.5}.way.missing{stroke-dasharray:6 4}.way.unknown{stroke-dasharray:2 3}.tip{fill:var(--soft)}',
  '.offer{font-size:12px;fill:var(--vscode-textLink-foreground,#0969da);text-decoration:underline}.press{cursor:pointer}.press:focus{outline:none}.press:focus-visible{outline:2px solid var(--vscode-focusBorder,#0969da);outline-offset:3px}.press:focus .node,.press:hover .node{stroke-width:3}.press:focus .name,.press:hover .name{text-decoration:underline}',
].join('');
