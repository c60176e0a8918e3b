import gte from 'semver/functions/gte.js'

const mebibyte = 1024 ** 2
const gibibyte = 1024 ** 3

/** A disk that is nearly full today may have space tomorrow, without a restart of the server. */
const fileStoreMin = 8 * gibibyte
const maxPayload = 8 * mebibyte

export const natsUser = 'pressrun'

export type NatsSettings = {
  readonly serverName: string
  readonly version: string
  readonly host: string
  readonly port: number
  readonly password: string
  readonly storeDir: string
  readonly pidFile: string
  readonly freeDiskBytes: number
  /** The bytes that the streams take already. */
  readonly storedBytes: number
  /** The limit of the streams, when the disk does not determine it. */
  readonly fileStoreMaxBytes?: number
  /** Off by default: it would be another open port without a reader. */
  readonly monitoringPort?: number
}

/** The configuration file of the embedded server. JSON is valid NATS configuration. */
export function natsConfiguration(settings: NatsSettings): string {
  const { serverName, host, port, password, pidFile, monitoringPort } = settings
  return JSON.stringify(
    {
      server_name: serverName,
      host,
      port,
      pid_file: pidFile,
      // A foreign message would stop the relay: not everyone on this machine may send one.
      authorization: { user: natsUser, password },
      max_payload: maxPayload,
      // A client that reads too slowly is dropped before it costs the server this much memory.
      max_pending: 64 * mebibyte,
      ...(monitoringPort === undefined ? {} : { http: `${host}:${monitoringPort}` }),
      jetstream: jetStream(settings),
    },
    null,
    2,
  )
}

function jetStream(settings: NatsSettings): object {
  const { storeDir, freeDiskBytes, storedBytes, version } = settings
  const ofDisk = storedBytes + Math.floor(freeDiskBytes * 0.8)
  return {
    store_dir: storeDir,
    max_memory_store: 64 * mebibyte,
    // Generous: a full disk is detected as such, and Postgres has the same events on it.
    max_file_store: settings.fileStoreMaxBytes ?? Math.max(fileStoreMin, ofDisk),
    // The server's own default, made explicit: a power failure may lose two minutes of the stream. It is refilled from
    // the Postgres log, which loses nothing. Servers before 2.10 do not know the field.
    ...(gte(version, '2.10.0') ? { sync_interval: '2m' } : {}),
  }
}
