import type { Dispatcher } from 'undici'
import { AnswerBytes } from './answer-bytes.ts'
import { Ended, notSent, unanswered } from './failure.ts'
import {
  answerBytesMax,
  type AnswerHeaders,
  type OutboundRequest,
  type OutboundResult,
} from './outbound.ts'

/**
 * One request and its response, as undici's dispatcher reports them. undici calls `onRequestStart` right before it
 * writes to a connection: an error before that call proves that nothing was sent.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly result: Promise<OutboundResult>
  readonly endsAtMs: number
  readonly signal: AbortSignal
  readonly #bytesMax: number
  readonly #decode: OutboundRequest['decode']
  readonly #settled: (exchange: Exchange, result: OutboundResult) => void
  #resolve!: (result: OutboundResult) => void
  #controller: Dispatcher.DispatchController | undefined
  #status = 0
  #headers: AnswerHeaders = {}
  #bytes: AnswerBytes | undefined
  #over = false

  constructor(
    endsAtMs: number,
    order: Pick<OutboundRequest, 'signal' | 'answerBytesMax' | 'decode'>,
    settled: (exchange: Exchange, result: OutboundResult) => void,
  ) {
    this.endsAtMs = endsAtMs
    this.signal = order.signal
    this.#bytesMax = order.answerBytesMax ?? answerBytesMax
    this.#decode = order.decode
    this.#settled = settled
    this.result = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  /** Ends the exchange from our side; a connection that carries it is destroyed. */
  end(reason: Ended): void {
    this.#fail(reason)
    this.#controller?.abort(reason)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // undici takes an error thrown here as: do not write, and keep the connection.
    if (this.#over) throw new Ended('aborted')
    this.#controller = controller
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: AnswerHeaders,
  ): void {
    this.#status = status
    this.#headers = headers
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#over) return
    this.#bytes ??= new AnswerBytes()
    this.#bytes.add(chunk)
    if (this.#bytes.length <= this.#bytesMax) return
    this.#answer(true)
    controller.abort(new Ended('aborted'))
  }

  onResponseEnd(): void {
    if (!this.#over) this.#answer(false)
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error)
  }

  #answer(cut: boolean): void {
    const text = this.#text()
    this.#finish({ outcome: 'answered', status: this.#status, headers: this.#headers, text, cut })
  }

  #fail(error: Error): void {
    if (this.#over) return
    this.#finish(this.#controller === undefined ? notSent(error) : unanswered(error))
  }

  #finish(result: OutboundResult): void {
    this.#over = true
    this.#bytes = undefined
    this.#settled(this, result)
    this.#resolve(result)
  }

  #text(): string {
    if (this.#bytes === undefined) return ''
    const begin = this.#bytes.begin(this.#bytesMax)
    return this.#decode ? this.#decode(begin, this.#headers) : begin.toString('utf8')
  }
}
