import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { run } from './run';

process.exitCode = run(process.argv.slice(2), {
  cwd: process.cwd(),
  colour: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  startServer: () => {
    // The server is a bundle of its own, so that every other command starts without it.
    const server = spawn(process.execPath, [fileURLToPath(new URL('server.cjs', import.meta.url)), '--stdio'], {
      stdio: 'inherit',
    });
    server.on('exit', (code) => process.exit(code ?? 0));
  },
});
