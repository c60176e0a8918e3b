import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { lostAndRestored } from './lost-and-restored.ts'
import { openWorld, type World } from './world.ts'

const withoutNats = (world: World) => rm(join(world.dataDir, 'nats'), { recursive: true })

suite(
  'an older state of the database: nothing is sent before it is accepted, nothing twice after',
  () => {
    test('its files put back', async () => {
      await using world = await openWorld()
      const restore = () => world.putFilesBack()
      await lostAndRestored(world, restore, /has seen (position|another)/)
    })

    test('its files put back, and NATS lost', async () => {
      await using world = await openWorld()
      const restore = () => world.putFilesBack(() => withoutNats(world))
      await lostAndRestored(world, restore, /the data directory has seen (position|another)/)
    })

    test('restored from a dump, and both NATS and the file of the data directory lost', async () => {
      await using world = await openWorld()
      const restore = () =>
        world.moveRows(async () => {
          await withoutNats(world)
          await rm(join(world.dataDir, 'log-witness.json'))
        })
      await lostAndRestored(world, restore, /the log lies in another server, database or table/)
    })

    test('restored from a dump under everything that runs', async () => {
      await using world = await openWorld()
      await lostAndRestored(world, world.putRowsBack, /the log lies in another|has seen/)
    })
  },
)
