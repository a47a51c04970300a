import { commands, type Disposable, EventEmitter, Uri, window, workspace } from 'vscode';
import { workflowAtHand } from './workflow-at-hand';

/** Asks the server; starts it first where it does not run. */
export type Ask = (method: string, params: unknown) => Promise<unknown>;

const SCHEME = 'plimsoll';
const RULES = '/rules/';
const IMAGES = '/images/';
const TAGS = '/tags/';

/** Registers the read-only pages that the server writes, a rule's explanation and a workflow's images, and the commands that show them. */
export function registerPages(ask: Ask): readonly Disposable[] {
  const changed = new EventEmitter<Uri>();
  return [
    changed,
    workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (page) => textOf(page, ask),
    }),
    commands.registerCommand('plimsoll.explainRule', async (rule?: unknown) => {
      const id =
        typeof rule === 'string'
          ? rule
          : await window.showInputBox({ prompt: 'Rule to explain', placeHolder: 'missing-packages-write' });
      if (id === undefined || id === '') return;
      await commands.executeCommand('markdown.showPreview', Uri.from({ scheme: SCHEME, path: `${RULES}${id}.md` }));
    }),
    commands.registerCommand('plimsoll.previewTags', async (file?: unknown) => {
      const uri = await workflowAtHand(file);
      if (uri === undefined) return;
      const page = pageOf(TAGS, uri, 'md');
      changed.fire(page);
      await commands.executeCommand('markdown.showPreviewToSide', page);
    }),
    commands.registerCommand('plimsoll.showImages', async (file?: unknown) => {
      const uri = await workflowAtHand(file);
      if (uri === undefined) return;
      const page = pageOf(IMAGES, uri, 'txt');
      // An open page keeps its text until it is told of a change; the workflow may have changed since.
      changed.fire(page);
      await window.showTextDocument(await workspace.openTextDocument(page), { preview: true });
    }),
  ];
}

function pageOf(folder: string, uri: Uri, ending: string): Uri {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  return Uri.from({ scheme: SCHEME, path: `${folder}${name}.${ending}`, query: uri.toString() });
}

/** The text of a page; what the path names is in its last part, and the file asked about in the query. */
async function textOf(page: Uri, ask: Ask): Promise<string> {
  if (page.path.startsWith(RULES)) {
    const rule = page.path.slice(RULES.length, -'.md'.length);
    return text(await ask('plimsoll/explain', { rule }), 'markdown') ?? `There is no rule \`${rule}\`.`;
  }
  if (page.path.startsWith(TAGS))
    return (
      text(await ask('plimsoll/tags', { uri: page.query }), 'markdown') ??
      'No step of this file computes tags with `docker/metadata-action`.'
    );
  return text(await ask('plimsoll/images', { uri: page.query }), 'text') ?? 'This file has no jobs.';
}

/** The named text of an answer; undefined when the answer has none. */
function text(answer: unknown, key: 'markdown' | 'text'): string | undefined {
  const value: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, key) : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
