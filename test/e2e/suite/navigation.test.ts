import * as assert from 'node:assert';
import {
  commands,
  type DocumentLink,
  type DocumentSymbol,
  type Location,
  Position,
  type TextDocument,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import { closeEditors, openWorkflow } from './workflow-file';

suite('navigation', () => {
  teardown(closeEditors);

  test('a called workflow is found', async () => {
    const document = await openWorkflow('caller.yml');
    const found = await places('vscode.executeDefinitionProvider', document, './.github/workflows/');
    assert.ok(found.length === 1 && found[0]?.endsWith('/.github/workflows/image.yml'), JSON.stringify(found));
  });

  test('a reusable workflow finds its callers, which are not open', async () => {
    const document = await openWorkflow('image.yml');
    const found = await places('vscode.executeReferenceProvider', document, 'workflow_call');
    assert.ok(
      found.some((path) => path.endsWith('/caller.yml')),
      JSON.stringify(found),
    );
  });

  test('a step is renamed with its uses, and not to a name it cannot have', async () => {
    const document = await openWorkflow('release.yml');
    const edit = new WorkspaceEdit();
    edit.insert(
      document.uri,
      new Position(document.lineCount, 0),
      '\n      - run: echo ${{ steps.push.outputs.digest }}\n',
    );
    assert.ok(await workspace.applyEdit(edit));
    const position = document.positionAt(document.getText().indexOf('id: push') + 5);
    const rename = (name: string): Thenable<WorkspaceEdit> =>
      commands.executeCommand('vscode.executeDocumentRenameProvider', document.uri, position, name);
    assert.ok(await workspace.applyEdit(await rename('image')));
    assert.match(document.getText(), /id: image\n[\s\S]*steps\.image\.outputs\.digest/);
    await assert.rejects(async () => rename('1st'), /no valid name/);
  });

  test('jobs and steps are in the outline', async () => {
    const document = await openWorkflow('release.yml');
    const jobs = await commands.executeCommand<readonly DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    assert.deepStrictEqual(
      jobs.map(({ name, children }) => [name, ...children.map((step) => step.name)]),
      [['release', 'Run actions/checkout@v5', 'Log in', 'Build and push']],
    );
  });

  test('an action leads to its page', async () => {
    const document = await openWorkflow('release.yml');
    const links = await commands.executeCommand<readonly DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
      10,
    );
    const targets = links.map(({ target }) => target?.toString(true));
    assert.ok(targets.includes('https://github.com/docker/build-push-action/tree/v6'), targets.join());
  });
});

/** The addresses that a provider answers for the first place of a text in a document. */
async function places(command: string, document: TextDocument, text: string): Promise<readonly string[]> {
  const position = document.positionAt(document.getText().indexOf(text) + 4);
  const found = await commands.executeCommand<readonly Location[]>(command, document.uri, position);
  return found.map(({ uri }) => uri.path);
}
