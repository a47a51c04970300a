import { PassThrough } from 'node:stream';
import {
  type ClientCapabilities,
  ConfigurationRequest,
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  DiagnosticRefreshRequest,
  type InitializeResult,
  ProposedFeatures,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  type Registration,
  RegistrationRequest,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { disk } from '../../server/host/disk';
import type { ReadFile } from '../../server/host/editor';
import { serve } from '../../server/lsp/serve';

/** An editor as far as the protocol sees it, connected to the real server over a pipe in memory. */
export interface EditorClient {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  /** What the server registered while running. */
  readonly registrations: readonly Registration[];
  open(uri: string, text: string, version?: number): void;
  /** A request for diagnostics, answered by the server: the items, or `unchanged`. */
  pull(uri: string, previousResultId?: string): Promise<Pulled>;
  /** The next diagnostics that are pushed for a document and fit; those that came before count as well, once. */
  pushed(uri: string, fits?: (params: PublishDiagnosticsParams) => boolean): Promise<PublishDiagnosticsParams>;
  /** Resolves when the server says that what was pulled is out of date. */
  refreshed(): Promise<void>;
  close(): Promise<void>;
}

export interface Pulled {
  readonly kind: string;
  readonly resultId?: string;
  readonly items: readonly Diagnostic[];
}

export interface EditorSetup {
  readonly capabilities?: ClientCapabilities;
  readonly folders?: readonly string[];
  /** The one root that clients name which know no folders. */
  readonly rootUri?: string;
  readonly initializationOptions?: unknown;
  /** Answers the server's questions for settings. */
  readonly settings?: (folder: string | undefined) => unknown;
  /** Reads files for the server (`plimsoll/files`): all below a folder, or those of some paths. */
  readonly files?: (folder: string, paths: readonly string[] | undefined) => Promise<readonly ReadFile[]>;
}

interface FilesQuestion {
  readonly folder: string;
  readonly paths?: readonly string[];
}

/** What VS Code says of itself, as far as the server looks at it. */
export const PULLING: ClientCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  textDocument: { diagnostic: { dynamicRegistration: false } },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    diagnostics: { refreshSupport: true },
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true },
  },
};

export async function connectEditor(setup: EditorSetup = {}): Promise<EditorClient> {
  const up = new PassThrough();
  const down = new PassThrough();
  const server = createConnection(ProposedFeatures.all, new StreamMessageReader(up), new StreamMessageWriter(down));
  serve(server, disk, ResponseError);
  const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const registrations: Registration[] = [];
  const refreshes = queue<true>();
  const pushes = queue<PublishDiagnosticsParams>();
  connection.onRequest(RegistrationRequest.type, (params) => {
    registrations.push(...params.registrations);
  });
  connection.onRequest(DiagnosticRefreshRequest.type, () => refreshes.put(true));
  connection.onRequest(ConfigurationRequest.type, ({ items }) =>
    items.map(({ scopeUri }) => setup.settings?.(scopeUri) ?? null),
  );
  const { files } = setup;
  if (files !== undefined)
    connection.onRequest('plimsoll/files', ({ folder, paths }: FilesQuestion) => files(folder, paths));
  connection.onNotification(PublishDiagnosticsNotification.type, (params) => pushes.put(params));
  connection.listen();
  const initialized = await connection.sendRequest<InitializeResult>('initialize', {
    processId: null,
    rootUri: setup.rootUri ?? null,
    capabilities: setup.capabilities ?? PULLING,
    ...(setup.folders === undefined ? {} : { workspaceFolders: setup.folders.map((uri) => ({ uri, name: uri })) }),
    ...(setup.initializationOptions === undefined ? {} : { initializationOptions: setup.initializationOptions }),
  });
  await connection.sendNotification('initialized', {});
  return {
    connection,
    initialized,
    registrations,
    open: (uri, text, version = 1) =>
      void connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'yaml', version, text },
      }),
    async pull(uri, previousResultId) {
      const answer = await connection.sendRequest<Partial<Pulled> & { readonly kind: string }>(
        'textDocument/diagnostic',
        { textDocument: { uri }, ...(previousResultId === undefined ? {} : { previousResultId }) },
      );
      return { ...answer, items: answer.items ?? [] };
    },
    pushed: (uri, fits = () => true) => pushes.take((params) => params.uri === uri && fits(params)),
    refreshed: async () => void (await refreshes.take(() => true)),
    async close() {
      await connection.sendRequest('shutdown');
      connection.end();
      connection.dispose();
      server.dispose();
    },
  };
}

/** Things that arrive, and those who wait for one that fits. */
function queue<T>() {
  let arrived: readonly T[] = [];
  let waiting: readonly { readonly fits: (one: T) => boolean; readonly take: (one: T) => void }[] = [];
  return {
    put(one: T): void {
      const first = waiting.find(({ fits }) => fits(one));
      if (first === undefined) arrived = [...arrived, one];
      else {
        waiting = waiting.filter((other) => other !== first);
        first.take(one);
      }
    },
    take: (fits: (one: T) => boolean): Promise<T> =>
      new Promise((resolve) => {
        const found = arrived.find(fits);
        if (found === undefined) waiting = [...waiting, { fits, take: resolve }];
        else {
          arrived = arrived.filter((other) => other !== found);
          resolve(found);
        }
      }),
  };
}
