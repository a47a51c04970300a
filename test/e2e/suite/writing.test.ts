import * as assert from 'node:assert';
import { type CompletionList, commands, Position, WorkspaceEdit, window, workspace } from 'vscode';
import { closeEditors, finding, openWorkflow } from './workflow-file';

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

  test('an error of a run leads to the line that causes it', async () => {
    const document = await openWorkflow('no-permission.yml');
    const { range } = await finding(document, 'missing-packages-write');
    await commands.executeCommand('plimsoll.explainError', 'denied: permission_denied: write_package');
    assert.equal(window.activeTextEditor?.document.uri.toString(), document.uri.toString());
    assert.ok(window.activeTextEditor?.selection.isEqual(range));
  });
});
