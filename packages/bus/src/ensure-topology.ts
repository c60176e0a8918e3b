import {
  jetstreamManager,
  JetStreamApiError,
  type ConsumerInfo,
  type JetStreamManager,
} from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
// Two of its 47 files: this is in the memory of every service.
import coerce from 'semver/functions/coerce.js'
import lt from 'semver/functions/lt.js'
import { inReach } from './in-reach.ts'
import { streams, type ConsumerSettings, type StreamSettings } from './topology.ts'

/** As long as the client waits for a response of JetStream. */
const inReachWithinMs = 5_000

const natsVersionMin = '2.9.10'

/** Below this, expected sequences are not checked soundly on more than one replica. */
const replicatedVersionMin = '2.11.0'

export class UnsuitableServer extends Error {
  override readonly name = 'UnsuitableServer'
}

/** Throws `UnsuitableServer` when this nats-server lacks what Pressrun relies on. */
export function checkServer(version: string, replicas: number): void {
  const plain = coerce(version) ?? '0.0.0'
  if (lt(plain, natsVersionMin))
    throw new UnsuitableServer(
      `nats-server ${version} is too old; Pressrun needs ${natsVersionMin} or newer`,
    )
  if (replicas > 1 && lt(plain, replicatedVersionMin))
    throw new UnsuitableServer(
      `${replicas} replicas need nats-server ${replicatedVersionMin} or newer, this is ${version}`,
    )
}

/** Settings that an operator changed by hand: reported, and repaired where the server allows it. */
export type Drift = {
  readonly stream: string
  readonly field: string
  readonly is: unknown
  readonly expected: unknown
}

/**
 * Makes the streams of `topology.ts`. Safe to call at every start, by all at once. Without a number of replicas the
 * present number is accepted; a new stream then has one.
 */
export async function ensureStreams(
  connection: NatsConnection,
  replicas?: number,
): Promise<readonly Drift[]> {
  await inReach(connection, inReachWithinMs)
  if (connection.info) checkServer(connection.info.version, replicas ?? 1)
  const manager = await jetstreamManager(connection, { checkAPI: false })
  const drifts: Drift[] = []
  for (const settings of streams(replicas)) drifts.push(...(await ensureStream(manager, settings)))
  return drifts
}

async function ensureStream(
  manager: JetStreamManager,
  settings: StreamSettings,
): Promise<readonly Drift[]> {
  const existing = await manager.streams.info(settings.name).catch(absent(streamNotFound))
  if (!existing) {
    await manager.streams.add(settings)
    return []
  }
  const drifts = driftOf(existing.config, settings)
  if (drifts.length > 0) await manager.streams.update(settings.name, settings).catch(() => {})
  return drifts
}

export function driftOf(is: object, expected: StreamSettings): Drift[] {
  const actual: Record<string, unknown> = { ...is }
  return Object.entries(expected)
    .filter(([field, value]) => JSON.stringify(actual[field]) !== JSON.stringify(value))
    .map(([field, value]) => ({
      stream: expected.name,
      field,
      is: actual[field],
      expected: value,
    }))
}

/** Makes the durable consumer, or updates its changeable settings. Returns its configuration. */
export async function ensureConsumer(
  manager: JetStreamManager,
  stream: string,
  settings: ConsumerSettings,
): Promise<ConsumerInfo> {
  const existing = await manager.consumers
    .info(stream, settings.durable_name)
    .catch(absent(consumerNotFound))
  if (!existing) return manager.consumers.add(stream, settings)
  const { max_ack_pending: pending, ack_wait: wait } = existing.config
  if (pending === settings.max_ack_pending && wait === settings.ack_wait) return existing
  return manager.consumers.update(stream, settings.durable_name, settings)
}

export const streamNotFound = 10059
const consumerNotFound = 10014

/** Turns "not found" into undefined, and leaves every other fault a fault. */
export const absent =
  (code: number) =>
  (cause: unknown): undefined => {
    if (cause instanceof JetStreamApiError && cause.code === code) return undefined
    throw cause
  }
