import { join } from 'node:path'
import { OperatorError } from '../operator-error.ts'
import { removeInstance } from '../instance-file.ts'
import { portIsFree } from '../servers/ports.ts'
import { version } from '../version.ts'
import { printStartUp } from './announcement.ts'
import { createCrew, type Crew } from './crew.ts'
import { openDataDirectory } from './data-directory.ts'
import { natsPart, postgresPart } from './embedded-servers.ts'
import { createInstanceRecord, type InstanceRecord } from './instance-record.ts'
import { endLeftovers } from './leftovers.ts'
import { createOperatorOutput, type OperatorOutput, type Writer } from './operator-output.ts'
import { portOwner } from './port-owner.ts'
import { keepAdminKey, keepSecretKey } from './secrets.ts'
import { chooseMetricsPorts, presentServices, servicePart } from './services.ts'
import { supervise, type Part, type Running, type Supervised } from './supervise.ts'
import type { UpSettings } from './up-settings.ts'

/** What `up` needs of the world around it. */
export type UpWorld = {
  checkoutDir: string
  servicesDir: string
  stdout: Writer
  stderr: Writer
  /** Fires when everything shall be stopped, in order. */
  signal: AbortSignal
  /** Fires when somebody cannot wait for the order. */
  impatient: AbortSignal
  /** Brings the schema up to date and makes the key an admin's. */
  prepareDatabase(databaseUrl: string, adminKey: string): Promise<void>
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
  const url = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${settings.port}`
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
  )
  const launch = launcher(crew, record, output)
  const toolchainDir = join(world.checkoutDir, '.pressrun', 'toolchain')

  const [databaseUrl, natsUrl, secretKey, adminKey, metricsPorts] = await Promise.all([
    settings.databaseUrl ??
      launch('postgres', postgresPart(dataDir, output)).then((it) => it.current().url),
    settings.natsUrl ??
      launch('nats', natsPart(dataDir, toolchainDir, settings.path, output)).then(
        (it) => it.current().url,
      ),
    keepSecretKey(dataDir, settings.secretKey),
    keepAdminKey(dataDir, settings.adminKey),
    chooseMetricsPorts(settings),
  ])
  record.update({ databaseUrl, natsUrl })
  await world.prepareDatabase(databaseUrl, adminKey.value)

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
  await Promise.all(parts.map((part) => launch('services', part)))

  printStartUp(output, {
    settings,
    url,
    adminKey,
    seconds: (performance.now() - startedAt) / 1_000,
  })
  if (settings.demo) await world.demo({ url, dataDir, adminKey: adminKey.value }, output.print)
  record.update({ ready: true })
  output.print(`pressrun ready ${url}`)
}

function launcher(crew: Crew, record: InstanceRecord, output: OperatorOutput) {
  const around = { warn: output.warn, random: Math.random, now: () => performance.now() }
  return <R extends Running & { port?: number | undefined }>(
    layer: Parameters<Crew['add']>[0],
    part: Part<R>,
  ): Promise<Supervised<R>> => {
    const recorded = { ...part, onStarted: (running: R) => record.started(part.name, running) }
    return crew.add(layer, () => supervise(recorded, around))
  }
}

async function requirePort({ port, host }: UpSettings): Promise<void> {
  if (await portIsFree(port, host)) return
  const owner = portOwner(port)
  throw new OperatorError(
    `port ${port} is taken${owner === undefined ? '' : ` by ${owner}`}: stop that, or set PRESSRUN_PORT to a free port`,
  )
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
