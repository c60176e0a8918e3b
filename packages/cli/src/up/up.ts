import { join } from 'node:path'
import { removeInstance } from '../instance-file.ts'
import { version } from '../version.ts'
import { printAdminKey, printStartUp } from './announcement.ts'
import { awaitReadiness } from './await-readiness.ts'
import { createCrew, type Crew } from './crew.ts'
import { openDataDirectory } from './data-directory.ts'
import { natsPart, postgresPart } from './embedded-servers.ts'
import { createInstanceRecord, type InstanceRecord } from './instance-record.ts'
import { endLeftovers } from './leftovers.ts'
import { createOperatorOutput, type OperatorOutput, type Writer } from './operator-output.ts'
import { requirePort } from './require-port.ts'
import { keepAdminKey, keepSecretKey } from './secrets.ts'
import type { RunningService } from './service-process.ts'
import { chooseMetricsPorts, presentServices, servicePart } from './services.ts'
import { supervise, type Part, type Supervised } from './supervise.ts'
import type { Running } from './running.ts'
import type { UpSettings } from './up-settings.ts'
import { createWaitingLines, type WaitingLines } from './waiting-lines.ts'

/** The dependencies of `up`. */
export type UpWorld = {
  readonly checkoutDir: string
  readonly servicesDir: string
  readonly stdout: Writer
  readonly stderr: Writer
  /** Fires when everything must be stopped, in order. */
  readonly signal: AbortSignal
  /** Fires when the operator will not wait for the orderly stop. */
  readonly impatient: AbortSignal
  /** Brings the schema up to date and makes the key an admin's; returns notes for the operator. */
  prepareDatabase(databaseUrl: string, adminKey: string): Promise<string[]>
  demo(
    instance: { url: string; adminKey: string; dataDir: string },
    print: (line: string) => void,
  ): Promise<void>
}

/** Runs the whole of Pressrun until the signal fires, and leaves nothing behind. */
export async function up(settings: UpSettings, world: UpWorld): Promise<void> {
  const { dataDir } = settings
  using _claim = await openDataDirectory(dataDir)
  await endLeftovers(dataDir)
  await requirePort(settings)
  const output = createOperatorOutput(dataDir, world.stdout, world.stderr)
  const crew = createCrew()
  world.impatient.addEventListener('abort', () => crew.kill())
  const stopped = aborted(world.signal)
  try {
    await Promise.race([startAll(settings, world, crew, output), stopped])
    await stopped
  } finally {
    await crew.stop()
    removeInstance(dataDir)
    output.close()
  }
}

async function startAll(
  settings: UpSettings,
  world: UpWorld,
  crew: Crew,
  output: OperatorOutput,
): Promise<void> {
  const { dataDir } = settings
  const startedAt = performance.now()
  const url = `http://${hostInUrl(settings.host)}:${settings.port}`
  const record = createInstanceRecord(
    dataDir,
    {
      url,
      version,
      ready: false,
      supervisor: process.pid,
      databaseUrl: '',
      natsUrl: '',
      startedAt: new Date().toISOString(),
      processes: {},
    },
    world.signal,
    ({ message }) => output.warn(`the instance file could not be written: ${message}`),
  )
  using waiting = createWaitingLines(output.print)
  const launch = launcher(crew, record, output, waiting)
  const secretKey = await keepSecretKey(dataDir, settings.secretKey)
  const adminKey = await keepAdminKey(dataDir, settings.adminKey)
  if (adminKey.madeNow) printAdminKey(output, dataDir, adminKey.value)
  const embedding = { dataDir, output, signal: world.signal }
  const toolchainDir = join(world.checkoutDir, '.pressrun', 'toolchain')

  const [databaseUrl, natsUrl, metricsPorts] = await Promise.all([
    settings.databaseUrl ??
      launch('postgres', postgresPart(embedding)).then((it) => it.current().url),
    settings.natsUrl ??
      launch('nats', natsPart(embedding, toolchainDir, settings.path)).then(
        (it) => it.current().url,
      ),
    chooseMetricsPorts(settings),
  ])
  record.update({ databaseUrl, natsUrl })
  const preparing = world.prepareDatabase(databaseUrl, adminKey.value)
  for (const note of await waiting.during('the schema', preparing)) output.warn(note)

  const { servicesDir } = world
  const serviceWorld = {
    servicesDir,
    databaseUrl,
    natsUrl,
    secretKey: secretKey.value,
    metricsPorts,
  }
  const parts = presentServices(servicesDir).map((name) =>
    servicePart(name, settings, serviceWorld, output),
  )
  const services = await Promise.all(parts.map((part) => launch('services', part)))

  const urls = healthUrls(services, settings.host)
  await awaitReadiness({ urls, say: output.warn, signal: world.signal })
  printStartUp(output, {
    settings,
    url,
    seconds: (performance.now() - startedAt) / 1_000,
  })
  if (settings.demo) {
    const sample = world.demo({ url, dataDir, adminKey: adminKey.value }, output.print)
    await waiting.during('the sample', sample)
  }
  if (world.signal.aborted) return
  record.update({ ready: true })
  output.print(`pressrun ready ${url}`)
}

const hostInUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host)

/** The services' health addresses; services without one count as ready. */
const healthUrls = (
  services: readonly Supervised<RunningService>[],
  host: string,
): Record<string, string> =>
  Object.fromEntries(
    services.flatMap((service) => {
      const { port } = service.current()
      return port === undefined ? [] : [[service.name, `http://${hostInUrl(host)}:${port}`]]
    }),
  )

function launcher(
  crew: Crew,
  record: InstanceRecord,
  output: OperatorOutput,
  waiting: WaitingLines,
) {
  const around = { warn: output.warn, random: Math.random, now: () => performance.now() }
  return <R extends Running & { port?: number | undefined }>(
    layer: Parameters<Crew['add']>[0],
    part: Part<R>,
  ): Promise<Supervised<R>> => {
    const recorded = { ...part, onStarted: (running: R) => record.started(part.name, running) }
    return waiting.during(
      part.name,
      crew.add(layer, () => supervise(recorded, around)),
    )
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
