import {
  CodeActionKind,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type { Settings } from '../core/index';
import { type EditorHost, editorHost, type ReadFile } from '../host/editor';
import type { Host } from '../host/host';
import { explain } from '../ide/explain';
import { imagesText } from '../ide/images';
import { FIX_ALL } from './action-kind';
import { refreshAnnotations, serveAnnotations } from './annotations';
import { changedText } from './changed-text';
import { type Client, clientOf, foldersOf } from './client';
import { serveCodeActions } from './code-actions';
import { COMPLETION_TRIGGERS, serveCompletion } from './completion';
import { serveDiagnostics } from './diagnostics';
import { serveErrorCause } from './error-cause';
import { serveHover } from './hover';
import { serveImageView } from './image-view';
import { type FailureClass, serveNavigation } from './navigation';
import { serveOutline } from './outline';
import { quietly } from './quietly';
import { session } from './session';
import { type Features, featuresFrom, settingsFrom } from './settings';
import { serveStatus } from './status';
import { translation } from './translation';

/** Files whose changes on disk change findings; a client that watches nothing by itself is asked to. */
const WATCHED = [
  '**/.github/workflows/*.{yml,yaml}',
  '**/action.{yml,yaml}',
  '**/.github/plimsoll.{yml,yaml}',
  '**/*{Dockerfile,dockerfile,Containerfile}*',
  '**/*bake*.{hcl,json}',
  '**/*compose*.{yml,yaml}',
  '**/*goreleaser*.{yml,yaml}',
  '**/{Makefile,makefile,GNUmakefile}',
  '**/*.sh',
].map((globPattern) => ({ globPattern }));

/**
 * Answers one client over a connection. All knowledge is in the session's snapshots; this only translates. Files come from `disk`, or
 * from the editor where there is no disk or the client says so (`initializationOptions: { files: 'editor' }`). A connection knows answers
 * that fail by their class, so `Failure` has to be the one of the bundle that made it.
 */
export function serve(connection: Connection, disk: Host | undefined, Failure: FailureClass): void {
  const editor = editorFiles(connection, (root) => {
    state.arrived(root);
    refresh();
  });
  let state = session(disk ?? editor);
  const server = translation(
    () => state,
    () => client,
  );
  let client: Client = clientOf({ processId: null, rootUri: null, capabilities: {} });
  let features: Features = featuresFrom(undefined);
  let folders: readonly string[] = [];

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    client = clientOf(params);
    folders = foldersOf(params);
    editor.folders(folders);
    if (client.files === 'editor') state = session(editor);
    return {
      serverInfo: { name: 'plimsoll' },
      capabilities: {
        positionEncoding: client.encoding,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        definitionProvider: true,
        referencesProvider: true,
        documentLinkProvider: {},
        ...(client.outlines ? { documentSymbolProvider: true } : {}),
        renameProvider: client.preparesRenames ? { prepareProvider: true } : true,
        completionProvider: { triggerCharacters: COMPLETION_TRIGGERS },
        codeLensProvider: {},
        inlayHintProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, FIX_ALL] },
        ...(client.pulls
          ? { diagnosticProvider: { identifier: 'plimsoll', interFileDependencies: true, workspaceDiagnostics: true } }
          : {}),
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(() => {
    if (client.folders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => uri));
        folders = [...folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)];
        editor.folders(folders);
        state.changed();
        refresh();
        if (client.configuration) void configure();
      });
    if (client.registersConfiguration)
      void quietly(() => connection.client.register(DidChangeConfigurationNotification.type, { section: 'plimsoll' }));
    if (client.registersWatchers)
      void quietly(() => connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: WATCHED }));
    if (client.configuration) void configure();
  });

  connection.onDidChangeConfiguration(({ settings }) => {
    if (client.configuration) void configure();
    else applySettings(settings);
  });

  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => {
    state.open(uri, text, version);
    diagnostics.changed();
  });

  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const text = state.text(uri);
    if (text === undefined) return;
    state.open(uri, changedText(text, contentChanges, client.encoding), version);
    diagnostics.changed();
  });

  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    state.close(uri);
    diagnostics.closed(uri);
  });

  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) state.changed(uri);
    refresh();
  });

  const diagnostics = serveDiagnostics(connection, {
    server,
    state: () => state,
    client: () => client,
    folders: () => folders,
  });
  serveHover(connection, server, () => client);
  serveCodeActions(connection, server, () => client);
  serveImageView(connection, server);
  serveCompletion(connection, server, () => client);
  serveNavigation(connection, server, Failure);
  serveOutline(connection, server);
  serveErrorCause(connection, server);
  serveAnnotations(
    connection,
    server,
    () => client,
    () => features,
  );
  serveStatus(
    connection,
    () => state,
    () => folders,
  );

  connection.onRequest('plimsoll/explain', ({ rule }: { readonly rule: string }) => ({ markdown: explain(rule) }));
  connection.onRequest('plimsoll/images', ({ uri }: { readonly uri: string }) => {
    const located = server.locate(uri);
    return { text: located === undefined ? '' : imagesText(located.project, [located.path]) };
  });

  connection.listen();

  function refresh(): void {
    diagnostics.refresh();
    void quietly(() => refreshAnnotations(connection, client));
  }

  async function configure(): Promise<void> {
    // The folders may be others by the time the answer is here.
    const asked = folders;
    const scopes = [undefined, ...asked];
    const answers = await connection.workspace
      .getConfiguration(
        scopes.map((scopeUri) => ({ section: 'plimsoll', ...(scopeUri === undefined ? {} : { scopeUri }) })),
      )
      .catch(() => []);
    const [own, ...ofFolders] = scopes.map((_, index) => ({ plimsoll: answers[index] }));
    applySettings(own, new Map(ofFolders.map((one, index) => [asked[index] ?? '', settingsFrom(one)])));
  }

  function applySettings(settings: unknown, ofFolders: ReadonlyMap<string, Settings> = new Map()): void {
    features = featuresFrom(settings);
    state.configure(settingsFrom(settings), ofFolders);
    refresh();
  }
}

/** Files that the client reads for us: `plimsoll/files` with a folder's address, and paths where only some are asked for. */
function editorFiles(connection: Connection, arrived: (root: string) => void): EditorHost {
  const ask = (root: string, paths?: readonly string[]): Promise<readonly ReadFile[]> =>
    connection.sendRequest('plimsoll/files', { folder: root, ...(paths === undefined ? {} : { paths }) });
  return editorHost({ all: (root) => ask(root), some: ask, arrived });
}
