import * as assert from 'node:assert';
import { commands, type Hover, MarkdownString, Uri, window, workspace } from 'vscode';
import { closeEditors, finding, openWorkflow, settled } from './workflow-file';

suite('explanations', () => {
  teardown(closeEditors);

  test('hovering over `uses:` tells what the action does', async () => {
    const document = await openWorkflow('release.yml');
    await finding(document, 'missing-image-scan');
    const position = document.positionAt(document.getText().indexOf('docker/build-push-action@') + 3);
    const hovers = await commands.executeCommand<readonly Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      position,
    );
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((part) => (part instanceof MarkdownString ? part.value : typeof part === 'string' ? part : part.value))
      .join('\n');
    assert.match(text, /build-push-action/);
    assert.match(text, /push/i);
  });

  test("a rule's page opens, and its text comes from the server", async () => {
    await commands.executeCommand('plimsoll.explainRule', 'missing-packages-write');
    await shownTab('missing-packages-write');
    const page = await workspace.openTextDocument(Uri.parse('plimsoll:/rules/missing-packages-write.md'));
    assert.match(page.getText(), /^# missing-packages-write$/m);
    assert.match(page.getText(), /packages: write/);
  });

  test("a workflow's images are shown", async () => {
    const document = await openWorkflow('release.yml');
    await commands.executeCommand('plimsoll.showImages', document.uri);
    const shown = window.activeTextEditor?.document;
    assert.equal(shown?.uri.scheme, 'plimsoll');
    assert.match(shown?.getText() ?? '', /ghcr\.io\/acme\/app/);
  });

  test('the server comes back after a restart', async () => {
    const document = await openWorkflow('no-permission.yml');
    await finding(document, 'missing-packages-write');
    await commands.executeCommand('plimsoll.restartServer');
    // What the first server said may still be there, so the second is asked for something new.
    const { line } = document.positionAt(document.getText().indexOf('  contents: read'));
    await window.activeTextEditor?.edit((edit) => edit.insert(document.lineAt(line).range.end, '\n  packages: write'));
    await settled(
      document,
      'no finding of missing-packages-write, and others still there',
      (rules) => rules.length > 0 && !rules.includes('missing-packages-write'),
    );
  });
});

/** Resolves when a tab with that name shows, or is left to the test's time limit. */
async function shownTab(name: string): Promise<void> {
  const shown = (): boolean => window.tabGroups.activeTabGroup.activeTab?.label.includes(name) === true;
  if (shown()) return;
  await new Promise<void>((resolve) => {
    const listening = window.tabGroups.onDidChangeTabs(() => {
      if (!shown()) return;
      listening.dispose();
      resolve();
    });
  });
}
