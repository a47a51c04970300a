import * as assert from 'node:assert';
import {
  type CodeAction,
  CodeActionKind,
  commands,
  type Diagnostic,
  languages,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';

/** Milliseconds until something that should happen counts as not happening. */
const PATIENCE = 20_000;

/** The address of a file of the opened workspace. */
export function workspaceUri(path: string): Uri {
  const folder = workspace.workspaceFolders?.[0];
  assert.ok(folder !== undefined, 'no folder is open');
  return Uri.joinPath(folder.uri, path);
}

/** Opens a workflow of the workspace in an editor. */
export async function openWorkflow(name: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument(workspaceUri(`.github/workflows/${name}`));
  await window.showTextDocument(document);
  return document;
}

/** Closes the editors and gives every open workflow its text on disk back. */
export async function closeEditors(): Promise<void> {
  for (const document of workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await window.showTextDocument(document);
    await commands.executeCommand('workbench.action.files.revert');
  }
  await commands.executeCommand('workbench.action.closeAllEditors');
}

/** The rules that Plimsoll reports on a document, by the names in its diagnostics' codes. */
export function rulesOn({ uri }: TextDocument): readonly string[] {
  return languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'plimsoll')
    .map(ruleOf);
}

export function ruleOf({ code }: Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** The finding of a rule, as soon as there is one. */
export async function finding(document: TextDocument, rule: string): Promise<Diagnostic> {
  await settled(document, `a finding of ${rule}`, (rules) => rules.includes(rule));
  const found = languages
    .getDiagnostics(document.uri)
    .find((diagnostic) => diagnostic.source === 'plimsoll' && ruleOf(diagnostic) === rule);
  assert.ok(found !== undefined);
  return found;
}

/** Resolves when the rules reported on a document fit; says which there are when they never do. */
export async function settled(
  document: TextDocument,
  wanted: string,
  fits: (rules: readonly string[]) => boolean,
): Promise<void> {
  if (fits(rulesOn(document))) return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      listening.dispose();
      reject(new Error(`waited for ${wanted}; there are: ${rulesOn(document).join(', ') || 'none'}`));
    }, PATIENCE);
    const listening = languages.onDidChangeDiagnostics(() => {
      if (!fits(rulesOn(document))) return;
      clearTimeout(timer);
      listening.dispose();
      resolve();
    });
  });
}

/** Applies the quick-fix of that title at a finding, as the light bulb would. */
export async function applyFix(document: TextDocument, { range }: Diagnostic, title: string): Promise<void> {
  const offered = await commands.executeCommand<readonly CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    CodeActionKind.QuickFix.value,
  );
  const action = offered.find((one) => one.title === title);
  assert.ok(
    action?.edit !== undefined,
    `"${title}" is not offered; there are: ${offered.map((one) => one.title).join(' | ')}`,
  );
  assert.ok(await workspace.applyEdit(action.edit), `"${title}" was not applied`);
}
