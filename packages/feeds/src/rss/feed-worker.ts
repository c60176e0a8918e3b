import { parentPort, workerData } from 'node:worker_threads'
import type { FeedAddresses } from './address.ts'
import { parseFeed } from './parse-feed.ts'

const { text, addresses } = workerData as { text: string; addresses: FeedAddresses }
// Threads have no origin; the rule is meant for windows.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage(parseFeed(text, addresses))
