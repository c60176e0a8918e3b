import { cached } from '../../install/cache.ts'
import { npmInstall, npmRebuild } from '../../install/node-tools.ts'
import { pinned } from '../../pinned.ts'

const { pds, plc, node, before } = pinned.npm

export const installPds = (): Promise<string> =>
  cached(`pds-${pds}-plc-${plc}-node-${node}`, async (directory) => {
    await npmInstall(directory, { '@atproto/pds': pds, '@did-plc/server': plc }, [
      `--before=${before}`,
    ])
    await npmRebuild(directory, 'better-sqlite3')
  })
