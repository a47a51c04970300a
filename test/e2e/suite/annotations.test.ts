import * as assert from 'node:assert';
import {
  type CodeLens,
  ConfigurationTarget,
  commands,
  type InlayHint,
  Range,
  type TextDocument,
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
    assert.match((await hints(document)).join('\n'), /→ ghcr\.io\/acme\/app:/);
    for (const name of ['codeLens.enabled', 'inlayHints.enabled'])
      await workspace.getConfiguration('plimsoll').update(name, false, ConfigurationTarget.Workspace);
    await until(async () => (await lenses(document)).length === 0 && (await hints(document)).length === 0);
  });
});

async function until(fits: () => Promise<boolean>): Promise<void> {
  while (!(await fits())) await new Promise((resolve) => setTimeout(resolve, 100));
}
