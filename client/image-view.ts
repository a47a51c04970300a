import {
  commands,
  type Disposable,
  type ExtensionContext,
  languages,
  type TextDocument,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type Place, reveal } from './place';
import { applyRepair } from './repair';
import { isOurs } from './selector';
import { workflowAtHand } from './workflow-at-hand';

/** Milliseconds of quiet after a change before the drawing is made anew. */
const QUIET = 150;

/** What the page says when a node is pressed: a place to go to, or with a rule the gap to mend. */
interface Pressed {
  readonly path: string;
  readonly offset: string;
  readonly rule?: string;
}

/** The page is there, or has another width. */
interface Sized {
  readonly width: number;
}

/** Registers the command that draws the way of each image of the workflow at hand, in a panel that follows the active editor. */
export function registerImageView(
  context: ExtensionContext,
  started: () => Promise<BaseLanguageClient>,
): readonly Disposable[] {
  let open: { readonly panel: WebviewPanel; shown: Uri; width: number } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function draw(): Promise<void> {
    if (open === undefined) return;
    const { panel, shown, width } = open;
    const client = await started();
    const answer: { readonly svg: string } | null = await client.sendRequest('plimsoll/imageView', {
      uri: shown.toString(),
      width,
    });
    panel.title = `Images of ${shown.path.slice(shown.path.lastIndexOf('/') + 1)}`;
    await panel.webview.postMessage({ svg: answer?.svg ?? '' });
  }

  function soon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void draw(), QUIET);
  }

  function follow(document: TextDocument | undefined): void {
    if (open === undefined || document === undefined || !isOurs(document)) return;
    open.shown = document.uri;
    soon();
  }

  async function pressed({ path, offset, rule }: Pressed): Promise<void> {
    if (open === undefined) return;
    const client = await started();
    const question = { uri: open.shown.toString(), path, offset: Number(offset) };
    if (rule !== undefined) return applyRepair(client, 'plimsoll/repair', { ...question, rule });
    const place: Place | null = await client.sendRequest('plimsoll/place', question);
    if (place !== null) await reveal(place);
  }

  return [
    commands.registerCommand('plimsoll.openImageView', async (file?: unknown) => {
      const shown = await workflowAtHand(file);
      if (shown === undefined) return;
      if (open === undefined) {
        const panel = newPanel(context);
        open = { panel, shown, width: 0 };
        panel.onDidDispose(() => {
          open = undefined;
        });
        panel.webview.onDidReceiveMessage((message: Pressed | Sized) => {
          if (!('width' in message)) return pressed(message);
          if (open !== undefined) open.width = message.width;
          return draw();
        });
      } else {
        open.shown = shown;
        open.panel.reveal();
        await draw();
      }
    }),
    workspace.onDidChangeTextDocument(({ document }) => (isOurs(document) ? soon() : undefined)),
    languages.onDidChangeDiagnostics(soon),
    window.onDidChangeActiveTextEditor((editor) => follow(editor?.document)),
  ];
}

function newPanel(context: ExtensionContext): WebviewPanel {
  const resources = Uri.joinPath(context.extensionUri, 'dist/shared');
  const panel = window.createWebviewPanel(
    'plimsoll.images',
    'Images',
    { viewColumn: ViewColumn.Beside, preserveFocus: true },
    { enableScripts: true, localResourceRoots: [resources], retainContextWhenHidden: true },
  );
  const { webview } = panel;
  const script = webview.asWebviewUri(Uri.joinPath(resources, 'image-view.js'));
  // Styles come with the drawing, whose text is the server's own; nothing else may load or run.
  webview.html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src ${webview.cspSource}">
<title>Images</title>
</head>
<body>
<main aria-live="polite"></main>
<script src="${script.toString()}"></script>
</body>
</html>`;
  return panel;
}
