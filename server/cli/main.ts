import { run } from './run';
import { wantsColour } from './terminal';

// A reader that wants no more (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = run(process.argv.slice(2), {
  cwd: process.cwd(),
  colour: wantsColour(process.stdout.isTTY, process.env),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  startServer: () => {
    // The server is a bundle of its own, so that every other command starts without it.
    void import(new URL('server.cjs', import.meta.url).href);
  },
});
