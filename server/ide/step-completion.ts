import type { Analysis } from '../core/image/analysis';
import { withRegistry } from '../core/image/written-name';
import { analysisOf, lint, type Project } from '../core/index';
import { uploadCategory } from '../core/remedy/insert-steps';
import { publishedDigest } from '../core/remedy/published-digest';
import { usesText } from '../core/remedy/uses-text';
import { guardLine, whenPushed } from '../core/remedy/when-pushed';
import type { SourceFile } from '../core/text/source-file';
import { itemLines } from '../core/yaml/edits';
import { type Path, pathAtOffset } from '../core/yaml/find';
import { columnOf, layoutOf, lineEnd, lineStart } from '../core/yaml/layout';
import { parseYaml } from '../core/yaml/parse';
import type { Completion } from './completion';
import { plainText, slot, snippetText } from './snippet';
import { type SnippetImage, STEP_SNIPPETS, UNKNOWN_IMAGE } from './step-snippets';

/** Whole steps where one can begin: behind a dash of a list of steps, or on an empty line in its column. */
export function stepCompletions(
  project: Project,
  path: string,
  file: SourceFile,
  offset: number,
): readonly Completion[] {
  const start = startOf(file, offset);
  const analysis = start === undefined ? undefined : analysisOf(project, path);
  const owner = analysis?.workflow ?? analysis?.action;
  if (start === undefined || analysis === undefined || owner === undefined) return [];
  const image = imageBefore(analysis, start.path);
  const found = new Set(lint(project, path)?.findings.map(({ rule }) => rule));
  const layout = layoutOf(file.text, parseYaml(file.text));
  return [...STEP_SNIPPETS]
    .sort((a, b) => Number(b.answers.some((id) => found.has(id))) - Number(a.answers.some((id) => found.has(id))))
    .flatMap(({ label, about, actions, text }): readonly Completion[] => {
      const uses = actions.flatMap((action) => {
        const one = usesText(owner, action);
        return typeof one === 'string' ? [one] : [];
      });
      const items = text(uses, image);
      // A `run` of a composite action names its shell, which the texts do not.
      if (uses.length < actions.length || (owner.kind === 'action' && /^ {2}run:/m.test(items))) return [];
      const lines = itemLines(items, start.column, start.width, layout.stepInItems);
      const steps = lines.join(layout.newline).slice(start.column + (start.dash ? start.width : 0));
      return [
        {
          label,
          kind: 'snippet',
          documentation: `${about}\n\n\`\`\`yaml\n${plainText(items)}\n\`\`\``,
          span: { start: start.word, end: offset },
          text: plainText(steps),
          snippet: { text: snippetText(steps), indent: start.indent },
        },
      ];
    });
}

const WORD = 'plimsollcursor';

/** Where a step begins. */
interface Start {
  readonly path: Path;
  /** Whether its dash is there. */
  readonly dash: boolean;
  /** The column of the dash, and the columns from it to what follows. */
  readonly column: number;
  readonly width: number;
  /** Offset of what was typed of it. */
  readonly word: number;
  /** White space at the beginning of the line. */
  readonly indent: number;
}

function startOf({ text }: SourceFile, offset: number): Start | undefined {
  const line = lineStart(text, offset);
  const match = /^([ ]*)(-[ ]+)?([\w-]*)$/.exec(text.slice(line, offset));
  if (match === null || text.slice(offset, lineEnd(text, offset)).trim() !== '') return undefined;
  const [, indent = '', dash, typed = ''] = match;
  const word = offset - typed.length;
  // With a word, and a dash where there is none, the tree has an item there.
  const item = dash === undefined ? `- ${WORD}` : WORD;
  const { path, node } = pathAtOffset(
    parseYaml(`${text.slice(0, word)}${item}${text.slice(offset)}`).root,
    word + item.length,
  );
  const isStep = path.at(-2) === 'steps' && typeof path.at(-1) === 'number' && [3, 4].includes(path.length);
  if (!isStep || node?.kind !== 'scalar' || node.value !== WORD) return undefined;
  return {
    path,
    dash: dash !== undefined,
    column: columnOf(text, line + indent.length),
    width: dash?.length ?? 2,
    word,
    indent: indent.length,
  };
}

/** The image that the job has published before a step, as far as another step can speak of it. */
function imageBefore({ published, workflow }: Analysis, path: Path): SnippetImage {
  const job = workflow?.jobs.find(({ id }) => path[0] === 'jobs' && id === path[1]);
  const category = job === undefined ? 'trivy' : `trivy-${job.id}`;
  const image = published.findLast(({ site: { step } }) => step.job === job && step.index < Number(path.at(-1)));
  if (image === undefined) return { ...UNKNOWN_IMAGE, category };
  const found = publishedDigest({ ensureId: ({ id }, wanted) => id?.value ?? slot(wanted) }, image);
  const condition = whenPushed(image.site.step);
  if ('refused' in found || typeof condition !== 'string') return { ...UNKNOWN_IMAGE, category };
  const [name] = found.names;
  const [source] = image.events;
  const subject = name === undefined || source === undefined ? name : withRegistry(name, source);
  const own = uploadCategory(found, image, name ?? '');
  return {
    ...found,
    subject,
    condition,
    guard: guardLine(condition),
    category: typeof own === 'string' ? own : category,
  };
}
