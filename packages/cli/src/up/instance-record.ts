import { writeInstance, type Instance } from '../instance-file.ts'
import { processIdentity } from '../servers/process-identity.ts'

/** Keeps the instance file up to date while processes come and go. */
export type InstanceRecord = {
  update(changes: Partial<Instance>): void
  started(name: string, running: { pid: number; port?: number | undefined }): void
}

export function createInstanceRecord(
  dataDir: string,
  first: Instance,
  stopped: AbortSignal,
  failed: (error: Error) => void,
): InstanceRecord {
  let instance = first
  const update = (changes: Partial<Instance>): void => {
    // The process that stops removes the file; a late write must not bring it back.
    if (stopped.aborted) return
    instance = { ...instance, ...changes }
    try {
      writeInstance(dataDir, instance)
    } catch (error) {
      // On a full disk the old file stays: running is worth more than the record of it.
      failed(error as Error)
    }
  }
  return {
    update,
    started(name, { pid, port }) {
      const entry = {
        pid,
        identity: processIdentity(pid) ?? '',
        ...(port === undefined ? {} : { port }),
      }
      update({ processes: { ...instance.processes, [name]: entry } })
    },
  }
}
