import { analysisOf, type Project } from '../core/index';
import { type Span, touches } from '../core/text/span';
import { pathAtOffset } from '../core/yaml/find';

/** A place in a file of the repository. */
export interface Target {
  readonly path: string;
  readonly span: Span;
}

/** Where the job, step, local workflow or local action is written that a word at an offset names; undefined where it names none. */
export function definition(project: Project, path: string, offset: number): Target | undefined {
  const analysis = analysisOf(project, path);
  const model = analysis?.workflow ?? analysis?.action;
  if (model === undefined) return undefined;
  const jobs = model.kind === 'workflow' ? model.jobs : [];
  const job = jobs.find(({ node }) => touches(node.span, offset));
  const ofJob = (id: string): Target | undefined => {
    const found = jobs.find((one) => one.id === id);
    return found === undefined ? undefined : { path, span: found.entry.key.span };
  };
  const needed = job?.needs.find(({ span }) => touches(span, offset));
  if (needed !== undefined) return ofJob(needed.value);
  const { node, key } = pathAtOffset(model.root, offset);
  if (node?.kind !== 'scalar' || key !== undefined) return undefined;
  if (/^\.\.?\//.test(node.value)) return localTarget(project, node.value);
  const word = wordAt(model.file.text, node.span, offset);
  if (word?.context === 'needs') return ofJob(word.id);
  if (word?.context !== 'steps') return undefined;
  const steps = job?.steps ?? (model.kind === 'action' ? model.steps : []);
  const id = steps.find((step) => step.id?.value === word.id)?.id;
  return id === undefined ? undefined : { path, span: id.span };
}

/** `steps.<id>…` or `needs.<id>…` around an offset, inside an expression of a scalar. */
function wordAt(
  text: string,
  span: Span,
  offset: number,
): { readonly context: string; readonly id: string } | undefined {
  for (const match of text.slice(span.start, span.end).matchAll(/\b(steps|needs)\.([\w-]+)(\.[\w-]+)*/g)) {
    const start = span.start + match.index;
    const [whole, context = '', id = ''] = match;
    if (touches({ start, end: start + whole.length }, offset)) return { context, id };
  }
  return undefined;
}

/** A workflow by its file, or an action by the file in its folder. */
function localTarget(project: Project, uses: string): Target | undefined {
  const path = uses.replace(/^\.\//, '').replace(/\/$/, '');
  const file = [path, `${path}/action.yml`, `${path}/action.yaml`].find((one) => {
    const found = project.workspace.file(one);
    return found !== 'absent' && found !== 'notLoaded';
  });
  return file === undefined ? undefined : { path: file, span: { start: 0, end: 0 } };
}
