/** A client that has gone, or does not know a request, is no reason to stop. */
export async function quietly(send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch {
    // Nobody is left to be told.
  }
}
