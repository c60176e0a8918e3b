import { parentPort } from 'node:worker_threads'
import type { Dispatcher } from 'undici'
import { Exchange } from './exchange.ts'

/** A response of two million bytes, each a chunk of its own, as undici hands them over: views of what it has read. */
const pieces = 2_000_000
const order = { signal: AbortSignal.timeout(60_000), answerBytesMax: pieces }
const exchange = new Exchange(Infinity, order, () => {})
const controller = {} as Dispatcher.DispatchController
exchange.onRequestStart(controller)
exchange.onResponseStart(controller, 200, {})
for (let sent = 0; sent < pieces; sent += 1) exchange.onResponseData(controller, Buffer.from('a'))
exchange.onResponseEnd()
const result = await exchange.result
// Threads have no origin; the rule is meant for windows.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage(result.outcome === 'answered' ? result.text.length : result.outcome)
