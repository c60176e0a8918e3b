import { connectBus, lastPosition } from '@pressrun/bus'
import { readInstance } from '@pressrun/cli'
import type { Instance } from './instance.ts'
import { query } from './query.ts'

/** True when the stream's last message is the log's last event. */
export async function streamIsWhole(instance: Instance): Promise<boolean> {
  const bus = await connectBus({ url: readInstance(instance.dataDir)?.natsUrl ?? '', name: 'test' })
  try {
    const [head] = await query<{ position: string }>(instance, 'select position from log_head')
    return String(await lastPosition(bus)) === head?.position
  } finally {
    await bus.close()
  }
}
