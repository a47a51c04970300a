import * as assert from 'node:assert';
import {
  type CodeLens,
  ConfigurationTarget,
  commands,
  type InlayHint,
  Range,
  type TextDocument,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import { closeEditors, finding, openWorkflow } from './workflow-file';

const lenses = async ({ uri }: TextDocument): Promise<readonly string[]> =>
  (await commands.executeCommand<readonly CodeLens[]>('vscode.executeCodeLensProvider', uri)).flatMap(
    ({ command }) => command?.title ?? [],
  );

const hints = async ({ uri, lineCount }: TextDocument): Promise<readonly string[]> =>
  (
    await commands.executeCommand<readonly InlayHint[]>(
      'vscode.executeInlayHintProvider',
      uri,
      new Range(0, 0, lineCount, 0),
    )
  ).map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')));

suite('lenses and hints', () => {
  teardown(async () => {
    for (const name of ['codeLens.enabled', 'inlayHints.enabled'])
      await workspace.getConfiguration('plimsoll').update(name, undefined, ConfigurationTarget.Workspace);
    await closeEditors();
  });

  test('say what a step publishes, until they are switched off', async () => {
    const document = await openWorkflow('release.yml');
    await finding(document, 'unsigned-image');
    assert.match((await lenses(document)).join('\n'), /push of a release tag.* → ghcr\.io\/acme\/app:.* · signed ✗/);
    const name = document.getText().indexOf('github.ref_name');
    const edit = new WorkspaceEdit();
    edit.replace(
      document.uri,
      new Range(document.positionAt(name), document.positionAt(name + 'github.ref_name'.length)),
      'github.event_name',
    );
    assert.ok(await workspace.applyEdit(edit));
    assert.match((await hints(document)).join('\n'), /→ ghcr\.io\/acme\/app:push/);
    for (const name of ['codeLens.enabled', 'inlayHints.enabled'])
      await workspace.getConfiguration('plimsoll').update(name, false, ConfigurationTarget.Workspace);
    await until(async () => (await lenses(document)).length === 0 && (await hints(document)).length === 0);
  });
});

async function until(fits: () => Promise<boolean>): Promise<void> {
  while (!(await fits())) await new Promise((resolve) => setTimeout(resolve, 100));
}
