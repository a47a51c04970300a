import * as assert from 'node:assert';
import { type CompletionList, commands, Position, Selection, WorkspaceEdit, window, workspace } from 'vscode';
import { closeEditors, finding, openWorkflow, settled } from './workflow-file';

suite('writing and reading logs', () => {
  teardown(closeEditors);

  test('inputs and permissions are completed', async () => {
    const document = await openWorkflow('release.yml');
    const line = document
      .getText()
      .split('\n')
      .findIndex((text) => text.includes('provenance: false'));
    const edit = new WorkspaceEdit();
    edit.insert(document.uri, new Position(line, 0), '          cache-to: type=gha,\n');
    assert.ok(await workspace.applyEdit(edit));
    const { items } = await commands.executeCommand<CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new Position(line, '          cache-to: type=gha,'.length),
    );
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(labels.includes('mode='), labels.join());
  });

  test('a whole step is completed, indented as the file is', async () => {
    const document = await openWorkflow('release.yml');
    await finding(document, 'unsigned-image');
    const before = document.getText();
    const editor = window.activeTextEditor ?? assert.fail('no editor is open');
    const end = document.lineAt(document.lineCount - 1).range.end;
    await editor.edit((edit) => edit.insert(end, `${end.character === 0 ? '' : '\n'}      - sign`));
    editor.selection = new Selection(
      document.lineAt(document.lineCount - 1).range.end,
      document.lineAt(document.lineCount - 1).range.end,
    );
    await commands.executeCommand('editor.action.triggerSuggest');
    while (!document.getText().includes('cosign sign')) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await commands.executeCommand('acceptSelectedSuggestion');
    }
    assert.match(
      document.getText().slice(before.length),
      /^\n? {6}- name: Install cosign\n {8}uses: sigstore\/cosign-installer@.+\n {6}- name: Sign the image\n {8}env:\n {10}IMAGE: ghcr\.io\/acme\/app@\$\{\{ steps\.push\.outputs\.digest \}\}\n/,
    );
    await settled(document, 'no finding of unsigned-image', (rules) => !rules.includes('unsigned-image'));
  });

  test('an error of a run leads to the line that causes it', async () => {
    const document = await openWorkflow('no-permission.yml');
    const { range } = await finding(document, 'missing-packages-write');
    await commands.executeCommand('plimsoll.explainError', 'denied: permission_denied: write_package');
    assert.equal(window.activeTextEditor?.document.uri.toString(), document.uri.toString());
    assert.ok(window.activeTextEditor?.selection.isEqual(range));
  });
});
