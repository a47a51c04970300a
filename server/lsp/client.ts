import { CodeActionKind, type InitializeParams, InsertTextMode } from 'vscode-languageserver';
import { covers } from './action-kind';
import { type Encoding, encodingOf } from './encoding';

/** What the program on the other side can do, as far as it changes what we say to it. */
export interface Client {
  readonly encoding: Encoding;
  /** It asks for diagnostics, or says so; to others they are pushed. */
  readonly pulls: boolean;
  /** It says that it takes diagnostics that are pushed. */
  readonly takesPushes: boolean;
  /** It can be told that what it pulled is out of date. */
  readonly refreshes: boolean;
  readonly refreshesLenses: boolean;
  readonly refreshesHints: boolean;
  /** It answers questions for settings; others send them. */
  readonly configuration: boolean;
  readonly registersConfiguration: boolean;
  /** It has to be asked to watch files. Our own extension watches by itself. */
  readonly registersWatchers: boolean;
  readonly folders: boolean;
  /** It takes edits that name the version of the document they are for. */
  readonly versionedEdits: boolean;
  /** It takes edits that make new files. */
  readonly createsFiles: boolean;
  /** It asks whether a name can be renamed before it asks for a new one. */
  readonly preparesRenames: boolean;
  /** It takes completions with places to fill in. */
  readonly snippets: boolean;
  /** It can be told to leave the indentation of a completion as it is. */
  readonly insertsAsIs: boolean;
  /** It has a place for actions that rewrite what is not wrong by itself. */
  readonly rewrites: boolean;
  /** It shows outlines as trees, and has none of YAML already. */
  readonly outlines: boolean;
  /** Commands that it runs by itself; nothing sent to it names another. */
  readonly commands: ReadonlySet<string>;
  /** Who reads files; undefined for programs other than our own extension. */
  readonly files: 'disk' | 'editor' | undefined;
}

export function clientOf(params: InitializeParams): Client {
  const { textDocument, workspace } = params.capabilities;
  const { files, commands, outlined } = optionsOf(params.initializationOptions);
  return {
    encoding: encodingOf(params.capabilities),
    pulls: textDocument?.diagnostic !== undefined,
    takesPushes: textDocument?.publishDiagnostics !== undefined,
    refreshes: workspace?.diagnostics?.refreshSupport === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    refreshesHints: workspace?.inlayHint?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: files === undefined && workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    folders: workspace?.workspaceFolders === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    createsFiles:
      workspace?.workspaceEdit?.documentChanges === true &&
      workspace.workspaceEdit.resourceOperations?.includes('create') === true,
    preparesRenames: textDocument?.rename?.prepareSupport === true,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    insertsAsIs:
      textDocument?.completion?.completionItem?.insertTextModeSupport?.valueSet.includes(InsertTextMode.asIs) === true,
    rewrites:
      textDocument?.codeAction?.codeActionLiteralSupport?.codeActionKind.valueSet.some((kind) =>
        covers(kind, CodeActionKind.RefactorRewrite),
      ) === true,
    outlines: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true && !outlined,
    commands,
    files,
  };
}

/** The folders a client starts with; older ones name a single root. */
export function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  return workspaceFolders?.map(({ uri }) => uri) ?? (rootUri === null || rootUri === undefined ? [] : [rootUri]);
}

/** What a client says of itself beyond the protocol: who reads files, which commands it has, and that another server outlines YAML. */
function optionsOf(options: unknown): Pick<Client, 'files' | 'commands'> & { readonly outlined: boolean } {
  if (typeof options !== 'object' || options === null)
    return { files: undefined, commands: new Set(), outlined: false };
  const files: unknown = Reflect.get(options, 'files');
  const commands: unknown = Reflect.get(options, 'commands');
  return {
    files: files === 'editor' || files === 'disk' ? files : undefined,
    commands: new Set(Array.isArray(commands) ? commands.filter((one) => typeof one === 'string') : []),
    outlined: Reflect.get(options, 'outlined') === true,
  };
}
