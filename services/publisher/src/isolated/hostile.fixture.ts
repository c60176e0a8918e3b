import { findConnector, type Connector, type PublishJob } from '@pressrun/platforms'

/** What an untrusted connector does to its process. */
const deeds = {
  abort: () => process.abort(),
  exit: () => process.exit(0),
  loop() {
    for (;;);
  },
  /** Until V8 has no more. */
  heap() {
    const kept: object[] = []
    for (;;) kept.push({ number: kept.length, more: [1, 2, 3] })
  },
  /** Outside of V8's heap, until there is no more; a refused allocation is repeated. */
  native() {
    const kept: Buffer[] = []
    for (;;)
      try {
        kept.push(Buffer.alloc(16 * 1024 * 1024, 1))
      } catch {
        // Once more.
      }
  },
} as const

/** `sent`: after the platform has answered. */
const hostileSteps = ['preparing', 'sending', 'sent', 'looking'] as const
export type Deed = keyof typeof deeds
export type HostileStep = (typeof hostileSteps)[number]

/** The name of an account whose posts do this; accounts of any other name are harmless. */
export const hostileName = (deed: Deed, step: HostileStep, more = '') => `${deed}-${step}-${more}`

function commit(step: HostileStep, { accountName }: PublishJob): void {
  const [deed = '', at] = accountName.split('-')
  if (at === step && deed in deeds) deeds[deed as Deed]()
}

/** The platforms, with connectors that do what the account's name says, in whichever process they run. */
export function findHostileConnector(platform: string): Connector | undefined {
  const connector = findConnector(platform)
  return connector && { ...connector, ...hostile(connector) }
}

const hostile = (connector: Connector): Partial<Connector> => ({
  async prepare(job, tools) {
    commit('preparing', job)
    return connector.prepare(job, tools)
  },
  async commit(job, prepared, tools) {
    commit('sending', job)
    const outcome = await connector.commit(job, prepared, tools)
    commit('sent', job)
    return outcome
  },
  ...(connector.reconcile && {
    async reconcile(job, tools) {
      commit('looking', job)
      return connector.reconcile?.(job, tools) ?? { outcome: 'absent' }
    },
  }),
})
