/** The page of the image view: shows the drawing it is sent, and tells which node was pressed. */
declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const editor = acquireVsCodeApi();
const main = document.querySelector('main');

window.addEventListener('message', ({ data }: MessageEvent<{ readonly svg: string }>) => {
  if (main === null) return;
  const before = nodes(main);
  const at = before.indexOf(document.activeElement as SVGElement);
  const focused = before[at] && key(before[at]);
  // The drawing is parsed as a document of its own, so that nothing in it can become HTML.
  const drawing = new DOMParser().parseFromString(data.svg, 'image/svg+xml').documentElement;
  main.replaceChildren(document.adoptNode(drawing));
  // Whoever came here by keyboard stays where they were, or beside it where that gap is mended now.
  const after = nodes(main);
  if (at >= 0) (after.find((node) => key(node) === focused) ?? after[Math.min(at, after.length - 1)])?.focus();
});

document.addEventListener('click', ({ target }) => press(target));
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' && event.key !== ' ') return;
  event.preventDefault();
  press(event.target);
});
window.addEventListener('resize', tellWidth);
tellWidth();

function tellWidth(): void {
  editor.postMessage({ width: main?.clientWidth ?? 0 });
}

function press(target: EventTarget | null): void {
  const node = target instanceof Element ? target.closest<SVGElement>('.press') : null;
  if (node !== null) editor.postMessage({ ...node.dataset });
}

/** What can be pressed, in the order of the drawing. */
function nodes(within: Element): readonly SVGElement[] {
  return [...within.querySelectorAll<SVGElement>('.press')];
}

function key(node: SVGElement): string {
  return JSON.stringify(node.dataset);
}
