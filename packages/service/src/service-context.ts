import type { ProcessContext, ProcessSettings } from '@pressrun/runtime'

/** A process that has the settings of every service, and maybe more. */
export type ServiceContext = ProcessContext<ProcessSettings>
