import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Fault, Faults } from './faults.ts'
import type { Later } from './later.ts'
import type { Answer, PlatformFake, World } from './platform-fake.ts'

export type AnswerOptions = {
  readonly faults: Faults
  readonly later: Later
  readonly lateCommitMs: number
  readonly stallMs: number
  readonly latencyMs: (() => number) | undefined
}

export function createAnswer(options: AnswerOptions): World['answer'] {
  return async (fake, hit, request, reply, act) => {
    const { fault, gates } = options.faults.meet({ platform: fake.platform, ...hit })
    const { later, latencyMs } = options
    const travel = async () => latencyMs && later.run(latencyMs(), () => undefined)
    await gates.before()
    await travel()
    const done = async () => {
      const result = act()
      await gates.after()
      await travel()
      return result
    }
    if (fault === undefined) return send(reply, await done())
    await inject(fault, { ...options, fake, request, reply, act, done })
  }
}

type Injection = AnswerOptions & {
  readonly fake: PlatformFake
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly act: () => Answer
  readonly done: () => Promise<Answer>
}

async function inject(fault: Fault, injection: Injection): Promise<void> {
  const { fake, reply, act, done, later, lateCommitMs, stallMs } = injection
  switch (fault) {
    case 'refuse':
    case 'drop-before':
      return drop(injection)
    case 'drop-after':
      await done()
      return drop(injection)
    case 'late-commit':
      drop(injection)
      return later.run(lateCommitMs, act)
    case 'stall': {
      const result = await done()
      return later.run(stallMs, () => send(reply, result))
    }
    case 'rate-limited':
      return send(reply, fake.rateLimited(1))
    case 'rate-limited-silently':
      return send(reply, fake.rateLimited(undefined))
    case 'error-before':
      return send(reply, fake.failed())
    case 'error-after':
      await done()
      return send(reply, fake.failed())
    case 'maintenance':
      return send(reply, { ...fake.failed(), status: 503, headers: { 'retry-after': '1' } })
    case 'error-body':
      return send(reply, fake.errorBody())
    case 'expired-token':
      return send(reply, fake.unauthorized())
    default:
      return fault satisfies never
  }
}

/** Either side hung up meanwhile: then there is no one to respond to. */
function send(reply: FastifyReply, { status, headers = {}, body }: Answer): void {
  if (reply.raw.destroyed || reply.raw.writableEnded) return
  reply.code(status).headers(headers)
  reply.send(body)
}

function drop({ request, reply }: Injection): void {
  reply.hijack()
  const { socket } = request.raw
  // A client that hung up meanwhile gets an end: otherwise Node waits for ever, and busily, on its exit for a socket
  // that is reset while it ends.
  if (socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}
