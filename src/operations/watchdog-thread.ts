import { write } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { createLog } from '../access/log.js';
import { watchBeats } from './watch-beats.js';
import type { WatchdogData } from './watchdog.js';

/** Whoever reads the log may be stuck as well: then the line is given up, never the end. */
const LONGEST_WRITE_MS = 1000;

const { everyMs, silenceMs, beats, level } = workerData as WatchdogData;
const end = () => process.kill(process.pid, 'SIGKILL');
// Written by this thread itself, since the main one is held; what is under way when the process is killed is lost.
const log = createLog({ level, name: 'worker' }, { write: (line) => write(1, line, end) });

watchBeats({
  everyMs,
  silenceMs,
  beats: () => Atomics.load(beats, 0),
  silent: () => {
    setTimeout(end, LONGEST_WRITE_MS);
    log.fatal({}, `the event loop was held for ${silenceMs / 1000} s: this worker ends, another one takes over`);
  },
});
