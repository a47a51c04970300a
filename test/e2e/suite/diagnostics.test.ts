import * as assert from 'node:assert';
import { DiagnosticSeverity, extensions, languages, window, workspace } from 'vscode';
import { closeEditors, finding, openWorkflow, ruleOf, rulesOn, settled, workspaceUri } from './workflow-file';

/** The lines are the ones a person would be sent to: of the step that publishes, or of the login that is for somewhere else. */
const ON_BY_DEFAULT = [
  {
    file: 'no-permission.yml',
    rule: 'missing-packages-write',
    severity: DiagnosticSeverity.Error,
    line: 'docker/build-push-action@v6',
  },
  {
    file: 'not-pushed.yml',
    rule: 'publish-step-not-pushing',
    severity: DiagnosticSeverity.Warning,
    line: 'docker/build-push-action@v6',
  },
  {
    file: 'wrong-registry.yml',
    rule: 'login-registry-mismatch',
    severity: DiagnosticSeverity.Error,
    line: 'registry: quay.io',
  },
  {
    file: 'release.yml',
    rule: 'missing-image-scan',
    severity: DiagnosticSeverity.Warning,
    line: 'docker/build-push-action@v6',
  },
];

suite('diagnostics', () => {
  teardown(closeEditors);

  test('the packaged extension activates in a folder with workflows', async () => {
    const extension = extensions.getExtension('plimsoll.plimsoll');
    assert.ok(extension !== undefined, 'the extension is not installed');
    assert.ok(
      !extension.extensionPath.includes('out'),
      `this is not the packaged extension: ${extension.extensionPath}`,
    );
    await openWorkflow('release.yml');
    await extension.activate();
    assert.ok(extension.isActive);
  });

  for (const { file, rule, severity, line } of ON_BY_DEFAULT) {
    test(`${rule} is on by default`, async () => {
      const document = await openWorkflow(file);
      const found = await finding(document, rule);
      assert.equal(found.severity, severity);
      assert.equal(found.source, 'plimsoll');
      assert.ok(
        document.lineAt(found.range.start.line).text.includes(line),
        `it is at: ${document.lineAt(found.range.start.line).text}`,
      );
    });
  }

  test('workflows that are not open have findings too', async () => {
    // No other test opens it.
    const unopened = workspaceUri('.github/workflows/unopened.yml');
    const document = await openWorkflow('release.yml');
    await settled(document, 'findings in a file that is not open', () =>
      languages.getDiagnostics(unopened).some((one) => ruleOf(one) === 'publish-step-not-pushing'),
    );
  });

  test('typing updates the findings', async () => {
    const document = await openWorkflow('no-permission.yml');
    await finding(document, 'missing-packages-write');
    const { line } = document.positionAt(document.getText().indexOf('  contents: read'));
    await window.activeTextEditor?.edit((edit) => edit.insert(document.lineAt(line).range.end, '\n  packages: write'));
    await settled(
      document,
      'no finding of missing-packages-write, and others still there',
      (rules) => rules.length > 0 && !rules.includes('missing-packages-write'),
    );
  });

  test('editing a called workflow updates the findings of its caller', async () => {
    const caller = await openWorkflow('caller.yml');
    const called = await openWorkflow('image.yml');
    const { line } = called.positionAt(called.getText().lastIndexOf('contents: read'));
    await window.activeTextEditor?.edit((edit) =>
      edit.insert(called.lineAt(line).range.end, '\n      packages: write'),
    );
    await finding(caller, 'reusable-permissions-exceed-caller');
  });

  test('a setting switches a rule off, and on again', async () => {
    const document = await openWorkflow('release.yml');
    await finding(document, 'missing-image-scan');
    const settings = workspace.getConfiguration('plimsoll');
    await settings.update('rules', { 'missing-image-scan': 'off' });
    try {
      await settled(
        document,
        'no finding of missing-image-scan, and others still there',
        (rules) => rules.length > 0 && !rules.includes('missing-image-scan'),
      );
    } finally {
      await settings.update('rules', undefined);
    }
    await finding(document, 'missing-image-scan');
  });

  test('a changed .github/plimsoll.yml changes the severity', async () => {
    const document = await openWorkflow('release.yml');
    await finding(document, 'missing-image-scan');
    const config = workspaceUri('.github/plimsoll.yml');
    const hinted = () =>
      languages
        .getDiagnostics(document.uri)
        .some((one) => ruleOf(one) === 'missing-image-scan' && one.severity === DiagnosticSeverity.Hint);
    await workspace.fs.writeFile(config, Buffer.from('rules:\n  missing-image-scan: hint\n'));
    try {
      await settled(document, 'missing-image-scan as a hint', hinted);
    } finally {
      await workspace.fs.delete(config);
    }
    await settled(
      document,
      'missing-image-scan as a warning',
      () => rulesOn(document).includes('missing-image-scan') && !hinted(),
    );
  });

  test('other YAML files have none', async () => {
    const document = await workspace.openTextDocument(workspaceUri('compose.yml'));
    await window.showTextDocument(document);
    await finding(await openWorkflow('release.yml'), 'missing-image-scan');
    assert.deepEqual(rulesOn(document), []);
  });
});
