import * as assert from 'node:assert';
import { commands, extensions, window } from 'vscode';
import { closeEditors, finding, openWorkflow, workspaceUri } from './workflow-file';

suite('commands', () => {
  teardown(closeEditors);

  test('a configuration that is not there is opened as a file to be saved there', async () => {
    await finding(await openWorkflow('release.yml'), 'missing-image-scan');
    await commands.executeCommand('plimsoll.openConfiguration');
    const { uri } = window.activeTextEditor?.document ?? assert.fail('nothing was opened');
    assert.equal(uri.scheme, 'untitled');
    assert.equal(uri.path, workspaceUri('.github/plimsoll.yml').path);
  });

  test('every command of the palette is there, and no other of ours', async () => {
    await openWorkflow('release.yml');
    const all = (await commands.getCommands(true)).filter((id) => id.startsWith('plimsoll.'));
    const { packageJSON } = extensions.getExtension('plimsoll.plimsoll') ?? assert.fail('it is not installed');
    const described: readonly { readonly command: string }[] = packageJSON.contributes.commands;
    assert.deepEqual(all.sort(), described.map(({ command }) => command).sort());
  });
});
