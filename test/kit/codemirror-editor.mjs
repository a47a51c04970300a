// CodeMirror with its own client for language servers, in a DOM without a browser, connected to a server over its standard streams.
import { spawn } from 'node:child_process';
import { Window } from 'happy-dom';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';

const window = new Window();
/** What CodeMirror takes from the world around; it looks while it is loaded. */
const NEEDED = [
  ...['document', 'navigator', 'DOMParser', 'MutationObserver', 'Node', 'Element', 'HTMLElement', 'Range', 'Selection'],
  ...['getComputedStyle', 'requestAnimationFrame', 'cancelAnimationFrame', 'KeyboardEvent'],
];
Object.defineProperty(globalThis, 'window', { value: window, configurable: true });
for (const name of NEEDED) Object.defineProperty(globalThis, name, { value: window[name], configurable: true });

const { acceptCompletion, completionStatus, currentCompletions, setSelectedCompletion, startCompletion } = await import(
  '@codemirror/autocomplete'
);
const { forEachDiagnostic } = await import('@codemirror/lint');
const { languageServerExtensions, LSPClient, LSPPlugin } = await import('@codemirror/lsp-client');
const { EditorState } = await import('@codemirror/state');
const { EditorView } = await import('@codemirror/view');

/**
 * Opens a document in an editor of its own, with a server of its own. Answers what a user can do there; each wait ends when what is
 * waited for is there.
 */
export async function openEditor({ command: [program, ...args], rootUri, uri, text }) {
  const server = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const client = new LSPClient({ rootUri, timeout: 20_000, extensions: languageServerExtensions() });
  client.connect(transport(server));
  await client.initializing;
  const watched = new Set();
  const view = new EditorView({
    state: EditorState.create({
      doc: text,
      extensions: [client.plugin(uri, 'yaml'), EditorView.updateListener.of(() => callAll(watched))],
    }),
    parent: window.document.body,
  });

  /** What `read` finds of the editor, as soon as it fits. */
  function seen(read, fits) {
    return new Promise((resolve) => {
      const look = () => {
        const found = read();
        if (!fits(found)) return;
        watched.delete(look);
        resolve(found);
      };
      watched.add(look);
      look();
    });
  }

  return {
    capabilities: client.serverCapabilities,
    text: () => view.state.doc.toString(),
    diagnostics: (fits) => seen(() => diagnosticsOf(view.state), fits),
    /** Answers the server's answer to a request about the document; places are offsets. */
    request(method, { from, to, ...params }) {
      client.sync();
      const { toPosition } = LSPPlugin.get(view);
      const position = (offset) => toPosition.call(LSPPlugin.get(view), offset);
      const place =
        to === undefined ? { position: position(from) } : { range: { start: position(from), end: position(to) } };
      return client.request(method, { textDocument: { uri }, ...place, ...params });
    },
    /** Makes text edits that the server sent. */
    apply(edits) {
      const plugin = LSPPlugin.get(view);
      const changes = edits.map(({ range, newText }) => ({
        from: plugin.fromPosition(range.start),
        to: plugin.fromPosition(range.end),
        insert: newText,
      }));
      view.dispatch({ changes });
    },
    type(offset, insert) {
      view.dispatch({ changes: { from: offset, insert }, selection: { anchor: offset + insert.length } });
    },
    /** Asks for completions at the cursor and answers their labels. */
    async complete() {
      startCompletion(view);
      await seen(
        () => completionStatus(view.state),
        (status) => status === 'active',
      );
      return currentCompletions(view.state).map(({ label }) => label);
    },
    /** Takes the completion of that label. The list takes nothing in its first moment, so that nobody takes one by mistake. */
    async accept(label) {
      const index = currentCompletions(view.state).findIndex((one) => one.label === label);
      view.dispatch({ effects: setSelectedCompletion(index) });
      while (!acceptCompletion(view)) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    async close() {
      view.destroy();
      await client.request('shutdown', null);
      client.notification('exit', null);
      client.disconnect();
      return ended;
    },
  };
}

/** CodeMirror wants the messages as text, without their headers. */
function transport(server) {
  const reader = new StreamMessageReader(server.stdout);
  const writer = new StreamMessageWriter(server.stdin);
  const handlers = new Set();
  reader.listen((message) => callAll(handlers, JSON.stringify(message)));
  return {
    send: (text) => void writer.write(JSON.parse(text)),
    subscribe: (handler) => void handlers.add(handler),
    unsubscribe: (handler) => void handlers.delete(handler),
  };
}

function callAll(handlers, argument) {
  for (const handler of [...handlers]) handler(argument);
}

function diagnosticsOf(state) {
  const found = [];
  forEachDiagnostic(state, ({ severity, message }, from, to) => found.push({ severity, message, from, to }));
  return found;
}
