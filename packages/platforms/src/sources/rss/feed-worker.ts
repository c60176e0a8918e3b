import { parentPort, workerData } from 'node:worker_threads'
import { parseFeed } from './parse-feed.ts'

const { text, base } = workerData as { text: string; base: string }
parentPort?.postMessage(parseFeed(text, base))
