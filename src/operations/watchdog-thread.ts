import { workerData } from 'node:worker_threads';
import { createLog } from '../access/log.js';
import { watchBeats } from './watch-beats.js';
import type { WatchdogData } from './watchdog.js';

const { everyMs, silenceMs, beats, level } = workerData as WatchdogData;
// Written by this thread itself: the main one is held.
const log = createLog({ level, name: 'worker' });

watchBeats({
  everyMs,
  silenceMs,
  beats: () => Atomics.load(beats, 0),
  silent: () => {
    log.fatal({}, `the event loop was held for ${silenceMs / 1000} s: this worker ends, another one takes over`);
    process.kill(process.pid, 'SIGKILL');
  },
});
