import { describeRealServer } from './describe-real-server.ts'
import { snac } from './servers/snac.ts'

await describeRealServer(snac)
