import { parentPort, workerData } from 'node:worker_threads';
import { openBody } from './open-body.js';
import { payloadOutline } from './payload-outline.js';

/** The thread of `openBodyApart`: one body in, one answer out. */
const { bytes, signature, secrets } = workerData as { bytes: Uint8Array; signature: string; secrets: string[] };
const opened = openBody(Buffer.from(bytes.buffer), signature, secrets);
if (opened.kind === 'opened') {
  const json = Uint8Array.from(opened.json);
  parentPort?.postMessage({ ...opened, payload: payloadOutline(opened.payload), json }, [json.buffer]);
} else parentPort?.postMessage(opened);
