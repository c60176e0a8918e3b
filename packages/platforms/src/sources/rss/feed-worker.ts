import { parentPort, workerData } from 'node:worker_threads'
import { parseFeed } from './parse-feed.ts'

const { text, base } = workerData as { text: string; base: string }
// A thread has no origin; the rule is about windows.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage(parseFeed(text, base))
