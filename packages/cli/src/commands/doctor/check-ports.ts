import { portIsFree } from '../../servers/ports.ts'
import { portOwner } from '../../up/port-owner.ts'
import { fail, ok, type Check } from './finding.ts'

export function checkPort(host: string, port: number, ownUrl: string | undefined): Check {
  return {
    name: 'port',
    async run() {
      if (ownUrl !== undefined && new URL(ownUrl).port === String(port))
        return ok(`port ${port} is this Pressrun's`)
      if (await portIsFree(port, host)) return ok(`port ${port} is free`)
      const owner = portOwner(port)
      return fail(
        `port ${port} is taken${owner === undefined ? '' : ` by ${owner}`}`,
        'stop that, or set PRESSRUN_PORT',
      )
    },
  }
}
