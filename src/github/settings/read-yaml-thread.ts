import { parentPort, workerData } from 'node:worker_threads';
import { readYaml } from './read-yaml.js';

/** The thread of `readYamlApart`: one text in, one answer out. */
parentPort?.postMessage(readYaml(String(workerData)));
