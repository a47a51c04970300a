/// <reference lib="webworker" />
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ResponseError,
} from 'vscode-languageserver/browser';
import { serve } from './serve';

declare const self: DedicatedWorkerGlobalScope;

// The same bundle serves both: in a web worker it starts by itself and without a disk; on a machine main.ts takes `serve` from it.
if (typeof WorkerGlobalScope !== 'undefined')
  serve(createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self)), undefined, ResponseError);

export { serve };
