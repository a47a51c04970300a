/** The page of the image view: shows the drawing it is sent, and tells which node was pressed. */
declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const editor = acquireVsCodeApi();
const main = document.querySelector('main');

window.addEventListener('message', ({ data }: MessageEvent<{ readonly svg: string }>) => {
  if (main === null) return;
  const focused = key(document.activeElement);
  // The drawing is parsed as a document of its own, so that nothing in it can become HTML.
  const drawing = new DOMParser().parseFromString(data.svg, 'image/svg+xml').documentElement;
  main.replaceChildren(document.adoptNode(drawing));
  // Whoever came here by keyboard stays where they were.
  for (const node of main.querySelectorAll<SVGElement>('.press')) if (key(node) === focused) node.focus();
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

function key(node: Element | null): string | undefined {
  return node instanceof SVGElement && node.classList.contains('press') ? JSON.stringify(node.dataset) : undefined;
}
