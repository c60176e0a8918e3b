import { parentPort, workerData } from 'node:worker_threads'
import { parseFeed } from './parse-feed.ts'

const { text, base } = workerData as { text: string; base: string }
// Threads have no origin; the rule is meant for windows.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage(parseFeed(text, base))
