import type { Connection } from 'vscode-languageserver';

/** As many files as are read without anybody wondering what takes so long. */
const FEW = 50;

/** Told of each file that has been read, and of the end. */
export interface ReadingProgress {
  readonly read: () => void;
  readonly done: () => void;
}

/** Shows the reading of so many files, where they are many and the client shows progress. */
export async function readingProgress(connection: Connection, files: number): Promise<ReadingProgress> {
  if (files <= FEW) return { read: () => undefined, done: () => undefined };
  const progress = await connection.window.createWorkDoneProgress();
  progress.begin('Plimsoll reads workflows', 0, `0 of ${files}`);
  let count = 0;
  return {
    read: () => {
      count++;
      const percent = Math.floor((100 * count) / files);
      if (percent > Math.floor((100 * (count - 1)) / files)) progress.report(percent, `${count} of ${files}`);
    },
    done: () => progress.done(),
  };
}
