import { describeRealServer } from './describe-real-server.ts'
import { pds } from './servers/pds/pds.ts'

await describeRealServer(pds)
