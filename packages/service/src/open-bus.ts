import { connectBus, watchNats, type NatsConnection } from '@pressrun/bus'
import { logLacksCopy, type Database } from '@pressrun/db'
import { requireDependency } from '@pressrun/runtime'
import type { ServiceContext } from './service-context.ts'

type Bus = AsyncDisposable & { readonly connection: NatsConnection }

/**
 * Connects a service to NATS: it is ready only while that works.
 *
 * @param ending `drain` first settles received messages, where messages are work.
 */
export async function openServiceBus(
  context: ServiceContext,
  { pool }: Database,
  ending: 'close' | 'drain' = 'close',
): Promise<Bus> {
  const { config, health } = context
  const connection = await connectBus({ url: config.NATS_URL, name: health.service })
  const lacks = (seq: number) => logLacksCopy(pool, seq)
  requireDependency(context, 'nats', watchNats(connection, { lacks }))
  return { connection, [Symbol.asyncDispose]: () => connection[ending]() }
}
