import * as assert from 'node:assert';
import { type CodeAction, CodeActionKind, ConfigurationTarget, commands, WorkspaceEdit, workspace } from 'vscode';
import { applyFix, closeEditors, finding, openWorkflow, settled } from './workflow-file';

const FIXES = [
  {
    file: 'release.yml',
    rule: 'unsigned-image',
    title: 'Sign the pushed digest with cosign',
    brings: [
      /uses: sigstore\/cosign-installer@/,
      /IMAGE: ghcr\.io\/acme\/app@\$\{\{ steps\.push\.outputs\.digest \}\}/,
      /run: cosign sign --yes "\$IMAGE"/,
      /id-token: write/,
    ],
  },
  {
    file: 'release.yml',
    rule: 'missing-provenance',
    title: 'Let BuildKit add full provenance',
    brings: [/provenance: mode=max/],
  },
  {
    file: 'release.yml',
    rule: 'missing-build-cache',
    title: 'Keep the layers in the GitHub Actions cache',
    brings: [/cache-from: type=gha/, /cache-to: type=gha,mode=max/],
  },
  {
    file: 'release.yml',
    rule: 'missing-image-scan',
    title: 'Scan the pushed digest with Trivy: upload the result, fail on severe findings',
    brings: [/uses: aquasecurity\/trivy-action@/, /security-events: write/],
  },
];

suite('quick-fixes', () => {
  teardown(closeEditors);

  for (const { file, rule, title, brings } of FIXES) {
    test(`${title}: cures ${rule}`, async () => {
      const document = await openWorkflow(file);
      const before = document.getText();
      await applyFix(document, rule, title);
      for (const part of brings) assert.match(document.getText(), part);
      for (const line of comments(before))
        assert.ok(comments(document.getText()).includes(line), `the comment is lost: ${line}`);
      // Others are left, so that an answer that is still missing does not pass for a cure.
      await settled(
        document,
        `no finding of ${rule}, and others still there`,
        (rules) => rules.length > 0 && !rules.includes(rule),
      );
    });
  }

  test('undo takes a whole fix back at once', async () => {
    const document = await openWorkflow('release.yml');
    const before = document.getText();
    await applyFix(document, 'unsigned-image', 'Sign the pushed digest with cosign');
    assert.notEqual(document.getText(), before);
    await settled(
      document,
      'no finding of unsigned-image',
      (rules) => rules.length > 0 && !rules.includes('unsigned-image'),
    );
    await commands.executeCommand('undo');
    assert.equal(document.getText(), before);
    await finding(document, 'unsigned-image');
  });

  test('saving makes the safe fixes where the editor is told to', async () => {
    const document = await openWorkflow('no-permission.yml');
    const { uri } = document;
    const before = document.getText();
    await finding(document, 'missing-packages-write');
    const editor = workspace.getConfiguration('editor', { uri, languageId: document.languageId });
    await editor.update('codeActionsOnSave', { 'source.fixAll.plimsoll': 'explicit' }, ConfigurationTarget.Workspace);
    try {
      const end = new WorkspaceEdit();
      end.insert(uri, document.lineAt(document.lineCount - 1).range.end, '\n');
      await workspace.applyEdit(end);
      await document.save();
      assert.match(document.getText(), /packages: write/);
    } finally {
      await editor.update('codeActionsOnSave', undefined, ConfigurationTarget.Workspace);
      await workspace.fs.writeFile(uri, new TextEncoder().encode(before));
    }
  });

  test('one command adds all that is missing, and undo takes it back', async () => {
    const document = await openWorkflow('release.yml');
    const before = document.getText();
    await finding(document, 'unsigned-image');
    await commands.executeCommand('plimsoll.publishSafely');
    for (const part of [/cosign sign --yes/, /id-token: write/, /cache-to: type=gha/])
      assert.match(document.getText(), part);
    await commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });

  test('rewrites of the whole file are refactorings, and undo takes one back', async () => {
    const document = await openWorkflow('release.yml');
    const before = document.getText();
    const { range } = await finding(document, 'unsigned-image');
    const offered = await commands.executeCommand<readonly CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      CodeActionKind.RefactorRewrite.value,
    );
    const all = offered.find(({ title }) => title === 'Fix all Plimsoll findings in this file that have a fix')?.edit;
    assert.ok(offered.some(({ title }) => title === 'Make this workflow publish safely') && all !== undefined);
    assert.ok(await workspace.applyEdit(all));
    for (const part of [/cosign sign --yes/, /cache-to: type=gha/]) assert.match(document.getText(), part);
    await commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });

  test('a comment allows a finding', async () => {
    const document = await openWorkflow('release.yml');
    await applyFix(document, 'missing-image-scan', 'Allow `missing-image-scan` here');
    assert.match(document.getText(), /# plimsoll: allow\[missing-image-scan\] /);
    await settled(
      document,
      'no finding of missing-image-scan, and others still there',
      (rules) => rules.length > 0 && !rules.includes('missing-image-scan'),
    );
  });
});

/** The comments of a file, each without what stands before it. */
function comments(text: string): readonly string[] {
  return [...text.matchAll(/(?:^|\s)(# .*)$/gm)].flatMap((match) => match[1] ?? []);
}
