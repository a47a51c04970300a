import { run } from './run';

process.exitCode = run(process.argv.slice(2), {
  cwd: process.cwd(),
  colour: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  startServer: () => {
    // The server is a bundle of its own, so that every other command starts without it.
    void import(new URL('server.cjs', import.meta.url).href);
  },
});
