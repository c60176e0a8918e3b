import { newIds } from '@pressrun/db'
import { pause } from '@pressrun/runtime'
import type { Reactions } from './consume-all.ts'
import { createPublisher, type Opened } from './create-publisher.ts'
import { publishTasks } from './publish-tasks.ts'
import { reconcileTask } from './reconcile-task.ts'
import { sourceReader } from './sources/read-source.ts'
import { createScanSemaphores } from './sources/scan-semaphores.ts'
import { scanSource } from './sources/scan-source.ts'

/** Creates the reactions to due jobs, checks and scans. */
export function createReactions(
  opened: Opened & { readonly sourceDirs: readonly string[] },
): Reactions {
  const { pool, guard, tools, observe, sourceDirs, signal } = opened
  const publisher = createPublisher(opened)
  const { handle, now } = publisher
  return {
    publish: publishTasks(publisher),
    reconcile: reconcileTask(publisher),
    scan: scanSource({
      pool,
      guard,
      newId: newIds(),
      handle,
      read: sourceReader({ ...tools, pool, sourceDirs, wait: pause }),
      semaphores: createScanSemaphores(),
      onScan: observe.onScan,
      onFault: observe.onScanFault,
      now,
      signal,
    }),
  }
}
