import {
  type CodeAction,
  CodeActionKind,
  type Connection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  type DocumentDiagnosticReport,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { lint } from '../core/index';
import { offsetAt } from '../core/text/line-index';
import type { SourceFile } from '../core/text/source-file';
import { type EditorHost, editorHost, type ReadFile } from '../host/editor';
import type { Host } from '../host/host';
import { codeActions } from '../ide/code-actions';
import { explain } from '../ide/explain';
import { hover } from '../ide/hover';
import { imagesText } from '../ide/images';
import { type Located, session } from './session';
import { settingsFrom } from './settings';
import { diagnostic, range, textEdit } from './to-proto';

/** Milliseconds of quiet before diagnostics are pushed to a client that does not pull them. */
const PUSH_DELAY = 200;

/**
 * Answers one client over a connection. All knowledge is in the session's snapshots; this only translates. Files come from `disk`, or
 * from the editor where there is no disk or the client says so (`initializationOptions: { files: 'editor' }`).
 */
export function serve(connection: Connection, disk: Host | undefined): void {
  const editor = editorFiles(connection, (root) => {
    state.arrived(root);
    refresh();
  });
  let state = session(disk ?? editor);
  const documents = new Map<string, TextDocument>();
  const timers = new Map<string, NodeJS.Timeout>();
  let pulls = false;
  let configuration = false;
  let refreshes = false;
  let folders = false;

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const { capabilities } = params;
    pulls = capabilities.textDocument?.diagnostic !== undefined;
    configuration = capabilities.workspace?.configuration === true;
    folders = capabilities.workspace?.workspaceFolders === true;
    refreshes = capabilities.workspace?.diagnostics?.refreshSupport === true;
    editor.folders((params.workspaceFolders ?? []).map(({ uri }) => uri));
    const options: unknown = params.initializationOptions;
    if (typeof options === 'object' && options !== null && 'files' in options && options.files === 'editor')
      state = session(editor);
    return {
      serverInfo: { name: 'plimsoll' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        ...(pulls
          ? { diagnosticProvider: { identifier: 'plimsoll', interFileDependencies: true, workspaceDiagnostics: true } }
          : {}),
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(() => {
    if (folders)
      connection.workspace.onDidChangeWorkspaceFolders(() => {
        void connection.workspace.getWorkspaceFolders().then((now) => {
          editor.folders((now ?? []).map(({ uri }) => uri));
          state.changed();
          refresh();
        });
      });
    if (configuration) {
      void connection.client
        .register(DidChangeConfigurationNotification.type, { section: 'plimsoll' })
        .catch(() => undefined);
      void configure();
    }
  });

  connection.onDidChangeConfiguration(({ settings }) => {
    if (configuration) void configure();
    else applySettings(settings);
  });

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    documents.set(uri, TextDocument.create(uri, languageId, version, text));
    state.open(uri, text, version);
    schedule(uri);
  });

  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const document = documents.get(uri);
    if (document === undefined) return;
    const next = TextDocument.update(document, contentChanges, version);
    documents.set(uri, next);
    state.open(uri, next.getText(), version);
    schedule(uri);
  });

  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    documents.delete(uri);
    state.close(uri);
    if (!pulls) void connection.sendDiagnostics({ uri, diagnostics: [] });
  });

  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) state.changed(uri);
    refresh();
  });

  connection.languages.diagnostics.on(
    ({ textDocument, previousResultId }): DocumentDiagnosticReport => report(textDocument.uri, previousResultId),
  );

  connection.languages.diagnostics.onWorkspace(async ({ previousResultIds }) => {
    const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    const all = (await connection.workspace.getWorkspaceFolders().catch(() => null)) ?? [];
    const uris = new Set(all.flatMap(({ uri }) => state.files(uri)));
    return {
      items: [...uris].map((uri) => ({ ...report(uri, previous.get(uri)), uri, version: state.version(uri) ?? null })),
    };
  });

  connection.onHover(({ textDocument, position }) => {
    const located = state.locate(textDocument.uri);
    const file = located === undefined ? undefined : fileOf(located, located.path);
    if (located === undefined || file === undefined) return null;
    const found = hover(
      located.project,
      located.path,
      offsetAt(file.lines, { line: position.line, column: position.character }),
    );
    return found === undefined
      ? null
      : { contents: { kind: 'markdown', value: found.markdown }, range: range(file, found.span) };
  });

  connection.onCodeAction(({ textDocument, range: wanted }): CodeAction[] => {
    const located = state.locate(textDocument.uri);
    const file = located === undefined ? undefined : fileOf(located, located.path);
    if (located === undefined || file === undefined) return [];
    const span = {
      start: offsetAt(file.lines, { line: wanted.start.line, column: wanted.start.character }),
      end: offsetAt(file.lines, { line: wanted.end.line, column: wanted.end.character }),
    };
    return codeActions(located.project, located.path, span).flatMap((action): CodeAction[] => {
      if (action.explain !== undefined)
        return [
          {
            title: action.title,
            kind: CodeActionKind.Empty,
            command: { title: action.title, command: 'plimsoll.explainRule', arguments: [action.explain] },
          },
        ];
      const changes = [...(action.edits ?? [])].flatMap(([path, edits]) => {
        const target = fileOf(located, path);
        if (target === undefined) return [];
        const uri = state.uri(located.root, path);
        return [
          {
            textDocument: { uri, version: state.version(uri) ?? null },
            edits: edits.map((edit) => textEdit(target, edit)),
          },
        ];
      });
      return [
        {
          title: action.title,
          kind: CodeActionKind.QuickFix,
          isPreferred: action.preferred,
          diagnostics: [diagnosticOf(located, action.finding)].filter((one) => one !== undefined),
          edit: { documentChanges: changes },
        },
      ];
    });
  });

  connection.onRequest('plimsoll/explain', ({ rule }: { readonly rule: string }) => ({ markdown: explain(rule) }));
  connection.onRequest('plimsoll/images', ({ uri }: { readonly uri: string }) => {
    const located = state.locate(uri);
    return { text: located === undefined ? '' : imagesText(located.project, [located.path]) };
  });

  connection.listen();

  function fileOf({ project }: Located, path: string): SourceFile | undefined {
    const file = project.workspace.file(path);
    return file === 'absent' || file === 'notLoaded' ? undefined : file;
  }

  function diagnosticOf(located: Located, finding: Parameters<typeof diagnostic>[0]): Diagnostic | undefined {
    const file = fileOf(located, finding.path);
    if (file === undefined) return undefined;
    return diagnostic(finding, file, (path) => {
      const other = fileOf(located, path);
      return other === undefined ? undefined : { file: other, uri: state.uri(located.root, path) };
    });
  }

  function diagnosticsFor(uri: string): Diagnostic[] {
    const located = state.locate(uri);
    if (located === undefined) return [];
    const findings = lint(located.project, located.path)?.findings ?? [];
    return findings.map((finding) => diagnosticOf(located, finding)).filter((one) => one !== undefined);
  }

  /** Equal diagnostics have an equal id, so a client that has them is told nothing twice. */
  function report(
    uri: string,
    previous: string | undefined,
  ):
    | { readonly kind: 'full'; readonly resultId: string; readonly items: Diagnostic[] }
    | { readonly kind: 'unchanged'; readonly resultId: string } {
    const items = diagnosticsFor(uri);
    const resultId = fingerprint(JSON.stringify(items));
    return previous === resultId ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items };
  }

  function schedule(uri: string): void {
    if (pulls) return;
    clearTimeout(timers.get(uri));
    timers.set(
      uri,
      setTimeout(() => {
        timers.delete(uri);
        const version = state.version(uri);
        if (version !== undefined) void connection.sendDiagnostics({ uri, version, diagnostics: diagnosticsFor(uri) });
      }, PUSH_DELAY),
    );
  }

  function refresh(): void {
    if (pulls && refreshes) void connection.languages.diagnostics.refresh();
    else for (const uri of state.openUris()) schedule(uri);
  }

  async function configure(): Promise<void> {
    applySettings({ plimsoll: await connection.workspace.getConfiguration('plimsoll').catch(() => undefined) });
  }

  function applySettings(settings: unknown): void {
    state.configure(settingsFrom(settings));
    refresh();
  }
}

/** Files that the client reads for us: `plimsoll/files` with a folder's address, and paths where only some are asked for. */
function editorFiles(connection: Connection, arrived: (root: string) => void): EditorHost {
  const ask = (root: string, paths?: readonly string[]): Promise<readonly ReadFile[]> =>
    connection.sendRequest('plimsoll/files', { folder: root, ...(paths === undefined ? {} : { paths }) });
  return editorHost({ all: (root) => ask(root), some: ask, arrived });
}

/** A short name for a text; only equality matters. */
function fingerprint(text: string): string {
  let hash = 5381;
  for (let i = 0; i < text.length; i++) hash = (hash * 33 + text.charCodeAt(i)) | 0;
  return `${text.length}-${hash >>> 0}`;
}
