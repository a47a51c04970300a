import { analysisOf, type Project } from '../core/index';
import { actionFiles } from '../core/run/call-graph';
import { localPath } from '../core/run/local-path';
import type { Span } from '../core/text/span';
import { textSpan } from '../core/workflow/field';
import type { Field } from '../core/workflow/model';
import type { Workspace } from '../core/workspace';
import { recipeFiles } from './recipe-files';

/** A piece of text that leads to a file of the repository or to a page. */
export interface DocumentLink {
  readonly span: Span;
  readonly target: { readonly path: string } | { readonly url: string };
}

/** The links of a workflow or action file: what it uses, and the files that say how its images are built. References to images are none. */
export function documentLinks(project: Project, path: string): readonly DocumentLink[] {
  const analysis = analysisOf(project, path);
  if (analysis === undefined) return [];
  const { workspace, workflow, steps } = analysis;
  const used = [
    ...(workflow?.jobs ?? []).map(({ call }) => call?.uses),
    ...steps.map(({ step }) => step.uses?.field),
  ].flatMap((uses) => (uses === undefined ? [] : usesLink(workspace, uses)));
  const built = recipeFiles(analysis).map((file) => ({ span: file.span, target: { path: file.path } }));
  return [...used, ...built].sort((a, b) => a.span.start - b.span.start);
}

function usesLink(workspace: Workspace, uses: Field): readonly DocumentLink[] {
  const local = localPath(uses.text);
  const target = local === undefined ? pageOf(uses.text) : fileOf(workspace, local);
  return target === undefined ? [] : [{ span: textSpan(uses), target }];
}

/** A workflow by its path, or what is in an action's folder (docs: an action has a metadata file or a Dockerfile). */
function fileOf(workspace: Workspace, local: string): { readonly path: string } | undefined {
  const dockerfile = local === '' ? 'Dockerfile' : `${local}/Dockerfile`;
  const candidates = /\.ya?ml$/.test(local) ? [local] : [...actionFiles(local), dockerfile];
  const path = candidates.find((one) => typeof workspace.file(one) !== 'string');
  return path === undefined ? undefined : { path };
}

/** The page of an action or reusable workflow of another repository, at the ref that is used. */
function pageOf(uses: string): { readonly url: string } | undefined {
  const [, repository, path = '', ref] = /^([\w.-]+\/[\w.-]+)((?:\/[^/@\s]+)*)@([^@\s]+)$/.exec(uses.trim()) ?? [];
  if (repository === undefined || ref === undefined) return undefined;
  const kind = /\.ya?ml$/.test(path) ? 'blob' : 'tree';
  return { url: encodeURI(`https://github.com/${repository}/${kind}/${ref}${path}`) };
}
